package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.shard.ShardMap;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which shard serves what a session sends. A database without shards has one place for all.
 * Elsewhere the first statement with a key decides, and until its backend goes back nothing is
 * admitted that belongs elsewhere.
 */
final class Sharding {
  /** What becomes of a statement. */
  enum Verdict {
    GOES,

    /** It is looked at again when more is known of it, or more of it has come. */
    WAITS,

    /** Because of {@link #refusal}. */
    REFUSED
  }

  private static final long CATALOG_CHECK = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long HOLD_CHECK = TimeUnit.MILLISECONDS.toNanos(4);

  private final Session session;
  private final ShardExchange exchange;
  private final SeveralAdmission several;

  /** Those of which {@link #shard} is the number; null while nothing is decided. */
  private @Nullable Shards shards;

  private int shard;

  /** Where the frame stands that decided, counted over all bytes of the client. */
  private long decidedAt = -1;

  /** The map that decided, by its number, or an older one. */
  private long decidedBy;

  /** What is looked at now is decided by the map with this number, or by a later one. */
  private long looksBy;

  /** Since when the catalog is waited for, by System.nanoTime; 0 when it is not. */
  private long catalogAwaited;

  /** Since when a key on the move is waited for, likewise. */
  private long holdAwaited;

  private @Nullable ErrorFields refusal;

  /** Why the next Bind is not served; null while that is not known. */
  private @Nullable ErrorFields doomed;

  Sharding(Session session) {
    this.session = session;
    this.exchange = new ShardExchange(session);
    this.several = new SeveralAdmission(session, this);
  }

  /** Where statements go now. */
  Place place() {
    Shards known = shards;
    return known == null ? session.target.home() : known.place(shard);
  }

  /** Why the statement that was looked at last is not served. */
  ErrorFields refusal() {
    ErrorFields known = refusal;
    if (known == null) {
      throw new IllegalStateException("nothing was refused");
    }
    return known;
  }

  /** The backend went back: what follows decides anew. */
  void released() {
    shards = null;
    decidedAt = -1;
    doomed = null;
  }

  /** The Query that stands here, whose text was scanned last. */
  Verdict query(int text, int textEnd) {
    Shards known = session.target.shards();
    if (known == null) {
      return Verdict.GOES;
    }
    looksBy = known.version();
    return mustBeAnsweredFirst()
        ? Verdict.WAITS
        : admitted(known, exchange.query(known, in(), text, textEnd), true);
  }

  /** The Parse that stands here, whose text was scanned last: whether it can be served at all. */
  Verdict parse(int text, int textEnd) {
    Shards known = session.target.shards();
    if (known == null) {
      return Verdict.GOES;
    }
    looksBy = known.version();
    return admitted(known, exchange.parse(known, in(), text, textEnd), false);
  }

  /** The Bind that stands here, of the statement with the name between these indexes. */
  Verdict bind(int name, int nameEnd) {
    Shards known = session.target.shards();
    if (known == null) {
      return Verdict.GOES;
    }
    if (doomed != null) {
      refusal = doomed;
      doomed = null;
      return Verdict.REFUSED;
    }
    looksBy = known.version();
    FrameWalker walker = session.requests.walker();
    return walker.whole()
        ? admitted(known, exchange.bind(known, in(), name, nameEnd, walker.end()), true)
        : Verdict.WAITS;
  }

  /**
   * The frames of the extended protocol that begin here need a backend: those that follow may say
   * of which shard.
   *
   * @return false when more of them has to come first
   */
  boolean begins() {
    Shards known = session.target.shards();
    FrameWalker walker = session.requests.walker();
    if (known == null || held() || decidedAt == walker.advanced()) {
      return true;
    }
    looksBy = known.version();
    ByteBuf in = in();
    ShardExchange.Outlook outlook = exchange.ahead(known);
    if (in.getByte(walker.start()) == FrontendBytes.PARSE) {
      // Whoever takes the frame finds it scanned last, as it was.
      int text = CString.end(walker, walker.payload()) + 1;
      session.requests.scan(text, CString.end(walker, text));
    }
    Verdict verdict =
        outlook == ShardExchange.Outlook.REFUSED ? Verdict.REFUSED : admitted(known, outlook, true);
    if (verdict == Verdict.REFUSED) {
      // By the frame that it is about, when its turn comes.
      doomed = waited(known, outlook) ? refusal : null;
      decide(known, ShardExchange.FIRST);
    }
    return verdict != Verdict.WAITS;
  }

