package io.penstock.proxy.session;

import io.penstock.proxy.twophase.DecisionTable;
import io.penstock.proxy.twophase.Outcome;
import io.penstock.proxy.twophase.TransactionName;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit of one transaction on several shards: on all of them or on none. It goes on to its end
 * whether or not the client is still there. Confined to the session's event loop.
 *
 * <p>Where one shard at most has written, its commit decides. Else the first of them is the anchor:
 * it writes the decision into its own transaction, the others prepare, and the anchor's commit
 * decides. No other shard prepares before the anchor's row is there, and nobody else can write one
 * while the anchor's transaction goes on: so whoever finds something prepared can find out what to
 * do with it.
 */
final class TwoPhaseCommit {
  /**
   * What came of it.
   *
   * @param error for the client, in the place of the tag
   * @param warning for the client, ahead of the tag
   */
  record Result(
      String tag, boolean committed, @Nullable ErrorFields error, @Nullable ErrorFields warning) {}

  private static final Logger LOG = LoggerFactory.getLogger(TwoPhaseCommit.class);

  private static final String WROTE =
      "SELECT pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL";

  /** Until a shard that does not answer is given up: once before, once after all is at stake. */
  private static final long PREPARING = TimeUnit.MINUTES.toNanos(5);

  private static final long DECIDED = TimeUnit.SECONDS.toNanos(30);

  private final Session session;
  private final TwoPhase twoPhase;
  private final List<ShardLeg> legs;
  private final Consumer<Result> done;

  /** Those that have written, but for the anchor. */
  private List<ShardLeg> others = List.of();

  private List<ShardLeg> readers = List.of();

  /**
   * @param legs in an open transaction each, idle, in the order of shards
   */
  TwoPhaseCommit(Session session, TwoPhase twoPhase, List<ShardLeg> legs, Consumer<Result> done) {
    this.session = session;
    this.twoPhase = twoPhase;
    this.legs = legs;
    this.done = done;
  }

  void begin() {
    ask(legs, WROTE, PREPARING, this::told);
  }

  private void ask(List<ShardLeg> whom, String sql, long nanos, Runnable next) {
    LegRound round = new LegRound(session, next).within(nanos);
    whom.forEach(leg -> round.of(leg, sql));
    round.ask();
  }

  private static boolean carriedOut(ShardLeg leg, String tag) {
    return !leg.isLost() && leg.error() == null && leg.tag().equals(tag);
  }

  private void told() {
    List<ShardLeg> writers = new ArrayList<>();
    List<ShardLeg> others = new ArrayList<>();
    for (ShardLeg leg : legs) {
      if (leg.isLost() || leg.error() != null) {
        rollBack(leg.failure());
        return;
      }
      (leg.row().equals(List.of("t")) ? writers : others).add(leg);
    }
    readers = others;
    if (writers.size() > 1) {
      this.others = List.copyOf(writers.subList(1, writers.size()));
      write(writers.getFirst());
    } else if (writers.size() == 1) {
      ShardLeg only = writers.getFirst();
      ask(List.of(only), "COMMIT", PREPARING, () -> onlyOne(only));
    } else {
      ask(legs, "COMMIT", PREPARING, this::noneWrote);
    }
  }

  // ---- one shard has written, or none

  private void onlyOne(ShardLeg only) {
    if (only.isLost()) {
      ask(readers, "ROLLBACK", DECIDED, () -> finish(ShardAnswers.outcomeUnknown(only.name())));
    } else if (carriedOut(only, "COMMIT")) {
      ask(readers, "COMMIT", DECIDED, () -> succeed(null));
    } else {
      rollBack(only.failure());
    }
  }

  private void noneWrote() {
    for (ShardLeg leg : legs) {
      if (!carriedOut(leg, "COMMIT")) {
        rollBack(leg.failure());
        return;
      }
    }
    succeed(null);
  }

  // ---- several have

  private void write(ShardLeg anchor) {
    TransactionName name = twoPhase.next(anchor.name());
    ask(
        List.of(anchor),
        DecisionTable.write(name),
        PREPARING,
        () -> {
          if (anchor.isLost() || anchor.error() != null) {
            rollBack(anchor.failure());
          } else {
            prepare(anchor, name);
          }
        });
  }

  private void prepare(ShardLeg anchor, TransactionName name) {
    LegRound round = new LegRound(session, () -> prepared(anchor, name)).within(PREPARING);
    for (int i = 0; i < others.size(); i++) {
      round.of(others.get(i), "PREPARE TRANSACTION '" + name.part(i) + "'");
    }
    round.ask();
  }

