package io.penstock.proxy.session;

import io.penstock.wire.SqlState;

/** Why a client's session ended. */
public enum DisconnectReason {
  /** It said so. */
  CLIENT_LEFT,

  /** Its connection was closed or broke without a word. */
  CLIENT_LOST,

  /** The server ended the session with an error that the client was given. */
  SERVER_ENDED,

  /** The connection to the backend broke under it. */
  BACKEND_LOST,

  /** One of the pool's timeouts, for transactions or idle clients. */
  TIMED_OUT,

  /** An administrator's KILL, or the shutdown of the proxy. */
  ADMINISTRATOR,

  /** It, or its backend, sent what the protocol does not allow. */
  PROTOCOL_VIOLATION,

  /** Another error of the proxy, such as no backend at login. */
  FAILED;

  /** The reason behind an error of ours that ends a session. */
  static DisconnectReason of(String sqlState) {
    return switch (sqlState) {
      case SqlState.ADMIN_SHUTDOWN -> ADMINISTRATOR;
      case SqlState.CONNECTION_FAILURE -> BACKEND_LOST;
      case SqlState.PROTOCOL_VIOLATION -> PROTOCOL_VIOLATION;
      case SqlState.TRANSACTION_TIMEOUT,
          SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
          SqlState.IDLE_SESSION_TIMEOUT ->
          TIMED_OUT;
      default -> FAILED;
    };
  }
}