  /** Whether it was waited for in vain, which is not done once more. */
  private static boolean waited(Shards known, ShardExchange.Outlook outlook) {
    return outlook == ShardExchange.Outlook.HELD
        || outlook == ShardExchange.Outlook.NOT_YET
        || (outlook == ShardExchange.Outlook.SEVERAL && known.map().unsettled());
  }

  /** A backend of this shard serves the session again. */
  void serves(Shards of, int index) {
    shards = of;
    shard = index;
  }

  /** The name of the shard that serves the session; null while none is decided. */
  @Nullable String shard() {
    Shards of = shards;
    return of == null ? null : of.name(shard);
  }

  /** Where what the shard that serves the session does is counted; null while none does. */
  @Nullable ShardTraffic traffic() {
    Shards of = shards;
    return of == null ? null : of.traffic(shard);
  }

  /** The frame that stands here belongs to a shard of the transaction that is not held now. */
  Verdict turnTo(Shards known, int wanted) {
    Shards of = shards;
    return of == null ? Verdict.GOES : session.transaction.turnTo(known, wanted, of, shard);
  }

  /** The backend held becomes one of those that others look after. */
  ShardLeg part(ShardLeg.Owner owner) {
    Shards of = shards;
    if (of == null) {
      throw new IllegalStateException("no shard serves the session");
    }
    return new ShardLeg(session, of, shard, owner);
  }

  /** A backend is about to be leased: for what has no key, where nothing is decided. */
  void leases() {
    Shards known = session.target.shards();
    if (shards == null && known != null) {
      decidedBy = known.version();
      shards = known;
      shard = ShardExchange.FIRST;
    }
  }

  /**
   * Whether what runs was decided before the map with this number, so that it may use keys that are
   * held since. What is idle outside a transaction is not: it is looked at by the new map.
   */
  boolean beganBefore(long version) {
    BackendSession leased = session.leasedSessionOrNull();
    boolean several =
        session.transaction.several()
            || session.state() == SessionState.SCATTERING
            || session.state() == SessionState.COORDINATING;
    boolean one = shards != null && (leased != null || session.state() == SessionState.WAITING);
    if (decidedBy >= version || !(one || several)) {
      return false;
    }
    if (!several
        && leased != null
        && session.state() == SessionState.READY
        && session.status == Session.IDLE
        && leased.inFlight.isEmpty()
        && !session.requests.owesSync()) {
      decidedBy = version;
      return false;
    }
    return true;
  }

  private ByteBuf in() {
    return session.requests.walker().buffer();
  }

  /** Several shards begin to carry out what was looked at. */
  void severalBegin() {
    decidedBy = held() ? decidedBy : looksBy;
  }

  /** The shard of the backend that the session holds; -1 if it holds none. */
  int home(Shards known) {
    Shards of = shards;
    return held() && of != null ? known.named(of.name(shard)) : -1;
  }

  boolean held() {
    return session.leasedSessionOrNull() != null;
  }

  /**
   * @param decides whether the shard of a backend follows from it
   */
  private Verdict admitted(Shards known, ShardExchange.Outlook outlook, boolean decides) {
    boolean mayAwait =
        outlook == ShardExchange.Outlook.NOT_YET
            || (outlook == ShardExchange.Outlook.SEVERAL && known.planIsBehind());
    catalogAwaited = mayAwait ? catalogAwaited : 0;
    boolean mayBeHeld =
        outlook == ShardExchange.Outlook.HELD || outlook == ShardExchange.Outlook.SEVERAL;
    holdAwaited = mayBeHeld ? holdAwaited : 0;
    return switch (outlook) {
      case HELD -> maySeeOld() ? toShard(known) : awaitMove();
      case SHARD -> toShard(known);
      case ANY, HERE -> {
        if (decides) {
          decide(known, outlook == ShardExchange.Outlook.ANY ? anyOf(known) : ShardExchange.FIRST);
        }
        yield Verdict.GOES;
      }
      case SEVERAL -> {
        String misplaced = known.map().obstacle();
        if (misplaced != null) {
          yield refused(ShardAnswers.noShard(misplaced, "Correct sharding in the proxy's file."));
        }
        if (known.map().unsettled()) {
          yield awaitMove();
        }
        holdAwaited = 0;
        yield several.admit(known, exchange.several());
      }
      case UNKNOWN -> {
        learn(known);
        yield Verdict.WAITS;
      }
      case NOT_YET -> awaitCatalog();
      case REFUSED -> refused(exchange.refusal());
      case MORE -> Verdict.WAITS;
    };
  }