  private void prepared(ShardLeg anchor, TransactionName name) {
    List<Integer> prepared = new ArrayList<>();
    ErrorFields failure = anchor.isLost() ? anchor.failure() : null;
    for (int i = 0; i < others.size(); i++) {
      ShardLeg leg = others.get(i);
      if (carriedOut(leg, "PREPARE TRANSACTION")) {
        prepared.add(i);
      } else if (failure == null) {
        failure = leg.failure();
      }
    }
    if (failure != null) {
      abort(name, prepared, failure);
    } else {
      ask(List.of(anchor), "COMMIT", DECIDED, () -> decided(anchor, name, prepared));
    }
  }

  private void decided(ShardLeg anchor, TransactionName name, List<Integer> prepared) {
    if (carriedOut(anchor, "COMMIT")) {
      complete(name);
    } else if (!anchor.isLost()) {
      abort(name, prepared, anchor.failure());
    } else {
      twoPhase.resolve(
          name,
          outcome ->
              session.loop.eventLoop().execute(() -> resolved(anchor, name, prepared, outcome)));
    }
  }

  private void resolved(
      ShardLeg anchor, TransactionName name, List<Integer> prepared, Outcome outcome) {
    switch (outcome) {
      case COMMITTED -> complete(name);
      case ABORTED -> abort(name, prepared, anchor.failure());
      case UNKNOWN -> {
        LOG.warn(
            "database {}: the outcome of {} is in doubt: shard {} was lost while it committed",
            session.target.database(),
            name.key(),
            anchor.name());
        twoPhase.count(TwoPhase.Event.IN_DOUBT);
        twoPhase.unfinished(name);
        ask(readers, "ROLLBACK", DECIDED, () -> finish(ShardAnswers.outcomeUnknown(anchor.name())));
      }
    }
  }

  private void complete(TransactionName name) {
    twoPhase.count(TwoPhase.Event.COMMITTED);
    LegRound round = new LegRound(session, () -> completed(name)).within(DECIDED);
    for (int i = 0; i < others.size(); i++) {
      round.of(others.get(i), "COMMIT PREPARED '" + name.part(i) + "'");
    }
    readers.forEach(leg -> round.of(leg, "COMMIT"));
    round.ask();
  }

  private void completed(TransactionName name) {
    List<String> missing = new ArrayList<>();
    for (ShardLeg leg : others) {
      ErrorFields error = leg.error();
      boolean byOthers = error != null && SqlState.UNDEFINED_OBJECT.equals(error.sqlState());
      if (!carriedOut(leg, "COMMIT PREPARED") && !byOthers) {
        missing.add(leg.name());
      }
    }
    if (!missing.isEmpty()) {
      twoPhase.unfinished(name);
    }
    succeed(missing.isEmpty() ? null : ShardAnswers.notFinished(missing));
  }

  private void abort(TransactionName name, List<Integer> prepared, ErrorFields because) {
    twoPhase.count(TwoPhase.Event.ROLLED_BACK);
    LegRound round =
        new LegRound(
                session,
                () -> {
                  if (prepared.size() < others.size()
                      || others.stream().anyMatch(ShardLeg::isLost)) {
                    twoPhase.unfinished(name);
                  }
                  finish(ShardAnswers.rolledBackFor(because));
                })
            .within(DECIDED);
    for (int i : prepared) {
      round.of(others.get(i), "ROLLBACK PREPARED '" + name.part(i) + "'");
    }
    for (ShardLeg leg : legs) {
      if (leg.status() != Session.IDLE) {
        round.of(leg, "ROLLBACK");
      }
    }
    round.ask();
  }

  // ---- the end

  /** Nothing is prepared anywhere. */
  private void rollBack(ErrorFields because) {
    List<ShardLeg> open = legs.stream().filter(leg -> leg.status() != Session.IDLE).toList();
    ask(open, "ROLLBACK", DECIDED, () -> finish(because));
  }

  private void succeed(@Nullable ErrorFields warning) {
    legs.forEach(leg -> leg.release(true));
    done.accept(new Result("COMMIT", true, null, warning));
  }

  private void finish(@Nullable ErrorFields because) {
    legs.forEach(leg -> leg.release(false));
    done.accept(new Result("ROLLBACK", false, because, null));
  }
}
