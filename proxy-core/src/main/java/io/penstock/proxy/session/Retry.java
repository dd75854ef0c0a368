package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.EvictReason;
import io.penstock.wire.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The frames of an exchange on a node that only reads, kept until the client has seen something of
 * its answer: so long it can be sent to another node, where this one fails. What stood before it is
 * kept too: a BEGIN that goes with it, and the unnamed statement. Each failure rules out the node
 * that failed, and what has gone to the primary is not kept: there are no more tries than nodes.
 */
final class Retry {
  /** More than this is not sent twice. */
  private static final int LONGEST = 1024 * 1024;

  private final Session session;
  private @Nullable ByteBuf frames;
  private long writes;
  private long start;
  private boolean unnamed;
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
      unnamed = session.unnamed.valid();
      session.deferredBegin.keep();
      session.toClient.write(session.client);
      writes = session.toClient.writes();
    }
  }

  /** The client was sent what it may be sent at any time, and nothing of the answer. */
  void told(long writesBefore) {
    if (writes == writesBefore) {
      writes = session.toClient.writes();
    }
  }

  private boolean possible() {
    return frames != null && session.toClient.writes() == writes && !session.over();
  }

  /**
   * The reader answers with an error: whether another node is asked instead.
   *
   * @param fatal whether it ends the connection, which is never about what was sent
   */
  boolean afterError(@Nullable String sqlState, boolean fatal) {
    if (!possible() || sqlState == null) {
      return false;
    }
    if (fatal) {
      return afterLoss();
    }
    switch (sqlState) {
      // The server cannot do this while it is a replica.
      case SqlState.READ_ONLY_SQL_TRANSACTION,
          SqlState.FEATURE_NOT_SUPPORTED,
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE -> {
        toPrimary = true;
        session.routing.refusedAsWrite();
      }
      // What it replays was in the way.
      case SqlState.SERIALIZATION_FAILURE, SqlState.DEADLOCK_DETECTED ->
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

  /** Nobody knows whether the reader will ever answer: another node is asked if that can be. */
  void nodeLost() {
    if (session.state() != SessionState.LEAVING && afterLoss()) {
      session.evict(EvictReason.NODE_LOST);
      again();
    }
  }

  /** The reader has answered with an error to the end: it goes back, unless left in a state. */
  void giveUp(BackendSession leased) {
    if (session.status == Session.IDLE && leased.cancels == 0) {
      session.release();
    } else {
      session.evict(EvictReason.UNCLEAN_RELEASE);
    }
    again();
  }

  /** The reader cannot have the session's settings: whether the primary is asked instead. */
  boolean settlesElsewhere() {
    if (!possible()) {
      return false;
    }
    toPrimary = true;
    session.evict(EvictReason.SESSION_STATE);
    again();
    return true;
  }

  /** What was passed on of the exchange is looked at once more, for another node. */
  void again() {
    if (session.state() == SessionState.SETTLING) {
      session.become(SessionState.READY);
    }
    session.status = Session.IDLE;
    session.responses.forgetAttempt();
    session.requests.again(take());
    session.resume();
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
  private ByteBuf take() {
    ByteBuf kept = frames;
    if (kept == null) {
      throw new IllegalStateException("nothing is kept");
    }
    frames = null;
    failed = false;
    if (unnamed) {
      session.unnamed.restore();
    }
    session.deferredBegin.restore();
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
    session.deferredBegin.forget();
    if (kept != null) {
      kept.release();
    }
  }
}
