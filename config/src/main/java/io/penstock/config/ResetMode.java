package io.penstock.config;

/**
 * What happens to a backend whose session state cannot be carried over, before another session gets
 * it.
 */
public enum ResetMode {
  /** It runs {@code DISCARD ALL} and is used again. */
  DISCARD,

  /** It is closed. */
  CLOSE
}
