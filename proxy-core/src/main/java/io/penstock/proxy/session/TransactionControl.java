package io.penstock.proxy.session;

import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ends or divides a transaction is done on every shard that holds it, and the client is
 * answered once. Confined to the session's event loop.
 */
final class TransactionControl {
  /** What becomes of a statement that may concern the transaction. */
  enum Verdict {
    /** It does not, or one shard is enough. */
    PASSES,

    /** It is looked at again when all that is in flight was answered. */
    WAITS,

    /** All shards do it; the client is answered then. */
    TAKEN,

    /** Because of {@link #refusal}. */
    REFUSED
  }

  private final Session session;
  private @Nullable ErrorFields refusal;

  TransactionControl(Session session) {
    this.session = session;
  }

  ErrorFields refusal() {
    ErrorFields known = refusal;
    if (known == null) {
      throw new IllegalStateException("nothing was refused");
    }
    return known;
  }

  /** A statement of a session that holds several: a Query, or what an Execute executes. */
  Verdict of(Script script) {
    Effect found = null;
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        switch (effect) {
          case Effect.Commit commit -> found = commit;
          case Effect.Rollback rollback -> found = rollback;
          case Effect.RollbackTo rollback -> found = rollback;
          case Effect.Savepoint savepoint -> found = savepoint;
          case Effect.ReleaseSavepoint release -> found = release;
          case Effect.PrepareTransaction prepare -> {
            return refused(ShardAnswers.inSeveral("PREPARE TRANSACTION"));
          }
          case Effect.Pin pin -> {
            return refused(ShardAnswers.inSeveral("what ties the session to one backend"));
          }
          case Effect.SetTransaction set -> {
            return refused(ShardAnswers.inSeveral("SET TRANSACTION"));
          }
          case Effect.OpaqueLocal local -> {
            return refused(ShardAnswers.inSeveral("SET LOCAL"));
          }
          case Effect.SetSetting set when set.local() -> {
            return refused(ShardAnswers.inSeveral("SET LOCAL"));
          }
          case Effect.ResetSetting reset when reset.local() -> {
            return refused(ShardAnswers.inSeveral("SET LOCAL"));
          }
          default -> {}
        }
      }
    }
    if (found == null) {
      return Verdict.PASSES;
    }
    if (script.statements().size() > 1) {
      return refused(ShardAnswers.controlNotAlone());
    }
    if ((found instanceof Effect.Commit(boolean chain) && chain)
        || (found instanceof Effect.Rollback(boolean chains) && chains)) {
      return refused(ShardAnswers.inSeveral("AND CHAIN"));
    }
    if (session.requests.owesSync()) {
      session.requests.syncFirst();
      return Verdict.WAITS;
    }
    if (!session.requests.allAnswered()) {
      return Verdict.WAITS;
    }
    boolean failed = session.status == Session.FAILED;
    if (failed && (found instanceof Effect.Savepoint || found instanceof Effect.ReleaseSavepoint)) {
      return Verdict.PASSES;
    }
    carryOut(found, failed);
    return Verdict.TAKEN;
  }

  private Verdict refused(ErrorFields because) {
    refusal = because;
    return Verdict.REFUSED;
  }

  private void carryOut(Effect effect, boolean failed) {
    boolean simple = session.requests.walker().type() == FrontendBytes.QUERY;
    session.requests.take();
    session.timeouts.statementBegan();
    session.traffic.queries++;
    session.unnamed.invalidate();
    session.become(SessionState.COORDINATING);
    ShardLeg held = session.sharding.part(session.transaction);
    List<ShardLeg> legs = session.transaction.partAll(held);
    switch (effect) {
      case Effect.Commit commit when !failed ->
          new TwoPhaseCommit(
                  session, session.transaction.twoPhase(), legs, result -> ended(result, simple))
              .begin();
      case Effect.Commit commit -> rollBackAll(legs, simple);
      case Effect.Rollback rollback -> rollBackAll(legs, simple);
      case Effect.RollbackTo(String name) ->
          onAll(
              effect, "ROLLBACK TO SAVEPOINT " + ShardTransaction.quoted(name), legs, held, simple);
      case Effect.Savepoint(String name) ->
          onAll(effect, "SAVEPOINT " + ShardTransaction.quoted(name), legs, held, simple);
      case Effect.ReleaseSavepoint(String name) ->
          onAll(effect, "RELEASE SAVEPOINT " + ShardTransaction.quoted(name), legs, held, simple);
      default -> throw new IllegalStateException(effect + " is for one shard");
    }
  }

  private void rollBackAll(List<ShardLeg> legs, boolean simple) {
    LegRound round =
        new LegRound(
                session,
                () -> {
                  legs.forEach(leg -> leg.release(false));
                  ended(new TwoPhaseCommit.Result("ROLLBACK", false, null, null), simple);
                })
            .within(ShardTransaction.PATIENCE);
    legs.forEach(leg -> round.of(leg, "ROLLBACK"));
    round.ask();
  }

  private void ended(TwoPhaseCommit.Result result, boolean simple) {
    session.transaction.ended();
    if (session.over()) {
      return;
    }
    if (result.committed()) {
      session.settings.commit();
    } else {
      session.settings.rollback();
    }
    session.pins.transactionEnded(!result.committed());
    session.traffic.transactions++;
    session.sharding.released();
    session.status = Session.IDLE;
    ErrorFields warning = result.warning();
    if (warning != null) {
      session.writeToClient(Answers.notice(warning));
    }
    answer(result.tag(), result.error(), simple);
  }

  private void onAll(
      Effect effect, String sql, List<ShardLeg> legs, ShardLeg held, boolean simple) {
    LegRound round =
        new LegRound(session, () -> done(effect, legs, held, simple))
            .within(ShardTransaction.PATIENCE);
    legs.forEach(leg -> round.of(leg, sql));
    round.ask();
  }

  private void done(Effect effect, List<ShardLeg> legs, ShardLeg held, boolean simple) {
    if (session.over()) {
      session.transaction.rollBack(legs);
      return;
    }
    ErrorFields failure = null;
    for (ShardLeg leg : legs) {
      if (leg.isLost()) {
        session.transaction.rollBack(legs);
        session.fail(Answers.lost(leg.backend()));
        return;
      }
      failure = failure == null && leg.error() != null ? leg.failure() : failure;
    }
    if (failure != null && held.status() != Session.FAILED) {
      // Or what comes next would succeed there.
      new LegRound(session, () -> done(effect, legs, held, simple))
          .of(held, Refusals.NO_STATEMENT)
          .ask();
      return;
    }
    if (failure == null) {
      book(effect, legs);
    }
    session.transaction.takeUpAll(legs, held);
    session.status = held.status();
    answer(held.tag(), failure, simple);
  }

  private void book(Effect effect, List<ShardLeg> legs) {
    switch (effect) {
      case Effect.Savepoint(String name) -> session.settings.savepoint(name);
      case Effect.ReleaseSavepoint(String name) -> session.settings.release(name);
      case Effect.RollbackTo(String name) -> {
        session.settings.rollbackTo(name);
        legs.forEach(leg -> leg.settings(leg.settings().rolledBackTo()));
      }
      default -> {}
    }
  }

  private void answer(String tag, @Nullable ErrorFields error, boolean simple) {
    byte status = session.status;
    session.requests.settled();
    var unused = session.timeouts.ready(status);
    if (error != null) {
      session.countError(error.sqlState());
      session.writeToClient(simple ? Answers.errorAndReady(error, status) : Answers.error(error));
      if (!simple) {
        session.requests.skip();
      }
    } else {
      session.writeToClient(simple ? Answers.completeAndReady(tag, status) : Answers.complete(tag));
    }
    session.become(SessionState.READY);
    session.resume();
  }
}
