package io.penstock.proxy.console;

/** How SHUTDOWN treats who is connected. */
public enum ShutdownMode {
  /** Everyone is disconnected now. */
  IMMEDIATE,

  /** No new clients; each session ends when it holds no backend. */
  WAIT_FOR_SERVERS,

  /** No new clients; those there are leave when they like. */
  WAIT_FOR_CLIENTS
}
