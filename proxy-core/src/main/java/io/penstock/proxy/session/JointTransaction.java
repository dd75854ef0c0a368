package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transaction in which several shards do something for a session: its client's own, which
 * further shards join, or else one that is begun for this and committed after it. Shards join in
 * their order. While it works here, nothing else is done with its backends. Confined to the
 * session's event loop.
 */
final class JointTransaction implements Branch.Owner, ShardLeg.Owner {
  /** Whom it is for: one of the two is called once, perhaps before {@link #begin} returns. */
  interface Listener {
    /** All shards that are wanted hold it, and have nothing in flight. */
    void joined();

    /** They could not; the client's own transaction has failed. */
    void notJoined(ErrorFields because);
  }

  private enum State {
    /** A backend is waited for. */
    LEASING,

    /** Backends are asked to begin. */
    BEGINNING,

    /** The listener has it. */
    WORKING,

    /** It is committed, rolled back, or given back to the session. */
    ENDING,
    OVER
  }

  private static final String BEGIN = "BEGIN";

  private final Session session;
  private final Shards shards;
  private final TwoPhase twoPhase;
  private final int[] wanted;
  private final Listener listener;

  /** What begins it, if it has not begun anywhere; null where the client's has. */
  private final @Nullable String first;

  private final boolean own;
  private final List<ShardLeg> legs = new ArrayList<>();
  private final List<ShardLeg> fresh = new ArrayList<>();
  private @Nullable ShardLeg held;
  private @Nullable Branch leasing;
  private State state = State.LEASING;

  private boolean gone;

  /** Nobody waits for it any more, for this reason. */
  private @Nullable ErrorFields canceled;

  /**
   * Not while the session holds a backend outside of a transaction.
   *
   * @param wanted numbers of shards, in ascending order
   */
  JointTransaction(
      Session session, Shards shards, TwoPhase twoPhase, int[] wanted, Listener listener) {
    this.session = session;
    this.shards = shards;
    this.twoPhase = twoPhase;
    this.wanted = wanted;
    this.listener = listener;
    this.own = session.status == Session.IDLE;
    this.first = own ? BEGIN : session.deferredBegin.text();
  }

  /** Whether it is committed after the work. */
  boolean own() {
    return own;
  }

  void begin() {
    if (session.leasedSessionOrNull() != null) {
      ShardLeg part = session.sharding.part(this);
      held = part;
      legs.addAll(session.transaction.partAll(part));
      legs.forEach(leg -> leg.worksFor(this));
      if (!session.transaction.isKnown()) {
        state = State.BEGINNING;
        new LegRound(session, () -> told(part)).of(part, ShardTransaction.MODES).ask();
        return;
      }
    }
    mayJoin();
  }

  private void told(ShardLeg part) {
    if (part.isLost() || part.error() != null || part.row().size() < 2) {
      stop(part.failure());
      return;
    }
    session.transaction.isLike(part.row());
    mayJoin();
  }

  private void mayJoin() {
    if (held != null && !session.transaction.begins()) {
      stop(ShardAnswers.severalSnapshots(session.transaction.isolation()));
    } else {
      leaseNext();
    }
  }

  // ---- getting backends

  private @Nullable ShardLeg leg(int shard) {
    for (ShardLeg leg : legs) {
      if (leg.name().equals(shards.name(shard))) {
        return leg;
      }
    }
    return null;
  }

  private void leaseNext() {
    ErrorFields reason = canceled;
    if (reason != null) {
      stop(reason);
      return;
    }
    for (int shard : wanted) {
      if (leg(shard) == null) {
        state = State.LEASING;
        Branch branch = new Branch(session, shards, shard, this);
        leasing = branch;
        branch.lease();
        return;
      }
    }
    beginOnFresh();
  }

  @Override
  public void leased(Branch branch) {
    leasing = null;
    int shard = shards.named(branch.shard());
    ShardLeg leg = branch.part(shards, shard, this);
    legs.add(leg);
    fresh.add(leg);
    leaseNext();
  }

  @Override
  public void answered(Branch branch) {
    throw new IllegalStateException("shard " + branch.shard() + " was asked nothing");
  }

  @Override
  public void failed(Branch branch, ErrorFields because) {
    leasing = null;
    stop(because);
  }

  private void beginOnFresh() {
    state = State.BEGINNING;
    String text = first;
    String sql =
        text == null ? session.transaction.beginning() : text + "\n;" + ShardTransaction.MODES;
    LegRound round = new LegRound(session, this::begun).within(ShardTransaction.PATIENCE);
    fresh.forEach(leg -> round.of(leg, sql));
    round.ask();
  }

