package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.config.Consistency;
import io.penstock.config.PoolMode;
import io.penstock.config.RuleRoute;
import io.penstock.pool.WirePool;
import io.penstock.pool.node.NoReplica;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.ReplicaSelector;
import io.penstock.sql.Hints;
import io.penstock.sql.route.RouteDecision;
import io.penstock.sql.route.RouteHint;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.RouteReason;
import io.penstock.sql.route.TransactionMark;
import org.jspecify.annotations.Nullable;

/**
 * Decides, when a session needs a backend, which node's that is, and follows what becomes of it.
 *
 * <p>What is decided about is an exchange: one Query, or all up to one Sync. It goes to a node that
 * only reads if every statement of it is known to read and it is at hand to its end; then nothing
 * may follow it before it is answered, and until the client has seen a byte of the answer it can be
 * sent elsewhere.
 */
@SuppressWarnings("ReferenceEquality") // Settings, plans and what is reported change as objects.
final class Routing {
  /** What is to be done now. */
  enum Step {
    /** The node that takes writes serves. */
    PRIMARY,

    /** {@link #pool} serves. */
    READER,

    /** Something has to be found out first: the frame is to be looked at again then. */
    WAITS,

    /** No node may serve; the reason is {@link #obstacle}. */
    REFUSED
  }

  private final Session session;
  private final WrittenPosition written = new WrittenPosition();
  private final ReadExchange exchange;
  private final Retry retry;

  private @Nullable RoutingMarks marks;

  /** Alike those that the marks are of, and compared with them already. */
  private @Nullable Settings marked;

  private @Nullable RoutePlan plan;
  private long sessionRules;

  /** Whether a read of it had to, be it by a rule or a hint only. */
  private boolean seesOwnWrites;

  private Consistency consistency = Consistency.EVENTUAL;
  private long maxLagNanos;
  private @Nullable String wantedNode;
  private RouteReason reason = RouteReason.READS_TO_PRIMARY;

  private long tried;
  private boolean waitedForReplay;
  private boolean moves;

  /** Whether there was anything to decide, and to count. */
  private boolean decided;

  private boolean fellBack;
  private @Nullable Node node;
  private @Nullable WirePool pool;
  private NoReplica obstacle = NoReplica.NO_REPLICA;
  private @Nullable Node serving;
  private long servingSince;

  Routing(Session session) {
    this.session = session;
    this.exchange = new ReadExchange(session);
    this.retry = new Retry(session);
  }

  /** For the exchange that begins with the frame at which the client's walker stands. */
  Step decide() {
    moves = false;
    decided = false;
    fellBack = false;
    node = null;
    Readers readers = session.place().readers();
    if (readers == null || session.identity().mode() == PoolMode.SESSION || session.loggingIn()) {
      return Step.PRIMARY;
    }
    decided = true;
    TransactionMark mark = refresh(readers);
    if (mark == TransactionMark.READ_WRITE || mark == TransactionMark.SERIALIZABLE) {
      return primary(
          mark == TransactionMark.READ_WRITE
              ? RouteReason.IN_TRANSACTION
              : RouteReason.SERIALIZABLE,
          true);
    }
    consistency = Consistency.EVENTUAL;
    maxLagNanos = Long.MAX_VALUE;
    wantedNode = null;
    reason = RouteReason.READ;
    return switch (exchange.read(this, mark)) {
      case READS -> retry.toPrimary() ? primary(RouteReason.LEARNED, true) : choose(readers);
      case OTHER -> primary(reason.reads() ? RouteReason.EXCHANGE : reason, true);
      case UNKNOWN -> {
        learn(readers);
        yield Step.WAITS;
      }
    };
  }

  /** What decides besides the statements themselves. */
  private TransactionMark refresh(Readers readers) {
    RoutingMarks known = present();
    RoutePlan now = readers.plan();
    if (plan != now) {
      plan = now;
      sessionRules = now.sessionRules(session.target.user(), known.application);
    }
    return session.deferredBegin.pending()
        ? known.transaction(session.deferredBegin.modes())
        : known.single();
  }

