package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.Backend;
import io.penstock.pool.BackendReceiver;
import io.penstock.pool.EvictReason;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.Query;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A backend of one shard that works for a session beside the one which holds its transaction, or
 * that one, borrowed for a while. Its owner sends requests and takes the answers frame by frame.
 * Confined to the session's event loop.
 */
final class Branch implements BackendReceiver, BranchLease.Holder {
  /** Whom it works for. None of the calls comes after {@link #finish} or {@link #abandon}. */
  interface Owner {
    /** It has a backend now, idle and with the session's settings. */
    void leased(Branch branch);

    /** There are bytes: take what {@link #next} finds. */
    void answered(Branch branch);

    /** It is lost, or there was no backend. */
    void failed(Branch branch, ErrorFields because);
  }

  private enum State {
    /** It waits for a backend. */
    LEASING,

    /** The backend gets the session's settings. */
    SETTLING,

    /** Its owner has it. */
    OWNED,

    /** Nobody wants its answers: it goes back as soon as they have come. */
    DRAINING,

    /** It has no backend any more. */
    ENDED
  }

  /** A cancel may arrive before what it is to cancel. */
  private static final long CANCEL_AGAIN_MILLIS = 200;

  private static final long USUAL_CANCEL_WAIT = TimeUnit.SECONDS.toNanos(5);

  private final Session session;
  private final String shard;
  private final ShardTraffic traffic;
  private final BranchLease lease;

  private Owner owner;
  private State state = State.LEASING;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Backend backend;
  private @Nullable BackendSession known;
  private @Nullable ErrorFields refusedSettings;
  private boolean borrowed;
  private boolean busy;

  /** When the owner asked for what is not answered yet, by System.nanoTime; 0 if it did not. */
  private long askedAt;

  Branch(Session session, Shards shards, int shard, Owner owner) {
    this.session = session;
    this.shard = shards.name(shard);
    this.traffic = shards.traffic(shard);
    this.lease = new BranchLease(session, shards.place(shard), this);
    this.owner = owner;
  }

  /** Somebody else takes its answers from now on. */
  void worksFor(Owner next) {
    owner = next;
  }

  String shard() {
    return shard;
  }

  /** Whether it is the backend that the session holds. */
  boolean borrowed() {
    return borrowed;
  }

  /** Its backend; null while it has none, or the session's. */
  @Nullable Backend ownBackend() {
    return borrowed ? null : backend;
  }

  /** Whether it was asked something and has not said that it is ready since. */
  boolean busy() {
    return busy;
  }

  // ---- getting a backend

  /** Gets a backend; the owner may be called before this returns. */
  void lease() {
    lease.begin();
  }

  @Override
  public void granted(Backend leased) {
    backend = leased;
    BackendSession found = BackendSession.of(leased, session);
    known = found;
    leased.attach(this);
    session.traffic.leases++;
    Settings wanted = session.settings.current();
    boolean distrusted =
        found.unseenSettingsOf != 0 && found.unseenSettingsOf != session.identity().id();
    if (!distrusted && wanted.same(found.settings)) {
      own();
      return;
    }
    String sql =
        distrusted
            ? Settings.RESET_EVERYTHING + wanted.from(Settings.NONE)
            : wanted.from(found.settings);
    state = State.SETTLING;
    found.unnamedIsGone();
    ByteBuf frame = leased.channel().alloc().buffer();
    new Query(sql).encode(frame);
    send(frame);
  }

  /** The backend that the session holds, with nothing in flight, is this until it is given back. */
  void borrow() {
    backend = session.leased();
    known = session.leasedSession();
    session.leased().attach(this);
    borrowed = true;
    own();
  }

  private void own() {
    state = State.OWNED;
    owner.leased(this);
  }

  private void settled() {
    ErrorFields refused = refusedSettings;
    if (refused != null) {
      evict(EvictReason.SESSION_STATE);
      end(refused);
      return;
    }
    known().settings = session.settings.current();
    if (known().unseenSettingsOf != session.identity().id()) {
      known().unseenSettingsOf = 0;
    }
    own();
  }

