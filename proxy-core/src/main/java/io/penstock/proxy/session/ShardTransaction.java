package io.penstock.proxy.session;

import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session's transaction as far as it is on several shards. One of its backends is the session's,
 * as ever, and serves what comes; the others are parked in the same transaction until a statement
 * belongs to one of them. What concerns the transaction itself is done on all. Confined to the
 * session's event loop.
 */
final class ShardTransaction implements ShardLeg.Owner {
  /** What becomes of a statement that may concern the transaction. */
  enum Control {
    /** It does not, or one shard is enough. */
    PASSES,

    /** It is looked at again when all that is in flight was answered. */
    WAITS,

    /** All shards do it; the client is answered then. */
    TAKEN,

    /** Because of {@link #refusal}. */
    REFUSED
  }

  /** What of a transaction has to be alike everywhere. */
  private static final String MODES =
      "SELECT pg_catalog.current_setting('transaction_isolation'),"
          + "pg_catalog.current_setting('transaction_read_only')";

  /** What does no work is done by then, or never. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Session session;

  /** In the order in which they were parked. */
  private final List<ShardLeg> parked = new ArrayList<>();

  /** The shard of each portal that was bound in it, by the portal's name. */
  private final Map<String, String> portals = new HashMap<>(0);

  /** Begins the transaction on a further shard; null until that is known. */
  private @Nullable String begin;

  private @Nullable ErrorFields refusal;

  ShardTransaction(Session session) {
    this.session = session;
  }

  /** Whether more than one shard holds it. */
  boolean several() {
    return !parked.isEmpty();
  }

  /** The backend that holds it on this shard, if that is a parked one. */
  @Nullable ShardLeg parked(String shard) {
    for (ShardLeg leg : parked) {
      if (leg.name().equals(shard)) {
        return leg;
      }
    }
    return null;
  }

  ErrorFields refusal() {
    ErrorFields known = refusal;
    if (known == null) {
      throw new IllegalStateException("nothing was refused");
    }
    return known;
  }

  // ---- going from shard to shard

  /**
   * The frame that stands here, within a transaction block, belongs to another shard than the
   * backend held: has the session be served there.
   */
  Sharding.Verdict turnTo(Shards shards, int wanted, Shards heldOf, int held) {
    RequestRelay requests = session.requests;
    if (requests.copyingIn()) {
      return Sharding.Verdict.GOES; // The server refuses it.
    }
    if (requests.owesSync()) {
      // Within a block a Sync ends nothing.
      requests.syncFirst();
      return Sharding.Verdict.WAITS;
    }
    if (!requests.allAnswered()) {
      return Sharding.Verdict.WAITS;
    }
    if (session.status == Session.FAILED) {
      return Sharding.Verdict.GOES; // And fails, wherever that is.
    }
    ShardLeg there = parked(shards.name(wanted));
    ErrorFields obstacle = there == null ? obstacle(shards) : null;
    if (obstacle != null) {
      return session.sharding.refused(obstacle);
    }
    Script script = query();
    if (isAboutAll(script)) {
      // By a hint, or among other statements: it would be done on that shard alone.
      return script.count() == 1
          ? Sharding.Verdict.GOES
          : session.sharding.refused(ShardAnswers.controlNotAlone());
    }
    if (there == null && begin == null) {
      requests.write();
      session.become(SessionState.COORDINATING);
      ShardLeg leg = new ShardLeg(session, heldOf, held, this);
      new LegRound(session, () -> told(leg)).of(leg, MODES).ask();
      return Sharding.Verdict.WAITS;
    }
    if (there == null && !begins()) {
      return session.sharding.refused(ShardAnswers.severalSnapshots(String.valueOf(begin)));
    }
    requests.write();
    parked.add(new ShardLeg(session, heldOf, held, this));
    if (there != null) {
      takeUp(there);
    } else {
      session.deferredBegin.join(begin + savepoints());
      session.sharding.decide(shards, wanted);
    }
    return Sharding.Verdict.GOES;
  }