  /**
   * One statement of the exchange.
   *
   * @return whether it reads, or null when that is not known yet
   */
  @Nullable Boolean reads(long high, long low, Hints hints, TransactionMark mark) {
    RoutePlan current = plan();
    RoutingMarks known = marks();
    var route = current.known(high, low, known.session);
    if (route == null) {
      return null;
    }
    RouteHint hint = hints == Hints.NONE ? known.hint : hint(hints).over(known.hint);
    RouteDecision decision = current.decide(route, sessionRules, mark, hint);
    reason = decision.reason();
    if (decision.primary()) {
      return false;
    }
    if (decision.consistency().compareTo(consistency) > 0) {
      consistency = decision.consistency();
    }
    maxLagNanos = Math.min(maxLagNanos, decision.maxLag().toNanos());
    if (decision.node() != null) {
      wantedNode = decision.node();
    }
    return true;
  }

  static RouteHint hint(Hints hints) {
    RuleRoute route =
        hints.route() == null
            ? null
            : hints.route() == Hints.Route.PRIMARY ? RuleRoute.PRIMARY : RuleRoute.REPLICA;
    Consistency asked =
        hints.consistency() == null ? null : Consistency.valueOf(hints.consistency().name());
    return new RouteHint(route, asked, hints.node());
  }

  private Step primary(RouteReason because, boolean mayWrite) {
    reason = because;
    moves = mayWrite;
    return Step.PRIMARY;
  }

  private Step choose(Readers readers) {
    long lsn = ReplicaSelector.ANY_LSN;
    if (consistency == Consistency.SESSION) {
      seesOwnWrites = true;
      lsn = written.owed() ? WrittenPosition.NOWHERE : required(marks(), readers);
    }
    long lag =
        maxLagNanos == readers.config().maxLag().toNanos()
            ? ReplicaSelector.USUAL_LAG
            : maxLagNanos;
    long left = tried | retry.tried();
    Node wanted = wantedNode == null ? null : readers.node(wantedNode);
    if (wanted != null) {
      left |= ~wanted.bit();
    }
    return switch (readers.choose(session.loop.index(), lag, lsn, left)) {
      case Node chosen -> reader(readers, chosen);
      case NoReplica none -> {
        if (none == NoReplica.BEHIND_TOKEN && awaitsReplay(readers, lsn)) {
          yield Step.WAITS;
        }
        yield without(readers, none);
      }
    };
  }

  /** What a replica must have replayed for this session to see all that it wants to see. */
  long required(RoutingMarks now, @Nullable Readers readers) {
    PositionToken token = now.token;
    return token == null
        ? written.required()
        : Math.max(written.required(), token.required(readers == null ? null : readers.epoch()));
  }

  private Step reader(Readers readers, Node chosen) {
    WirePool found = readers.pool(chosen);
    if (found == null) {
      return primary(reason, false);
    }
    node = chosen;
    pool = found;
    return Step.READER;
  }

  /** No replica can serve. */
  private Step without(Readers readers, NoReplica why) {
    waitedForReplay = false;
    tried = 0;
    if (exchange.onlySets() || readers.config().primaryStandsIn()) {
      session.traffic.fallBack(why);
      fellBack = true;
      return primary(reason, false);
    }
    obstacle = why;
    return Step.REFUSED;
  }

  private boolean awaitsReplay(Readers readers, long lsn) {
    long patience = readers.config().waitForReplica().toNanos();
    if (waitedForReplay || lsn == WrittenPosition.NOWHERE) {
      return false;
    }
    waitedForReplay = true;
    long deadline = System.nanoTime() + Math.max(patience, 1);
    int ticket = session.lease.ticket();
    readers.awaitReplay(lsn, deadline, () -> lookAgain(ticket));
    if (patience == 0) {
      return false;
    }
    session.lease.lookAgainIn(patience);
    return true;
  }

  private void learn(Readers readers) {
    int ticket = session.lease.ticket();
    readers.learn(exchange.unknown(marks().session), () -> lookAgain(ticket));
  }

  private void lookAgain(int ticket) {
    session.loop.eventLoop().execute(() -> session.lease.lookAgain(ticket));
  }