  // ---- asking and being answered

  /** Sends requests that end with one Sync, or a Query; ownership passes. */
  void send(ByteBuf frames) {
    busy = true;
    if (state == State.OWNED) {
      traffic.queries(session.loop.index(), 1);
      askedAt = System.nanoTime();
    }
    known().unnamedIsGone();
    Forwarder.write(backend().channel(), frames);
    backend().channel().flush();
  }

  /** Reads on, or waits until the rows at hand are taken. */
  void read(boolean on) {
    backend().reads().read(on);
  }

  /**
   * The type of the frame that comes next, at hand to its end; 0 when more bytes have to come. What
   * concerns the connection alone is not told.
   */
  byte next() {
    byte type = AnswerFrames.next(known());
    if (type == BackendBytes.READY_FOR_QUERY) {
      ready();
    }
    return type;
  }

  private void ready() {
    busy = false;
    if (askedAt != 0) {
      traffic.answered(session.loop.index(), System.nanoTime() - askedAt);
      askedAt = 0;
    }
  }

  /** The transaction status that the frame tells; 0 if it is no ReadyForQuery. */
  byte status() {
    return AnswerFrames.status(walker());
  }

  /** Where that frame stands. */
  FrameWalker walker() {
    return known().walker;
  }

  /** The error that stands there. */
  ErrorFields error() {
    return AnswerFrames.error(walker());
  }

  /** Cancels what it does; its answer is an error then, most likely. */
  void cancel() {
    Backend canceled = backend;
    BackendSession of = known;
    if (canceled == null || of == null || !busy) {
      return;
    }
    of.cancels++;
    cancelAgain(canceled, of);
    session
        .identity()
        .services()
        .cancel(
            canceled,
            arrived -> {
              of.cancels--;
              of.doubtful |= !arrived;
              if (state == State.DRAINING && !busy) {
                drained();
              } else if (session.leasedSessionOrNull() == of
                  && of.cancels == 0
                  && !session.over()) {
                session.resume();
              }
            });
  }

