package io.penstock.sql;

/** What ties a session to its backend beyond a transaction. */
public enum PinReason {
  /** A temporary table, view, sequence or function. */
  TEMPORARY_TABLE,
  /** {@code LISTEN}. */
  LISTEN,
  /** An advisory lock held by the session. */
  ADVISORY_LOCK,
  /** A cursor declared {@code WITH HOLD}. */
  HOLD_CURSOR,
  /** A library loaded by {@code LOAD}. */
  LOAD,
  /** A statement prepared by SQL's {@code PREPARE}. Never from the scanner: the caller's choice. */
  SQL_PREPARE,
  /** The seed of {@code random()}. */
  SET_SEED,
  /** The session's current values of sequences. Never from the scanner: the caller's choice. */
  SEQUENCE_STATE,
  /** Something only the backend knows, such as a connection opened by dblink. */
  OPAQUE
}
