package io.penstock.pool.connect;

/** Why a connection could not be opened. */
public enum ConnectFailureReason {
  /** The host name could not be resolved. */
  UNKNOWN_HOST,

  /** Nobody accepted the TCP connection, or it broke during the login. */
  UNREACHABLE,

  /** The connect timeout passed first. */
  TIMEOUT,

  /** TLS was refused, or the peer's certificate was. */
  TLS,

  /** The server is starting, recovering or shutting down (57P0x). */
  SHUT,

  /** The server serves others, but cannot serve this user now: too many connections, no memory. */
  UNAVAILABLE,

  /** The server refused this user, password or database. */
  REJECTED,

  /** The server asked for a proof that the credentials do not hold, or could not prove itself. */
  CREDENTIALS,

  /** The server sent what the protocol does not allow. */
  PROTOCOL;

  /** Whether the node itself is at fault, and so every pool on it. */
  public boolean concernsNode() {
    return switch (this) {
      case UNKNOWN_HOST, UNREACHABLE, TIMEOUT, TLS, SHUT, PROTOCOL -> true;
      case UNAVAILABLE, REJECTED, CREDENTIALS -> false;
    };
  }

  /** Whether trying again soon cannot help. */
  public boolean permanent() {
    return switch (this) {
      case TLS, REJECTED, CREDENTIALS -> true;
      case UNKNOWN_HOST, UNREACHABLE, TIMEOUT, SHUT, UNAVAILABLE, PROTOCOL -> false;
    };
  }
}