  private void cancelAgain(Backend canceled, BackendSession of) {
    Runnable look =
        () -> {
          if (backend != canceled || !busy) {
            return;
          }
          if (of.cancels == 0) {
            cancel();
          } else {
            cancelAgain(canceled, of);
          }
        };
    var unused =
        session.loop.eventLoop().schedule(look, CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  // ---- giving it back

  /** Nothing is in flight: the backend goes back to its pool, or to the session. */
  void finish() {
    Backend leased = backend();
    BackendSession of = known();
    if (of.cancels > 0 && !borrowed) {
      state = State.DRAINING;
      return;
    }
    leave();
    of.walker.keep();
    leased.reads().resume();
    if (borrowed) {
      leased.attach(session);
    } else if (of.walker.held() > 0) {
      of.walker.close();
      leased.pool().evict(leased, EvictReason.UNEXPECTED_BYTES);
    } else if (of.doubtful) {
      leased.pool().evict(leased, EvictReason.SESSION_STATE);
    } else {
      leased.pool().release(leased);
    }
  }

  /** Nothing is in flight: the backend becomes that of a part of the session's transaction. */
  ShardLeg part(Shards shards, int number, ShardLeg.Owner next) {
    Backend leased = backend();
    BackendSession of = known();
    leave();
    return new ShardLeg(session, shards, number, leased, of, next);
  }

  private void leave() {
    state = State.ENDED;
    backend = null;
    known = null;
    stopTimer();
  }

  private void stopTimer() {
    ScheduledFuture<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
    }
  }

  /** Nobody wants it any more; what it does is canceled. Not for a borrowed one that is busy. */
  void abandon() {
    switch (state) {
      case LEASING -> {
        state = State.ENDED;
        lease.abandon();
      }
      case SETTLING, OWNED -> {
        if (busy) {
          state = State.DRAINING;
          read(true);
          draining(walker());
          if (!busy) {
            return;
          }
          cancel();
          long wait = session.target.limits().cancelWait();
          timer =
              session
                  .loop
                  .eventLoop()
                  .schedule(
                      () -> evict(EvictReason.UNCLEAN_RELEASE),
                      wait == 0 ? USUAL_CANCEL_WAIT : wait,
                      TimeUnit.NANOSECONDS);
        } else {
          finish();
        }
      }
      case DRAINING, ENDED -> {}
    }
  }

  /** Nothing follows before it is known that no cancel is still on its way. */
  private void drained() {
    if (known().cancels == 0) {
      finish();
    }
  }

  /** Closes the backend. */
  void evict(EvictReason reason) {
    Backend leased = backend;
    BackendSession of = known;
    if (leased == null || of == null) {
      return;
    }
    leave();
    of.walker.close();
    leased.pool().evict(leased, reason);
  }

  @Override
  public void refused(ErrorFields because) {
    end(because);
  }

  private void end(ErrorFields because) {
    state = State.ENDED;
    owner.failed(this, because);
  }

  // ---- the backend's side

  @Override
  public void received(Backend from, ByteBuf bytes) {
    session.counts.received(traffic, bytes.readableBytes());
    FrameWalker walker = walker();
    walker.feed(bytes);
    try {
      switch (state) {
        case OWNED -> owner.answered(this);
        case SETTLING -> settling(walker);
        case DRAINING -> draining(walker);
        case LEASING, ENDED -> throw new IllegalStateException("bytes while " + state);
      }
      if (backend == from && walker.held() == 0) {
        walker.keep();
      }
    } catch (ProtocolException | IndexOutOfBoundsException e) {
      State before = state;
      boolean held = borrowed;
      evict(EvictReason.PROTOCOL_VIOLATION);
      if (held) {
        session.lease.forget();
        end(ShardAnswers.broken(shard, e));
        session.fail(ShardAnswers.broken(shard, e));
      } else if (before != State.DRAINING) {
        end(ShardAnswers.broken(shard, e));
      }
    }
  }

  private void settling(FrameWalker walker) {
    for (byte type = next(); type != 0; type = next()) {
      if (type == BackendBytes.ERROR_RESPONSE) {
        refusedSettings = error();
      }
      walker.advance();
      if (type == BackendBytes.READY_FOR_QUERY) {
        settled();
        return;
      }
    }
  }

  private void draining(FrameWalker walker) {
    while (walker.hasFrame()) {
      boolean ready =
          !walker.inside() && walker.whole() && walker.type() == BackendBytes.READY_FOR_QUERY;
      if (!walker.inside() && !walker.whole() && walker.type() != BackendBytes.DATA_ROW) {
        return;
      }
      walker.advance();
      if (ready) {
        ready();
        walker.keep();
        drained();
        return;
      }
    }
    walker.keep();
  }

  @Override
  public void readComplete(Backend from) {
    session.toClient.flush(session.client);
  }

  @Override
  public void writabilityChanged(Backend from, boolean writable) {
    // What is sent is bounded, and answered before more follows.
  }

  @Override
  public void closed(Backend from, @Nullable Throwable cause) {
    State before = state;
    known().walker.close();
    leave();
    if (borrowed) {
      // The transaction, and with it the session, cannot go on.
      end(Answers.lost(from));
      session.closed(from, cause);
    } else if (before == State.OWNED || before == State.SETTLING) {
      end(ShardAnswers.lost(shard, from));
    }
  }

  private Backend backend() {
    Backend leased = backend;
    if (leased == null) {
      throw new IllegalStateException("no backend of shard " + shard);
    }
    return leased;
  }

  private BackendSession known() {
    BackendSession found = known;
    if (found == null) {
      throw new IllegalStateException("no backend of shard " + shard);
    }
    return found;
  }
}
