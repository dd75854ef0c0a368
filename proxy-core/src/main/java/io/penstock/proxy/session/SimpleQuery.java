package io.penstock.proxy.session;

import io.penstock.config.PoolMode;
import io.penstock.sql.Effect;
import io.penstock.sql.PinReason;
import io.penstock.sql.Script;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The simple protocol: one Query message, of which some need no backend at all. */
final class SimpleQuery {
  private final Session session;
  private final RequestRelay relay;

  SimpleQuery(Session session, RequestRelay relay) {
    this.session = session;
    this.relay = relay;
  }

  boolean query(FrameWalker walker) {
    int textEnd = CString.last(walker);
    Script script = relay.scan(walker.payload(), textEnd);
    if (!script.plain()) {
      ErrorFields refusal = StatementPolicy.refusal(session, script);
      if (refusal != null) {
        return session.refusals.refuse(refusal);
      }
      if (OwnStatements.answers(script)) {
        return session.own.replace(script, walker.payload(), textEnd);
      }
      boolean deallocates = deallocates(script);
      if (deallocates && !relay.owesSync() && !relay.allAnswered()) {
        return false;
      }
      if (!(deallocates && relay.owesSync()) && answeredHere(script)) {
        return true;
      }
    }
    if (session.refusals.failedHere() && !ScriptProgress.endsTransaction(script)) {
      return refuseInFailed(script);
    }
    if (!script.plain() && session.transaction.several()) {
      switch (session.control.of(script)) {
        case PASSES -> {}
        case WAITS -> {
          return false;
        }
        case TAKEN -> {
          return true;
        }
        case REFUSED -> {
          return session.refusals.refuse(session.control.refusal());
        }
      }
    }
    Sharding.Verdict verdict = session.sharding.query(walker.payload(), textEnd);
    if (verdict != Sharding.Verdict.GOES) {
      return verdict == Sharding.Verdict.REFUSED && session.refusals.refuseElsewhere();
    }
    if (!session.acquire()) {
      return false;
    }
    ErrorFields lost = StatementPolicy.lostSequences(session, script);
    if (lost != null) {
      session.refusals.refuse(lost);
      session.drained();
      return true;
    }
    BackendSession leased = session.leasedSession();
    session.timeouts.statementBegan();
    session.unnamed.invalidate();
    leased.unnamedIsGone();
    if (relay.owesSync()) {
      // PostgreSQL 18 fails the first statement after such a mixture: it shall not be another's.
      leased.doubtful = true;
    }
    Map<String, PreparedStatement> lent = lend(script);
    session.runs(script);
    ScriptProgress progress = ScriptProgress.of(script);
    leased.inFlight.add(InFlight.QUERY, progress);
    relay.sent(InFlight.QUERY, progress);
    session.counts.sent();
    relay.forwardHere();
    walker.advance();
    relay.exchangeSent();
    if (!lent.isEmpty()) {
      relay.lentNames().takeBack(lent);
    }
    return true;
  }

  /** Statements of the protocol that this text names. */
  private Map<String, PreparedStatement> lend(Script script) {
    if (script.plain() || !relay.mapsNames() || relay.owesSync()) {
      return Map.of();
    }
    Map<String, PreparedStatement> lent = relay.lentNames().of(script);
    if (!lent.isEmpty()) {
      relay.lentNames().lend(lent);
    }
    return lent;
  }

  private boolean refuseInFailed(Script script) {
    if (!script.empty()) {
      return session.refusals.refuse(DeferredBegin.aborted());
    }
    session.answer(LocalAnswer.of(Answers.emptyAndReady(session.status)));
    relay.drop();
    return true;
  }

  private boolean answeredHere(Script script) {
    Effect effect = script.onlyEffect();
    if (effect == null) {
      return false;
    }
    if (session.status == Session.FAILED) {
      return session.refusals.failedHere() && endsFailed(effect);
    }
    BackendSession leased = session.leasedSessionOrNull();
    return switch (effect) {
      case Effect.Begin begin
          when leased == null
              && session.status == Session.IDLE
              && session.identity().mode() == PoolMode.TRANSACTION
              && session.target.defersBegin() -> {
        session.deferredBegin.begin(begin);
        yield complete(tagOf(begin));
      }
      case Effect.Commit commit when session.deferredBegin.pending() && !commit.chain() -> {
        session.deferredBegin.end();
        yield complete("COMMIT");
      }
      case Effect.Rollback rollback when session.deferredBegin.pending() && !rollback.chain() -> {
        session.deferredBegin.end();
        yield complete("ROLLBACK");
      }
      case Effect.DeallocateStatement deallocate
          when relay.mapsNames() && deallocated(deallocate.name()) ->
          complete("DEALLOCATE");
      case Effect.DeallocateAll all
          when relay.mapsNames()
              && !session.pins.preparedInSql()
              && (leased == null || !session.pins.warns(PinReason.SQL_PREPARE)) -> {
        session.names.clear();
        yield complete("DEALLOCATE ALL");
      }
      default -> false;
    };
  }

  /** The end of a transaction that failed before any backend knew of it. */
  private boolean endsFailed(Effect effect) {
    boolean chain;
    switch (effect) {
      case Effect.Commit commit -> chain = commit.chain();
      case Effect.Rollback rollback -> chain = rollback.chain();
      case Effect.PrepareTransaction prepare -> chain = false;
      default -> {
        return false;
      }
    }
    if (chain) {
      session.deferredBegin.chain();
    } else {
      session.deferredBegin.end();
    }
    return complete("ROLLBACK");
  }

  private static String tagOf(Effect.Begin begin) {
    return begin.text().regionMatches(true, 0, "START", 0, 5) ? "START TRANSACTION" : "BEGIN";
  }

  /** Whether the transaction status must be known first, with which the answer ends. */
  private static boolean deallocates(Script script) {
    Effect effect = script.onlyEffect();
    return effect instanceof Effect.DeallocateStatement || effect instanceof Effect.DeallocateAll;
  }

  private boolean deallocated(String name) {
    return session.names.remove(name.getBytes(StandardCharsets.UTF_8)) != null;
  }

  private boolean complete(String tag) {
    session.traffic.queries++;
    session.answer(LocalAnswer.of(Answers.completeAndReady(tag, session.status)));
    relay.drop();
    return true;
  }
}
