package io.penstock.config;

/** What to do when a session uses something that cannot be carried from backend to backend. */
public enum PinPolicy {
  /** Keep the session on its backend until that ends. */
  PIN,

  /** Send the client a warning and pin nothing. */
  WARN,

  /** Refuse the statement. */
  REJECT
}