  /** Whether what was decided for need not be waited for when it is down. */
  boolean hasElsewhere() {
    return node != null || fellBack;
  }

  /** Whether the primary was decided for only because no replica could serve. */
  boolean fellBack() {
    return fellBack;
  }

  /** The chosen node's pool has none to give, and will not have soon. */
  boolean refusedByReader() {
    Node chosen = node;
    if (chosen == null) {
      return false;
    }
    tried |= chosen.bit();
    node = null;
    return true;
  }

  /** A replica cannot do it: from now on the primary does. */
  void refusedAsWrite() {
    exchange.only((high, low) -> plan().learn(high, low));
  }

  /** The backend that was decided for is leased. */
  void leased() {
    waitedForReplay = false;
    tried = 0;
    Node chosen = node;
    if (chosen == null) {
      if (moves) {
        written.mayMove();
      }
      if (decided) {
        session.traffic.routed(reason, false);
      }
      return;
    }
    serving = chosen;
    servingSince = System.nanoTime();
    chosen.load().began(session.loop.index());
    session.traffic.routed(reason, true);
    retry.keep(exchange.length());
  }

  /**
   * A frame comes while a backend is held; it may begin another exchange.
   *
   * @return false if that has to wait: it reads, and the backend is held only to tell its position.
   *     Or a client that reads at once after it wrote would stay on the primary for good.
   */
  boolean goesOn(BackendSession leased) {
    Readers readers = session.place().readers();
    if (serving != null || readers == null || session.requests.owesSync()) {
      return true;
    }
    if (session.status != Session.IDLE && leased.inFlight.isEmpty()) {
      return true;
    }
    if (session.ownQueries.asksPosition()
        && exchange.read(this, refresh(readers)) != ReadExchange.Outlook.OTHER) {
      return session.requests.allAnswered();
    }
    // What it follows may be the end of a transaction on its way.
    written.mayMove();
    return true;
  }

  /** The backend goes back, or is gone. */
  void released(boolean well) {
    Node was = serving;
    if (was != null) {
      serving = null;
      was.load().ended(session.loop.index(), well ? System.nanoTime() - servingSince : -1);
    }
    node = null;
  }

  /** Whether the backend held is one that only reads. */
  boolean reading() {
    return serving != null;
  }

  /** A node that only reads serves now: its bit. */
  long servingBit() {
    Node now = serving;
    return now == null ? 0 : now.bit();
  }

  Retry retry() {
    return retry;
  }

  /** The primary is to be asked how far it has got, before its backend goes back. */
  boolean owesPosition() {
    if (!written.owed()) {
      return false;
    }
    Readers readers = session.place().readers();
    return readers != null
        && serving == null
        && (seesOwnWrites || readers.config().consistency() == Consistency.SESSION);
  }

  /** The question to ask it, which is about all that was sent before. */
  String positionQuestion() {
    written.asked();
    return WrittenPosition.QUESTION;
  }

  /** It told. */
  void position(ByteBuf in, int payload, int end) {
    written.row(in, payload, end);
  }

  /** What its settings come to now. */
  RoutingMarks present() {
    RoutingMarks known = marks;
    Settings settings = session.settings.current();
    // Alike, not the same: a session takes over the object of each backend that it meets.
    if (known == null
        || (marked != settings && !known.settings.alike(settings))
        || known.reported != session.reported) {
      known = new RoutingMarks(settings, session.reported, session.target.user());
      marks = known;
      plan = null;
    }
    marked = settings;
    return known;
  }

  /** The node that only reads and serves now; null when there is none. */
  @Nullable Node serving() {
    return serving;
  }

  WrittenPosition written() {
    return written;
  }

  /** Why the exchange went where it went. */
  RouteReason reason() {
    return reason;
  }

  NoReplica obstacle() {
    return obstacle;
  }

  @Nullable WirePool pool() {
    return pool;
  }

  private RoutingMarks marks() {
    RoutingMarks known = marks;
    if (known == null) {
      throw new IllegalStateException("nothing is decided");
    }
    return known;
  }

  private RoutePlan plan() {
    RoutePlan known = plan;
    if (known == null) {
      throw new IllegalStateException("nothing is decided");
    }
    return known;
  }
}
