package io.penstock.proxy.session;

import io.penstock.proxy.session.Sharding.Verdict;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.Effect.SetSetting;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.ShardChoice;
import io.penstock.wire.backend.ErrorFields;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Has a statement carried out by several shards, at once or when it is known how; or tells why not.
 */
final class SeveralAdmission {
  private final Session session;
  private final Sharding sharding;

  SeveralAdmission(Session session, Sharding sharding) {
    this.session = session;
    this.sharding = sharding;
  }

  Verdict admit(Shards known, ShardExchange.Several found) {
    if (session.requests.changesSettings()) {
      return sharding.mustBeAnsweredFirst()
          ? Verdict.WAITS
          : sharding.refused(ShardAnswers.behindSettings());
    }
    ScatterPlans.Planned planned =
        session.target.scatterPlans().known(found.under(), found.statement());
    if (planned == null) {
      plan(known, found);
      return Verdict.WAITS;
    }
    if (planned.plan() instanceof ScatterPlan.Refused(String sentence, String hint)) {
      if (known.planIsBehind()) {
        return sharding.awaitCatalog();
      }
      ShardChoice.Refused alone = found.alone();
      return sharding.refused(
          alone == null
              ? ShardAnswers.noShard(sentence, hint)
              : ShardAnswers.noShard(alone.sentence(), alone.hint())
                  .withDetail("Several shards cannot do it together: " + sentence + "."));
    }
    ScatterPlan.Change change = planned.plan() instanceof ScatterPlan.Change one ? one : null;
    ScatterPlan.CopyIn copy = planned.plan() instanceof ScatterPlan.CopyIn one ? one : null;
    boolean changes = change != null || copy != null;
    ErrorFields impossible = changes ? impossible(known, found, change) : null;
    if (impossible != null) {
      return sharding.refused(impossible);
    }
    // Within a block a Sync ends nothing: each statement may be taken by itself.
    boolean inBlock = session.requests.inBlock();
    if (sharding.held()) {
      if (session.requests.owesSync()) {
        if (!inBlock && !session.requests.mayBeSynced()) {
          return sharding.refused(ShardAnswers.notAlone());
        }
        session.requests.syncFirst();
        return Verdict.WAITS;
      }
      if (!session.requests.allAnswered()) {
        return Verdict.WAITS;
      }
    }
    if (session.status == Session.FAILED && sharding.held()) {
      // The server refuses all that does not end the transaction.
      return Verdict.GOES;
    }
    ErrorFields obstacle = changes ? obstacleToChange() : obstacle();
    if (obstacle != null) {
      return sharding.refused(obstacle);
    }
    if (!changes && session.deferredBegin.pending() && ClientExchange.isInParts(session)) {
      // The portal outlives the statement: its transaction has to be there first.
      sharding.decide(known, found.shards()[0]);
      if (session.acquire()) {
        session.requests.syncFirst();
      }
      return Verdict.WAITS;
    }
    ClientExchange asked = ClientExchange.take(session, found.text(), inBlock || copy != null);
    if (asked == null) {
      return ClientExchange.atHand(session)
          ? sharding.refused(ShardAnswers.notAlone())
          : Verdict.WAITS;
    }
    int home = sharding.home(known);
    sharding.severalBegin();
    session.several.begin(
        changes
            ? work(known, found, change, copy, asked)
            : new Scattering(session, known, found.shards(), planned, asked, home));
    return Verdict.WAITS;
  }

  private SeveralShards.Work work(
      Shards known,
      ShardExchange.Several found,
      ScatterPlan.@Nullable Change change,
      ScatterPlan.@Nullable CopyIn copy,
      ClientExchange asked) {
    TwoPhase twoPhase = Objects.requireNonNull(known.twoPhase(), "two-phase");
    if (copy == null) {
      ShardedChange made =
          ShardedChange.of(Objects.requireNonNull(change, "a change"), known, found, asked);
      return new ScatteredChange(session, known, twoPhase, made, asked);
    }
    int[] chosen =
        copy.target().key().isEmpty()
            ? IntStream.range(0, known.count()).toArray()
            : found.shards();
    return new ScatteredCopy(session, known, twoPhase, chosen, copy, asked);
  }

  private void plan(Shards known, ShardExchange.Several found) {
    if (!sharding.mayWait()) {
      return;
    }
    int ticket = sharding.beginToWait();
    ScatterPlans plans = session.target.scatterPlans();
    known.scatter(
        found.under(),
        found.statement(),
        plan -> {
          plans.keep(found.under(), found.statement(), plan);
          session.loop.eventLoop().execute(() -> session.lease.lookAgain(ticket));
        });
  }

  /** Why a query cannot be answered by several shards now. */
  private @Nullable ErrorFields obstacle() {
    if (session.status == Session.IDLE) {
      return null;
    }
    if (session.settings.hasLocal()) {
      return ShardAnswers.localSettings();
    }
    if (!session.deferredBegin.pending()) {
      return null;
    }
    String isolation =
        switch (session.deferredBegin.modes().isolation()) {
          case UNSTATED -> {
            SetSetting usual = session.settings.current().get("default_transaction_isolation");
            yield usual == null || usual.value() == null
                ? "read committed"
                : usual.value().toLowerCase(Locale.ROOT);
          }
          case READ_UNCOMMITTED, READ_COMMITTED -> "read committed";
          case REPEATABLE_READ -> "repeatable read";
          case SERIALIZABLE -> "serializable";
        };
    return SnapshotStage.seesCommits(isolation) ? null : ShardAnswers.snapshot(isolation);
  }

  // ---- changes

  /** Why a change cannot be made on several shards, whatever the session does now. */
  private static @Nullable ErrorFields impossible(
      Shards known, ShardExchange.Several found, ScatterPlan.@Nullable Change change) {
    TwoPhase twoPhase = known.twoPhase();
    if (twoPhase == null) {
      ShardChoice.Refused alone = found.alone();
      return alone == null
          ? ShardAnswers.changesSeveral("it changes several shards", "")
          : ShardAnswers.changesSeveral(alone.sentence(), alone.hint() + " ");
    }
    TwoPhase.Obstacle obstacle = twoPhase.obstacle();
    if (obstacle != null) {
      return ShardAnswers.noTwoPhase(obstacle);
    }
    return change == null ? null : ShardedChange.refusal(change, found);
  }

  /** Why the session cannot have a change made on several shards now. */
  private @Nullable ErrorFields obstacleToChange() {
    if (session.settings.hasLocal()) {
      return ShardAnswers.localSettings();
    }
    boolean held = sharding.held() && session.status == Session.IDLE;
    return held || session.pins.any() || session.pins.mustProbe()
        ? ShardAnswers.pinned(session)
        : null;
  }
}
