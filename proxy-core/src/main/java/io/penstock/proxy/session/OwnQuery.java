package io.penstock.proxy.session;

/** Why the proxy sent a query of its own on a session's backend. */
enum OwnQuery {
  /** Brings the backend's settings in line with the session's; the session waits for it. */
  SETTINGS,

  /** The client's BEGIN, answered earlier and sent now, ahead of the first statement. */
  BEGIN,

  /** Fails on purpose: the transaction failed before it began on this backend. */
  FAILURE,

  /** Gives prepared statements the client's names for one text, or takes these back. */
  NAMES,

  /** Asks the primary how far its write-ahead log has got. */
  POSITION,

  /** Asks the backend what the session still holds there. */
  PROBE,

  /** Ends what a vanished client left open. */
  ROLLBACK,

  /** Makes a backend like new before another session gets it. */
  DISCARD
}
