package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the leased backend has the statement that a Bind or Describe means, and that its
 * rows look as the client was told.
 *
 * <p>A server never sends other rows than it described: once a table has changed it answers Bind
 * with an error, and the driver prepares anew. A statement that the proxy itself parses on another
 * backend means what it means by now, of which the client knows nothing. So where the client was
 * told what the rows look like, the first use on each backend waits until that backend has told the
 * same. Nothing waits where a backend has the statement already.
 */
final class Preparation {
  /** How the statement stands on the leased backend. */
  enum Readiness {
    /** The message may go. */
    READY,

    /** The backend was asked what the rows look like: the message is to be looked at again then. */
    WAITS,

    /** The rows look otherwise than the client was told. */
    CHANGED
  }

  private static final byte STATEMENT = 'S';
  private static final int NAMELESS_LENGTH = 6;
  private static final int FLUSH_LENGTH = 4;

  private final Session session;
  private final RequestRelay relay;
  private @Nullable PreparedStatement statement;
  private @Nullable ResultShape shape;

  Preparation(Session session, RequestRelay relay) {
    this.session = session;
    this.relay = relay;
  }

  /** Looks for the statement by the client's name, and prepares it where it is missing. */
  Readiness find(FrameWalker walker, BackendSession leased, int name, int nameEnd) {
    statement = null;
    shape = null;
    if (nameEnd == name) {
      return relay.mapsNames() ? unnamed(leased) : Readiness.READY;
    }
    PreparedStatement named = session.names.get(walker.buffer(), name, nameEnd - name);
    statement = named;
    if (named == null || !relay.mapsNames()) {
      return Readiness.READY;
    }
    ResultShape here = leased.statements.use(named);
    if (here == null) {
      named = reparsed(walker, name, nameEnd, named);
      here = leased.statements.use(named);
      if (here == null) {
        relay.lentNames().lend(named.script());
        here = prepare(leased, named, InFlight.OWN_PARSE, named);
      }
      statement = named;
    }
    shape = here;
    ResultShape told = named.told();
    if (!told.known()) {
      return Readiness.READY;
    }
    if (!here.known()) {
      named.writeDescribe(relay.own());
      return waits(leased, new Described(told, here));
    }
    return told.differs(here) ? changed(told) : Readiness.READY;
  }

  /** The statement found last; null for one that goes by the client's name. */
  @Nullable PreparedStatement statement() {
    return statement;
  }

  /** Where the answer to the client's Describe of it is kept; null where it tells nothing new. */
  @Nullable Described describe(boolean unnamed) {
    if (unnamed && relay.mapsNames()) {
      return session.unnamed.describe();
    }
    PreparedStatement named = statement;
    ResultShape here = shape;
    return named == null || here == null ? null : Described.of(named, here);
  }

  /** What its rows look like on the leased backend. */
  @Nullable ResultShape shape() {
    return shape;
  }

  private Readiness unnamed(BackendSession leased) {
    UnnamedStatement unnamed = session.unnamed;
    if (!(unnamed.valid() && leased.hasUnnamed(unnamed))) {
      prepareUnnamed(leased);
    }
    Described described = unnamed.described();
    if (described == null || !unnamed.valid()) {
      return Readiness.READY;
    }
    if (described.unsure()) {
      relay
          .own()
          .writeByte(FrontendBytes.DESCRIBE)
          .writeInt(NAMELESS_LENGTH)
          .writeByte(STATEMENT)
          .writeByte(0);
      return waits(leased, described);
    }
    return described.changed() ? changed(described.told()) : Readiness.READY;
  }