  private void begun() {
    for (ShardLeg leg : fresh) {
      boolean told = first == null || leg.row().size() == 2;
      if (leg.isLost() || leg.error() != null || !told) {
        stop(leg.failure());
        return;
      }
      if (first != null && !SnapshotStage.seesCommits(leg.row().get(0))) {
        stop(ShardAnswers.severalSnapshots(leg.row().get(0)));
        return;
      }
    }
    ErrorFields reason = canceled;
    if (reason != null) {
      stop(reason);
      return;
    }
    if (first != null && !own) {
      session.transaction.isLike(fresh.getFirst().row());
    }
    legs.sort(Comparator.comparingInt(ShardLeg::shard));
    legs.forEach(leg -> leg.worksFor(this));
    state = State.WORKING;
    listener.joined();
  }

  private void stop(ErrorFields because) {
    end(() -> listener.notJoined(because));
  }

  // ---- for the work

  /** The parts that were wanted, in the order of shards. */
  List<ShardLeg> parts() {
    List<ShardLeg> parts = new ArrayList<>();
    for (int shard : wanted) {
      ShardLeg leg = leg(shard);
      if (leg == null) {
        throw new IllegalStateException("shard " + shards.name(shard) + " has not joined");
      }
      parts.add(leg);
    }
    return parts;
  }

  /** Those that hold it now; a copy. */
  List<Backend> backends() {
    return legs.stream().filter(leg -> !leg.isLost()).map(ShardLeg::backend).toList();
  }

  @Override
  public void answered(ShardLeg leg) {
    throw new IllegalStateException("shard " + leg.name() + " was asked nothing");
  }

  @Override
  public void lost(ShardLeg leg) {
    // It is seen when something is asked of it.
  }

  // ---- the end

  /**
   * The work is done on all shards: what was begun for it is committed, the client's own
   * transaction goes on.
   *
   * @param done told how that went; not if the session has ended with it
   */
  void succeed(Consumer<TwoPhaseCommit.Result> done) {
    state = State.ENDING;
    if (own) {
      new TwoPhaseCommit(
              session,
              twoPhase,
              List.copyOf(legs),
              result -> {
                state = State.OVER;
                done.accept(result);
              })
          .begin();
      return;
    }
    if (held == null) {
      session.deferredBegin.stay();
      held = legs.getFirst();
    }
    giveBack(() -> done.accept(new TwoPhaseCommit.Result("", true, null, null)));
  }

  /**
   * The work has failed; nothing is in flight. What was begun for it is rolled back, the client's
   * own transaction has failed.
   *
   * @param done not called if the session has ended with it
   */
  void fail(Runnable done) {
    end(done);
  }

  private void end(Runnable done) {
    state = State.ENDING;
    ShardLeg of = held;
    if (of == null || gone) {
      rollBack(done);
    } else if (of.isLost() || of.status() == Session.FAILED) {
      giveBack(done);
    } else {
      // Or what comes next would succeed there.
      new LegRound(session, () -> giveBack(done)).of(of, Refusals.NO_STATEMENT).ask();
    }
  }

  private void rollBack(Runnable done) {
    LegRound round =
        new LegRound(
                session,
                () -> {
                  state = State.OVER;
                  legs.forEach(leg -> leg.release(false));
                  if (!own && !gone) {
                    session.deferredBegin.fail();
                  }
                  done.run();
                })
            .within(ShardTransaction.PATIENCE);
    for (ShardLeg leg : legs) {
      if (leg.status() != Session.IDLE) {
        round.of(leg, "ROLLBACK");
      }
    }
    round.ask();
  }

  /** The session has its transaction again. */
  private void giveBack(Runnable done) {
    state = State.OVER;
    ShardLeg to = held;
    for (ShardLeg leg : List.copyOf(legs)) {
      if (leg.status() == Session.IDLE && !leg.isLost()) {
        // It has not joined.
        legs.remove(leg);
        leg.release(false);
      }
    }
    for (ShardLeg leg : legs) {
      if (leg.isLost() || gone || to == null) {
        session.transaction.rollBack(legs);
        session.fail(Answers.lost(leg.backend()));
        return;
      }
    }
    if (to != null) {
      session.transaction.isCommittedBy(twoPhase);
      session.transaction.takeUpAll(legs, to);
      session.status = to.status();
      done.run();
    }
  }

  /**
   * The client is gone.
   *
   * @return see {@link #cancel}
   */
  boolean abandon() {
    gone = true;
    return cancel(Answers.canceled());
  }

  /**
   * The client asks for it to be canceled.
   *
   * @return false while somebody else has it, who has to cancel that
   */
  boolean cancel(ErrorFields reason) {
    switch (state) {
      case LEASING -> {
        canceled = reason;
        Branch waiting = leasing;
        if (waiting != null) {
          leasing = null;
          waiting.abandon();
          stop(reason);
        }
      }
      case BEGINNING -> canceled = reason;
      case WORKING -> {
        return false;
      }
      case ENDING, OVER -> {}
    }
    return true;
  }
}
