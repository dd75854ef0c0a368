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

  private static final long USUAL_CANCEL_WAIT = TimeUnit.SECONDS.toNanos(5);

  private final Session session;
  private final String shard;
  private final ShardTraffic traffic;
  private final BranchLease lease;

  private Owner owner;
  private BranchState state = BranchState.LEASING;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Backend backend;
  private @Nullable BackendSession known;
  private @Nullable ErrorFields refusedSettings;
  private boolean borrowed;

  /** The part of the transaction that its backend has; null without one, or if it is borrowed. */
  private @Nullable ShardLeg leg;

  private boolean busy;

  /** When the owner asked for what is not answered yet, by System.nanoTime; 0 if it did not. */
  private long askedAt;

  /** The transaction status that it told last. */
  private byte told = Session.IDLE;

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

  /** Whether its backend had a part of the transaction, and is lost. */
  boolean isLostPart() {
    ShardLeg part = leg;
    return part != null && part.isLost();
  }

  /** Whether its backend is a part of the session's transaction, beside the one that it holds. */
  boolean isPart() {
    return leg != null;
  }

  /** Its backend; null while it has none, or one of the session's. */
  @Nullable Backend ownBackend() {
    return borrowed || leg != null ? null : backend;
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
    state = BranchState.SETTLING;
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

  /** The backend that has a part of the transaction is this until it is given back. */
  void borrow(ShardLeg part) {
    leg = part;
    backend = part.backend();
    known = part.lend(this);
    told = Session.IN_TRANSACTION;
    Settings wanted = session.settings.current();
    if (wanted.same(part.settings().current())) {
      own();
      return;
    }
    state = BranchState.SETTLING;
    ByteBuf frame = part.backend().channel().alloc().buffer();
    new Query(wanted.from(part.settings().current())).encode(frame);
    send(frame);
  }

  private void own() {
    state = BranchState.OWNED;
    owner.leased(this);
  }

  private void settled() {
    ErrorFields refused = refusedSettings;
    ShardLeg part = leg;
    if (part != null) {
      settled(part, refused);
      return;
    }
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

  private void settled(ShardLeg part, @Nullable ErrorFields refused) {
    if (refused != null) {
      finish();
      owner.failed(this, refused);
      return;
    }
    part.settings(
        new SessionSettings.OfBackend(
            session.settings.current(), part.settings().committed(), part.settings().unsure()));
    own();
  }

  // ---- asking and being answered

  /** Sends requests that end with one Sync, or a Query; ownership passes. */
  void send(ByteBuf frames) {
    busy = true;
    if (state == BranchState.OWNED) {
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
      told = status();
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
    new BranchCancel(session, canceled, of, () -> backend == canceled && busy, () -> canceled(of))
        .send();
  }

  private void canceled(BackendSession of) {
    if (state == BranchState.DRAINING && !busy) {
      finish();
    } else if (session.leasedSessionOrNull() == of && of.cancels == 0 && !session.over()) {
      session.resume();
    }
  }

  // ---- giving it back

  /** Nothing is in flight: the backend goes back to its pool, or to the session. */
  void finish() {
    Backend leased = backend();
    BackendSession of = known();
    ShardLeg part = leg;
    if (part != null) {
      boolean given = state != BranchState.DRAINING;
      leave();
      of.walker.keep();
      if (given) {
        part.takeBack(told);
      } else {
        part.close();
      }
      return;
    }
    if (of.cancels > 0 && !borrowed) {
      state = BranchState.DRAINING;
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
    state = BranchState.ENDED;
    backend = null;
    known = null;
    ScheduledFuture<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
    }
  }

  /** Nobody wants it any more; what it does is canceled. Not for a borrowed one that is busy. */
  void abandon() {
    if (leg != null && busy) {
      // Its transaction ends with it, as it has to.
      session.transaction.forget(leg);
    }
    switch (state) {
      case LEASING -> {
        state = BranchState.ENDED;
        lease.abandon();
      }
      case SETTLING, OWNED -> {
        if (busy) {
          state = BranchState.DRAINING;
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

  /** Closes the backend. */
  void evict(EvictReason reason) {
    Backend leased = backend;
    BackendSession of = known;
    if (leased == null || of == null) {
      return;
    }
    leave();
    ShardLeg part = leg;
    if (part != null) {
      part.close();
      return;
    }
    of.walker.close();
    leased.pool().evict(leased, reason);
  }

  @Override
  public void refused(ErrorFields because) {
    end(because);
  }

  private void end(ErrorFields because) {
    state = BranchState.ENDED;
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
      BranchState before = state;
      ErrorFields because = ShardAnswers.broken(shard, e);
      evict(EvictReason.PROTOCOL_VIOLATION);
      if (borrowed) {
        session.lease.forget();
        end(because);
        session.fail(because);
      } else if (before != BranchState.DRAINING) {
        end(because);
        lostPart();
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
    boolean ready = AnswerFrames.skip(walker);
    walker.keep();
    if (ready) {
      ready();
      finish();
    }
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
    BranchState before = state;
    known().walker.close();
    leave();
    if (borrowed) {
      // The transaction, and with it the session, cannot go on.
      end(Answers.lost(from));
      session.closed(from, cause);
      return;
    }
    if (leg != null) {
      leg.isGone();
    }
    if (before == BranchState.OWNED || before == BranchState.SETTLING) {
      end(ShardAnswers.lost(shard, from));
      lostPart();
    }
  }

  /** With a part of it the transaction is lost. */
  private void lostPart() {
    if (leg != null) {
      session.transaction.lost(leg);
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
