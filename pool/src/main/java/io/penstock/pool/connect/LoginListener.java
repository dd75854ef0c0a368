package io.penstock.pool.connect;

/** Told once how a login ended, on the loop it was asked for. */
public interface LoginListener {
  /** The connection is ready. Add a handler before this returns: bytes may already be here. */
  void loggedIn(LoggedIn connection);

  /** There is no connection, and no channel is left open. */
  void failed(ConnectFailure failure);
}
