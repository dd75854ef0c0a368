package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.node.ReplicaSelector;
import java.nio.charset.StandardCharsets;

/**
 * How far the write-ahead log had got when a session last wrote: what a replica must have replayed
 * for the session to see its own writes there. The primary is asked behind the client's back, when
 * its transaction is over and before its backend is released.
 */
final class WrittenPosition {
  /**
   * What was inserted, not only flushed: with synchronous_commit off a commit is answered before it
   * is written.
   */
  static final String QUESTION =
      "SELECT pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_catalog.pg_lsn";

  /** What no replica ever replays: where a position could not be found out. */
  static final long NOWHERE = Long.MAX_VALUE;

  private static final int ONE_COLUMN = 2 + 4;

  private boolean owed;
  private long lsn = ReplicaSelector.ANY_LSN;

  /** Something that may write is sent to the primary. */
  void mayMove() {
    owed = true;
  }

  /** Whether the primary has to be asked. */
  boolean owed() {
    return owed;
  }

  /** It is asked now; whatever is sent from here on needs another question. */
  void asked() {
    owed = false;
  }

  /** It could not tell: what follows cannot be placed. */
  void unknown() {
    lsn = NOWHERE;
  }

  /** It told, in a DataRow's payload. */
  void row(ByteBuf in, int payload, int end) {
    String text =
        in.toString(payload + ONE_COLUMN, end - payload - ONE_COLUMN, StandardCharsets.US_ASCII);
    lsn = Long.parseUnsignedLong(text);
  }

  /**
   * What a replica must have replayed; {@link ReplicaSelector#ANY_LSN} if nothing. A promotion
   * changes nothing about it: the new timeline begins with what was replicated of the old one, and
   * for what was lost with it the session's reads wait until the new one has got as far, which is
   * on the primary.
   */
  long required() {
    return lsn;
  }
}