  private void prepareUnnamed(BackendSession leased) {
    UnnamedStatement unnamed = session.unnamed;
    if (unnamed.valid()) {
      relay.lentNames().lend(unnamed.script());
      unnamed.writeParse(relay.own());
      leased.inFlight.add(InFlight.OWN_PARSE, unnamed);
      leased.unnamedIs(unnamed);
      unnamed.moved();
    } else {
      relay
          .own()
          .writeByte(FrontendBytes.CLOSE)
          .writeInt(NAMELESS_LENGTH)
          .writeByte(STATEMENT)
          .writeByte(0);
      leased.inFlight.add(InFlight.OWN_CLOSE, null);
      leased.unnamedIsGone();
    }
  }

  /** Behind a Describe of ours: has it answered at once, without a Sync. */
  private Readiness waits(BackendSession leased, Described described) {
    leased.inFlight.add(InFlight.OWN_DESCRIBE, described);
    relay.own().writeByte(FrontendBytes.FLUSH).writeInt(FLUSH_LENGTH);
    relay.awaitDescribed();
    return Readiness.WAITS;
  }

  /** DDL that nobody saw: what else was prepared before it is not to be found any more. */
  private Readiness changed(ResultShape told) {
    if (told.catalogVersion() == session.target.catalogVersion()) {
      session.target.catalogChanged();
    }
    return Readiness.CHANGED;
  }

  /** On another backend a statement is parsed anew, and so means what it means by now. */
  private PreparedStatement reparsed(
      FrameWalker walker, int name, int nameEnd, PreparedStatement before) {
    PreparedStatement now = before.under(meaning(before.script(), before.body()));
    if (!now.name().equals(before.name())) {
      session.names.put(CString.bytes(walker.buffer(), name, nameEnd), now);
    }
    return now;
  }

  /**
   * Sends a Parse, and a Close of the statement used longest ago if there are too many.
   *
   * @return what its rows look like on this backend, which is not known yet
   */
  ResultShape prepare(
      BackendSession leased, PreparedStatement missing, byte kind, @Nullable Object payload) {
    PreparedStatement evicted =
        leased.statements.evict(session.target.poolConfig().maxPreparedStatements());
    ByteBuf out = relay.own();
    if (evicted != null) {
      evicted.writeClose(out);
      leased.inFlight.add(InFlight.OWN_CLOSE, new Eviction(evicted));
    }
    missing.writeParse(out);
    leased.inFlight.add(kind, payload);
    session.traffic.serverParses++;
    return leased.statements.add(missing);
  }

  /** A Close on its way of a statement that stays where it is if the Close is skipped. */
  record Eviction(PreparedStatement statement) {}

  /** The statement of a Parse, whose payload after the name begins at {@code start}. */
  PreparedStatement statement(FrameWalker walker, int start, Script script) {
    return statement(
        CString.bytes(walker.buffer(), start, walker.end()), script, session.loop.lastScan());
  }

  /**
   * The same.
   *
   * @param body of the Parse, after the name
   */
  PreparedStatement statement(byte[] body, Script script, Scan scan) {
    return PreparedStatement.of(body, script, scan, meaning(script, body));
  }

  /**
   * What decides, beside its text, what a statement means: the settings it is parsed under, and the
   * catalog. Settings that end with the transaction make it one of its own, and so does the name of
   * something else in the session (EXECUTE, FETCH): the server describes what it had first.
   */
  private String meaning(Script script, byte[] body) {
    String shared =
        session.target.catalogVersion() + "\n" + session.settings.current().meaningForParse();
    BackendSession leased = session.leasedSessionOrNull();
    return session.settings.hasLocal()
            || session.pins.temporaryTables()
            || (leased != null && settingsMayChange(leased.inFlight))
            || script.onlyEffect() instanceof Effect.ExecuteStatement
            || Described.varies(body)
        ? shared + PreparedStatement.NOT_SHARED + UUID.randomUUID()
        : shared;
  }

  private static boolean settingsMayChange(InFlight inFlight) {
    for (int i = 0; i < inFlight.size(); i++) {
      if (inFlight.payloadAt(i) instanceof ScriptProgress progress && progress.changesSettings()) {
        return true;
      }
    }
    return false;
  }
}