  /** The text of the Query that stands here; nothing where that is another frame. */
  private Script query() {
    FrameWalker walker = session.requests.walker();
    return walker.type() == FrontendBytes.QUERY
        ? session.requests.scan(walker.payload(), CString.last(walker))
        : Script.PLAIN;
  }

  private static boolean isAboutAll(Script script) {
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        boolean all =
            switch (effect) {
              case Effect.Commit commit -> true;
              case Effect.Rollback rollback -> true;
              case Effect.RollbackTo rollback -> true;
              case Effect.Savepoint savepoint -> true;
              case Effect.ReleaseSavepoint release -> true;
              case Effect.PrepareTransaction prepare -> true;
              case Effect.SetTransaction set -> true;
              case Effect.OpaqueLocal local -> true;
              case Effect.SetSetting set -> set.local();
              case Effect.ResetSetting reset -> reset.local();
              default -> false;
            };
        if (all) {
          return true;
        }
      }
    }
    return false;
  }

  /** A portal with the name between these indexes was bound on the backend held. */
  void bound(FrameWalker walker, int name, int nameEnd) {
    String shard = session.sharding.shard();
    if (shard != null && session.requests.inBlock()) {
      portals.put(CString.text(walker.buffer(), name, nameEnd), shard);
    }
  }

  /** The frame that stands here is about the portal with this name, perhaps on a parked shard. */
  Sharding.Verdict turnToPortal(FrameWalker walker, int name, int nameEnd) {
    String shard = portals.get(CString.text(walker.buffer(), name, nameEnd));
    ShardLeg there = shard == null ? null : parked(shard);
    return there == null
        ? Sharding.Verdict.GOES
        : session.sharding.turnTo(there.shards(), there.shard());
  }

  private boolean begins() {
    return begin != null && begin.startsWith("BEGIN");
  }

  private String savepoints() {
    StringBuilder sql = new StringBuilder();
    for (String name : session.settings.savepoints()) {
      sql.append(";SAVEPOINT ").append(quoted(name));
    }
    return sql.toString();
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private @Nullable ErrorFields obstacle(Shards shards) {
    if (session.settings.hasLocal()) {
      return ShardAnswers.localSettings();
    }
    if (session.pins.any() || session.pins.mustProbe()) {
      return ShardAnswers.pinned(session);
    }
    TwoPhase twoPhase = shards.twoPhase();
    TwoPhase.Obstacle obstacle = twoPhase == null ? null : twoPhase.obstacle();
    return obstacle == null ? null : ShardAnswers.noTwoPhase(obstacle);
  }

  /** The backend held has told what the transaction is like. */
  private void told(ShardLeg leg) {
    if (session.over()) {
      rollBack(List.of(leg));
      return;
    }
    if (leg.isLost() || leg.row().size() < 2) {
      leg.close();
      session.fail(Answers.lost(leg.backend()));
      return;
    }
    String isolation = leg.row().get(0);
    begin =
        SnapshotStage.seesCommits(isolation)
            ? "BEGIN ISOLATION LEVEL %s %s"
                .formatted(
                    isolation.toUpperCase(Locale.ROOT),
                    leg.row().get(1).equals("on") ? "READ ONLY" : "READ WRITE")
            : isolation;
    leg.takeUp();
    session.become(SessionState.READY);
    session.resume();
  }

  /** Frames go to a parked one from now on; none is held. */
  private void takeUp(ShardLeg leg) {
    parked.remove(leg);
    leg.takeUp();
    session.sharding.serves(leg.shards(), leg.shard());
  }

  /** No backend could be had on a further shard: the session is served again where it was. */
  void turnBack() {
    if (several() && session.leasedSessionOrNull() == null) {
      session.deferredBegin.stay();
      takeUp(parked.getLast());
    }
  }

  // ---- what concerns all

  /** A statement of a session that holds several: a Query, or what an Execute executes. */
  Control control(Script script) {
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
      return Control.PASSES;
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
      return Control.WAITS;
    }
    if (!session.requests.allAnswered()) {
      return Control.WAITS;
    }
    boolean failed = session.status == Session.FAILED;
    if (failed && (found instanceof Effect.Savepoint || found instanceof Effect.ReleaseSavepoint)) {
      return Control.PASSES;
    }
    carryOut(found, failed);
    return Control.TAKEN;
  }

  private Control refused(ErrorFields because) {
    refusal = because;
    return Control.REFUSED;
  }

  private void carryOut(Effect effect, boolean failed) {
    boolean simple = session.requests.walker().type() == FrontendBytes.QUERY;
    session.requests.take();
    session.timeouts.statementBegan();
    session.traffic.queries++;
    session.unnamed.invalidate();
    session.become(SessionState.COORDINATING);
    ShardLeg held = session.sharding.part(this);
    List<ShardLeg> legs = new ArrayList<>(parked);
    legs.add(held);
    legs.sort(Comparator.comparingInt(ShardLeg::shard));
    parked.clear();
    TwoPhase twoPhase = held.shards().twoPhase();
    switch (effect) {
      case Effect.Commit commit when !failed && twoPhase != null ->
          new TwoPhaseCommit(session, twoPhase, legs, result -> ended(result, simple)).begin();
      case Effect.Commit commit -> rollBackAll(legs, simple);
      case Effect.Rollback rollback -> rollBackAll(legs, simple);
      case Effect.RollbackTo(String name) ->
          onAll(effect, "ROLLBACK TO SAVEPOINT " + quoted(name), legs, held, simple);
      case Effect.Savepoint(String name) ->
          onAll(effect, "SAVEPOINT " + quoted(name), legs, held, simple);
      case Effect.ReleaseSavepoint(String name) ->
          onAll(effect, "RELEASE SAVEPOINT " + quoted(name), legs, held, simple);
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
            .within(PATIENCE);
    legs.forEach(leg -> round.of(leg, "ROLLBACK"));
    round.ask();
  }

  private void ended(TwoPhaseCommit.Result result, boolean simple) {
    begin = null;
    portals.clear();
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
    LegRound round = new LegRound(session, () -> done(effect, legs, held, simple)).within(PATIENCE);
    legs.forEach(leg -> round.of(leg, sql));
    round.ask();
  }

  private void done(Effect effect, List<ShardLeg> legs, ShardLeg held, boolean simple) {
    if (session.over()) {
      rollBack(legs);
      return;
    }
    ErrorFields failure = null;
    for (ShardLeg leg : legs) {
      if (leg.isLost()) {
        rollBack(legs);
        session.fail(Answers.lost(leg.backend()));
        return;
      }
      failure = failure == null && leg.error() != null ? leg.failure() : failure;
    }
    if (failure != null && held.status() != Session.FAILED) {
      // Or what comes next would succeed there.
      new LegRound(session, () -> done(effect, legs, held, simple))
          .of(held, RequestRelay.REFUSED)
          .ask();
      return;
    }
    legs.forEach(leg -> {
      if (leg != held) {
        leg.worksFor(this);
        parked.add(leg);
      }
    });
    if (failure == null) {
      book(effect, legs);
    }
    takeUp(held);
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
    session.timeouts.ready(status);
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

  // ---- the end of it without its client

  /** The backend held has ended its transaction by itself: so must the others. */
  void ended() {
    begin = null;
    portals.clear();
    abandon();
  }

  /** Nobody will end it any more: it is rolled back, but for the backend that is held. */
  void abandon() {
    if (several()) {
      List<ShardLeg> left = List.copyOf(parked);
      parked.clear();
      rollBack(left);
    }
  }

  private void rollBack(List<ShardLeg> legs) {
    for (ShardLeg leg : legs) {
      new LegRound(session, () -> leg.release(false)).of(leg, "ROLLBACK").within(PATIENCE).ask();
    }
  }

  @Override
  public void answered(ShardLeg leg) {
    throw new IllegalStateException("shard " + leg.name() + " was asked nothing");
  }

  /** With one of its backends the transaction is lost, and with it the session, as ever. */
  @Override
  public void lost(ShardLeg leg) {
    parked.remove(leg);
    session.fail(Answers.lost(leg.backend()));
  }
}
