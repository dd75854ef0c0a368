package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A session's transaction as far as it is on several shards. One of its backends is the session's,
 * as ever, and serves what comes; the others are parked in the same transaction until a statement
 * belongs to one of them. What concerns the transaction itself is done on all, by {@link
 * TransactionControl}. Confined to the session's event loop.
 */
final class ShardTransaction implements ShardLeg.Owner {
  /** What of a transaction has to be alike everywhere. */
  static final String MODES =
      "SELECT pg_catalog.current_setting('transaction_isolation'),"
          + "pg_catalog.current_setting('transaction_read_only')";

  /** What does no work is done by then, or never. */
  static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Session session;

  /** In the order in which they were parked. */
  private final List<ShardLeg> parked = new ArrayList<>();

  /** Those that somebody else looks after for a while. */
  private List<ShardLeg> coordinated = List.of();

  /** The shard of each portal that was bound in it, by the portal's name. */
  private final Map<String, String> portals = new HashMap<>(0);

  /** What commits it on several shards. */
  private @Nullable TwoPhase twoPhase;

  /** Whether names may mean something else once it is committed. */
  private boolean ddl;

  /** Begins the transaction on a further shard; null until that is known. */
  private @Nullable String begin;

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

  /** A part of it is given up by whom it was lent to. */
  void forget(ShardLeg leg) {
    parked.remove(leg);
  }

  /** The backends that hold it beside the one that the session has; a copy. */
  List<Backend> backends() {
    if (parked.isEmpty() && coordinated.isEmpty()) {
      return List.of();
    }
    return Stream.concat(parked.stream(), coordinated.stream())
        .filter(leg -> !leg.isLost())
        .map(ShardLeg::backend)
        .toList();
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
    Script script = query();
    if (isAboutAll(script)) {
      // By a hint, or among other statements: it would be done on one shard alone.
      return script.count() == 1
          ? Sharding.Verdict.GOES
          : session.sharding.refused(ShardAnswers.controlNotAlone());
    }
    if (session.status == Session.FAILED) {
      return Sharding.Verdict.GOES; // And fails, wherever that is.
    }
    ShardLeg there = parked(shards.name(wanted));
    ErrorFields obstacle = there == null ? obstacle(shards) : null;
    if (obstacle != null) {
      return session.sharding.refused(obstacle);
    }
    if (there == null && !isKnown()) {
      requests.write();
      session.become(SessionState.COORDINATING);
      ShardLeg leg = new ShardLeg(session, heldOf, held, this);
      new LegRound(session, () -> told(leg)).of(leg, MODES).ask();
      return Sharding.Verdict.WAITS;
    }
    if (there == null && !begins()) {
      return session.sharding.refused(ShardAnswers.severalSnapshots(isolation()));
    }
    requests.write();
    parked.add(new ShardLeg(session, heldOf, held, this));
    twoPhase = twoPhase == null ? shards.twoPhase() : twoPhase;
    if (there != null) {
      takeUp(there);
    } else {
      session.deferredBegin.join(beginning());
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

  /** The same of a portal that was bound elsewhere than the frames have it. */
  void bound(byte[] portal) {
    String shard = session.sharding.shard();
    if (shard != null && session.requests.inBlock()) {
      portals.put(new String(portal, StandardCharsets.UTF_8), shard);
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

  /** Whether it is known how it begins on a further shard, or that it cannot. */
  boolean isKnown() {
    return begin != null;
  }

  /**
   * A backend has told what it is like.
   *
   * @param modes the answer to {@link #MODES}
   */
  void isLike(List<String> modes) {
    String isolation = modes.get(0);
    begin =
        SnapshotStage.seesCommits(isolation)
            ? "BEGIN ISOLATION LEVEL %s %s"
                .formatted(
                    isolation.toUpperCase(Locale.ROOT),
                    modes.get(1).equals("on") ? "READ ONLY" : "READ WRITE")
            : isolation;
  }

  /** Whether it may begin on a further shard. */
  boolean begins() {
    return begin != null && begin.startsWith("BEGIN");
  }

  /** Of one that may not begin on a further shard. */
  String isolation() {
    return String.valueOf(begin);
  }

  /** What makes a further shard's backend a part of it. */
  String beginning() {
    return begin + savepoints();
  }

  private String savepoints() {
    StringBuilder sql = new StringBuilder();
    for (String name : session.settings.savepoints()) {
      sql.append(";SAVEPOINT ").append(quoted(name));
    }
    return sql.toString();
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private @Nullable ErrorFields obstacle(Shards shards) {
    if (session.settings.hasLocal()) {
      return ShardAnswers.localSettings();
    }
    if (session.pins.any() || session.pins.mustProbe()) {
      return ShardAnswers.pinned(session);
    }
    TwoPhase offered = shards.twoPhase();
    TwoPhase.Obstacle obstacle = offered == null ? null : offered.obstacle();
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
    isLike(leg.row());
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

  // ---- for what is done on all

  /** What commits it, be it in the configuration still or not. */
  TwoPhase twoPhase() {
    TwoPhase known = twoPhase;
    if (known == null) {
      throw new IllegalStateException("one shard holds the transaction");
    }
    return known;
  }

  /** All of its backends, in the order of shards; somebody else looks after them now. */
  List<ShardLeg> partAll(ShardLeg held) {
    List<ShardLeg> legs = new ArrayList<>(parked);
    legs.add(held);
    legs.sort(Comparator.comparingInt(ShardLeg::shard));
    parked.clear();
    coordinated = List.copyOf(legs);
    return legs;
  }

  /** Several shards hold it now, or may. */
  void isCommittedBy(TwoPhase offered) {
    twoPhase = twoPhase == null ? offered : twoPhase;
  }

  /** A command that may change what names mean was carried out in it. */
  void changesCatalog() {
    ddl = true;
  }

  /** They are looked after here again, and frames go to one of them. */
  void takeUpAll(List<ShardLeg> legs, ShardLeg held) {
    coordinated = List.of();
    for (ShardLeg leg : legs) {
      leg.worksFor(this);
      parked.add(leg);
    }
    takeUp(held);
  }

  // ---- the end of it without its client

  /** The backend held has ended its transaction by itself: so must the others. */
  void ended() {
    begin = null;
    twoPhase = null;
    coordinated = List.of();
    portals.clear();
    if (ddl) {
      ddl = false;
      session.target.catalogChanged();
    }
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

  void rollBack(List<ShardLeg> legs) {
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
