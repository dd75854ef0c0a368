package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The frames of an exchange on a node that only reads, kept until the client has seen something of
 * its answer: so long it can be sent to another node, where this one fails.
 */
final class Retry {
  /** More than this is not sent twice. */
  private static final int LONGEST = 64 * 1024;

  private final Session session;
  private @Nullable ByteBuf frames;
  private long writes;
  private long start;
  private long tried;
  private boolean toPrimary;
  private boolean failed;

  Retry(Session session) {
    this.session = session;
  }

  /** Keeps this many bytes of the client's, from the frame on that stands there. */
  void keep(int length) {
    forget();
    if (length <= LONGEST) {
      frames = session.requests.kept(length);
      start = session.requests.walker().advanced();
      session.toClient.write(session.client);
      writes = session.toClient.writes();
    }
  }

  private boolean possible() {
    return frames != null && session.toClient.writes() == writes && !session.over();
  }

  /** The reader answers with an error: whether another node is asked instead. */
  boolean afterError(@Nullable String sqlState) {
    if (!possible() || sqlState == null) {
      return false;
    }
    switch (sqlState) {
      // The server cannot do this while it is a replica.
      case SqlState.READ_ONLY_SQL_TRANSACTION,
          SqlState.FEATURE_NOT_SUPPORTED,
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE -> {
        toPrimary = true;
        session.routing.refusedAsWrite();
      }
      // What it replays was in the way, or it goes down.
      case SqlState.SERIALIZATION_FAILURE,
          SqlState.DEADLOCK_DETECTED,
          SqlState.ADMIN_SHUTDOWN,
          SqlState.CRASH_SHUTDOWN,
          SqlState.CANNOT_CONNECT_NOW ->
          tried |= session.routing.servingBit();
      default -> {
        return false;
      }
    }
    failed = true;
    session.toClient.discard();
    return true;
  }

  /** The reader's connection is lost: whether another node is asked instead. */
  boolean afterLoss() {
    if (!possible()) {
      return false;
    }
    tried |= session.routing.servingBit();
    failed = true;
    session.toClient.discard();
    return true;
  }

  /** Whether what still arrives of the failed attempt is dropped. */
  boolean failed() {
    return failed;
  }

  /** The nodes that have failed to serve it. */
  long tried() {
    return tried;
  }

  /** Whether only the primary may serve it. */
  boolean toPrimary() {
    return toPrimary;
  }

  /**
   * The frames that were passed on, to be looked at once more; the caller owns them. Those that
   * were not yet, while settings were being made for instance, still stand where they are.
   */
  ByteBuf take() {
    ByteBuf kept = frames;
    if (kept == null) {
      throw new IllegalStateException("nothing is kept");
    }
    frames = null;
    failed = false;
    int passed = (int) (session.requests.walker().advanced() - start);
    return kept.writerIndex(kept.readerIndex() + passed);
  }

  /** The exchange is over, one way or the other. */
  void over() {
    forget();
    tried = 0;
    toPrimary = false;
  }

  private void forget() {
    ByteBuf kept = frames;
    frames = null;
    failed = false;
    if (kept != null) {
      kept.release();
    }
  }
}
