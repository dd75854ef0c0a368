package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.pool.EvictReason;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statement of a session that several shards carry out now, if there is one. */
final class SeveralShards {
  /** Such a statement. */
  interface Work {
    void begin();

    /** Those that work for it, but for the one that the session holds; a copy. */
    List<Backend> backends();

    void clientWritable(boolean writable);

    /** The client sends what belongs to it: takes what stands there, as far as it can now. */
    default void takeFrames(FrameWalker walker) {}

    /**
     * Cancels it.
     *
     * @param reason what the client is told; null for what the server says
     */
    void cancel(@Nullable ErrorFields reason);

    /**
     * The client is gone.
     *
     * @return whether the backend that the session holds is in the midst of something
     */
    boolean abandon();
  }

  private final Session session;
  private @Nullable Work running;

  SeveralShards(Session session) {
    this.session = session;
  }

  /** Its frames were taken. */
  void begin(Work statement) {
    session.become(SessionState.SCATTERING);
    running = statement;
    statement.begin();
  }

  boolean working() {
    return running != null;
  }

  /** Those that work for it, but for the one that the session holds; a copy. */
  List<Backend> backends() {
    Work now = running;
    return now == null ? List.of() : now.backends();
  }

  /** The client was answered, but for the ReadyForQuery. */
  void ended() {
    ended(true);
  }

  /**
   * The client was answered.
   *
   * @param ready whether it is told that more may come, as at a Sync
   */
  void ended(boolean ready) {
    running = null;
    if (session.over()) {
      return;
    }
    session.become(SessionState.READY);
    session.requests.settled();
    if (session.status == Session.IDLE) {
      session.traffic.transactions++;
    }
    var unused = session.timeouts.ready(session.status);
    if (ready) {
      session.writeToClient(Answers.ready(session.status));
    }
    session.resume();
  }

  /** The backend that holds the transaction is lost, and all with it. */
  void lost() {
    running = null;
  }

  /** Frames of the client stand here. */
  void takeFrames(FrameWalker walker) {
    Work now = running;
    if (now != null) {
      now.takeFrames(walker);
    }
  }

  void clientWritable(boolean writable) {
    Work now = running;
    if (now != null) {
      now.clientWritable(writable);
      session.toClient.flush(session.client);
    }
  }

  /**
   * Cancels it.
   *
   * @param reason what the client is told; null for what the server says
   */
  void cancel(@Nullable ErrorFields reason) {
    Work now = running;
    if (now != null) {
      now.cancel(reason);
    }
  }

  /** The client is gone. */
  void abandon() {
    Work now = running;
    running = null;
    if (now != null && now.abandon()) {
      // Or it would go on for a while, and keep its locks.
      session.identity().services().cancel(session.leased(), arrived -> {});
      session.evict(EvictReason.UNCLEAN_RELEASE);
    }
  }
}