  /** Whether it began before keys were held, and is waited for. */
  private boolean maySeeOld() {
    return exchange.shard() != ShardMap.NOWHERE && held() && shards != null && decidedBy < looksBy;
  }

  private Verdict toShard(Shards known) {
    if (session.requests.changesSettings()) {
      return mustBeAnsweredFirst() ? Verdict.WAITS : refused(ShardAnswers.behindSettings());
    }
    int wanted = exchange.shard();
    Shards of = shards;
    if (held() && of != null && !of.name(shard).equals(known.name(wanted))) {
      if (known.twoPhase() != null && session.requests.inBlock()) {
        return session.transaction.turnTo(known, wanted, of, shard);
      }
      if (!session.requests.owesSync() && !session.requests.allAnswered()) {
        // With the answer the backend may go back.
        return Verdict.WAITS;
      }
      return refused(ShardAnswers.anotherShard(of.name(shard), known.name(wanted), session));
    }
    decide(known, wanted);
    return Verdict.GOES;
  }

  /** With the answers the session knows its search_path; they come before the next Sync only. */
  boolean mustBeAnsweredFirst() {
    return session.requests.changesSettings()
        && !session.requests.owesSync()
        && !session.requests.allAnswered();
  }

  Verdict refused(ErrorFields because) {
    refusal = because;
    return Verdict.REFUSED;
  }

  void decide(Shards known, int wanted) {
    if (!held()) {
      decidedBy = looksBy;
      shards = known;
      shard = wanted;
      decidedAt = session.requests.walker().advanced();
    }
  }

  /** One session reads what all shards have always on the same, and all sessions on all. */
  private int anyOf(Shards known) {
    return known.map().any(session.identity().id());
  }

  private void learn(Shards known) {
    if (mayWait()) {
      int ticket = beginToWait();
      known.learn(
          exchange.unknown(),
          () -> session.loop.eventLoop().execute(() -> session.lease.lookAgain(ticket)));
    }
  }

  /** What the plan does not know may be there when the catalog has been read. */
  Verdict awaitCatalog() {
    long now = System.nanoTime();
    if (catalogAwaited == 0) {
      catalogAwaited = now;
    }
    if (now - catalogAwaited > session.target.poolConfig().maxWait().toNanos()) {
      catalogAwaited = 0;
      return refused(ShardAnswers.noCatalog(session.target.database()));
    }
    if (mayWait()) {
      beginToWait();
      session.lease.lookAgainIn(CATALOG_CHECK);
    }
    return Verdict.WAITS;
  }

  /** Keys on the move arrive in less than a second; who moves them may be lost. */
  private Verdict awaitMove() {
    long now = System.nanoTime();
    if (holdAwaited == 0) {
      holdAwaited = now;
    }
    if (now - holdAwaited > session.target.poolConfig().maxWait().toNanos()) {
      holdAwaited = 0;
      return refused(ShardAnswers.held());
    }
    if (!held()) {
      // Whoever empties the shard of what began before must not wait for this.
      released();
    }
    if (mayWait()) {
      beginToWait();
      session.lease.lookAgainIn(HOLD_CHECK);
    }
    return Verdict.WAITS;
  }

  /** What is in flight is answered first, unless its Sync has yet to come. */
  boolean mayWait() {
    return session.requests.owesSync() || session.requests.allAnswered();
  }

  int beginToWait() {
    session.lease.beginToWait();
    return session.lease.ticket();
  }
}
