package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The extended protocol: Parse, Bind, Describe, Execute, Close. Named statements of the client
 * stand for statements on backends that are named after their content; where the leased backend has
 * not got one, a Parse is added before the message that needs it.
 */
final class ExtendedQuery {
  private static final byte STATEMENT = 'S';
  private static final byte PORTAL = 'P';

  private final Session session;
  private final RequestRelay relay;

  /** What an Execute of the unnamed portal will do; of named ones only where it is something. */
  private Script unnamedPortal = Script.PLAIN;

  private @Nullable Map<String, Script> portals;

  ExtendedQuery(Session session, RequestRelay relay) {
    this.session = session;
    this.relay = relay;
  }

  boolean parse(FrameWalker walker) {
    ByteBuf in = walker.buffer();
    int name = walker.payload();
    int nameEnd = CString.end(walker, name);
    int textEnd = CString.end(walker, nameEnd + 1);
    Script script = relay.scan(nameEnd + 1, textEnd);
    if (!script.plain()) {
      ErrorFields refusal = StatementPolicy.refusal(session, script);
      if (refusal != null) {
        return relay.refuse(refusal);
      }
    }
    boolean named = nameEnd > name;
    if (named
        && session.names.bytes() + walker.frameLength() > session.identity().maxStatementBytes()) {
      return relay.refuse(tooManyStatements());
    }
    if (named && relay.mapsNames() && parsedBefore(walker, name, nameEnd, script)) {
      return true;
    }
    if (!begin()) {
      return false;
    }
    session.traffic.clientParses++;
    if (named && relay.mapsNames()) {
      parseNamed(walker, CString.bytes(in, name, nameEnd), nameEnd + 1, script);
    } else {
      parseAsItIs(walker, name, nameEnd, script);
    }
    return true;
  }

  /**
   * Answers a Parse that a backend has answered well before, without one: a client that waits for
   * each of its Parses, as PQprepare does, must not wait for a backend that another connection of
   * the same thread holds.
   */
  private boolean parsedBefore(FrameWalker walker, int name, int nameEnd, Script script) {
    if (session.leasedSessionOrNull() != null
        || session.status != Session.IDLE
        || session.names.get(walker.buffer(), name, nameEnd - name) != null) {
      return false;
    }
    PreparedStatement statement =
        PreparedStatement.of(
            CString.bytes(walker.buffer(), nameEnd + 1, walker.end()), script, meaning());
    if (!session.target.wasParsed(statement.name())) {
      return false;
    }
    byte[] key = CString.bytes(walker.buffer(), name, nameEnd);
    session.traffic.clientParses++;
    session.names.put(key, statement);
    session.answer(LocalAnswer.parseComplete(key));
    walker.advance();
    return true;
  }

  private void parseAsItIs(FrameWalker walker, int name, int nameEnd, Script script) {
    ByteBuf in = walker.buffer();
    BackendSession leased = session.leasedSession();
    if (nameEnd > name) {
      if (!script.plain() && !script.onlyCalls()) {
        session.names.put(
            CString.bytes(in, name, nameEnd),
            PreparedStatement.of(CString.bytes(in, nameEnd + 1, walker.end()), script, ""));
      }
      leased.inFlight.add(InFlight.PARSE, null);
    } else {
      session.unnamed.set(in, nameEnd + 1, walker.end(), script);
      leased.unnamedIs(session.unnamed);
      leased.inFlight.add(InFlight.PARSE, session.unnamed);
    }
    session.traffic.serverParses++;
    relay.forwardHere();
    walker.advance();
  }

  private void parseNamed(FrameWalker walker, byte[] name, int body, Script script) {
    BackendSession leased = session.leasedSession();
    if (session.names.get(walker.buffer(), walker.payload(), name.length) != null) {
      relay.refuse(
          ErrorFields.error(
              SqlState.DUPLICATE_PREPARED_STATEMENT,
              "prepared statement \"%s\" already exists"
                  .formatted(new String(name, java.nio.charset.StandardCharsets.UTF_8))));
      return;
    }
    PreparedStatement statement =
        PreparedStatement.of(CString.bytes(walker.buffer(), body, walker.end()), script, meaning());
    boolean known = leased.statements.use(statement);
    if (known && session.status == Session.FAILED && !endsTransaction(script)) {
      relay.refuse(
          ErrorFields.error(
              SqlState.IN_FAILED_SQL_TRANSACTION,
              "current transaction is aborted, commands ignored until end of transaction block"));
      return;
    }
    session.names.put(name, statement);
    if (known) {
      session.answer(LocalAnswer.parseComplete(name));
    } else {
      prepare(leased, statement, InFlight.PARSE, new NamedParse(name, statement));
    }
    walker.advance();
  }

  private static boolean endsTransaction(Script script) {
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        if (effect instanceof Effect.Commit
            || effect instanceof Effect.Rollback
            || effect instanceof Effect.RollbackTo) {
          return true;
        }
      }
    }
    return false;
  }

  /** A Parse on its way, to be undone if it fails. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record NamedParse(byte[] name, PreparedStatement statement) {}

  /** A Close on its way of a statement that stays where it is if the Close is skipped. */
  record Eviction(PreparedStatement statement) {}

  /**
   * What decides, beside its text, what a statement means: the settings it is parsed under, and the
   * catalog. Settings that end with the transaction make it one of its own.
   */
  private String meaning() {
    String shared =
        session.target.catalogVersion() + "\n" + session.settings.current().meaningForParse();
    BackendSession leased = session.leasedSessionOrNull();
    return session.settings.hasLocal()
            || session.pins().temporaryTables()
            || (leased != null && settingsMayChange(leased.inFlight))
        ? shared + UUID.randomUUID()
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

  private void prepare(
      BackendSession leased, PreparedStatement statement, byte kind, @Nullable Object payload) {
    PreparedStatement evicted =
        leased.statements.evict(session.target.poolConfig().maxPreparedStatements());
    ByteBuf out = relay.own();
    if (evicted != null) {
      evicted.writeClose(out);
      leased.inFlight.add(InFlight.OWN_CLOSE, new Eviction(evicted));
    }
    statement.writeParse(out);
    leased.inFlight.add(kind, payload);
    leased.statements.add(statement);
    session.traffic.serverParses++;
  }

  boolean bind(FrameWalker walker) {
    int portal = walker.payload();
    int portalEnd = CString.end(walker, portal);
    int name = portalEnd + 1;
    int nameEnd = CString.end(walker, name);
    if (!begin()) {
      return false;
    }
    BackendSession leased = session.leasedSession();
    PreparedStatement statement = needed(walker, leased, name, nameEnd);
    Script script = script(statement, name, nameEnd);
    remember(walker, portal, portalEnd, script);
    session.runs(script); // Planning calls functions that are declared immutable.
    leased.inFlight.add(InFlight.BIND, null);
    session.traffic.binds++;
    if (statement == null || !relay.mapsNames()) {
      relay.forwardHere();
    } else {
      int change = statement.nameBytes().length - (nameEnd - name);
      relay
          .own()
          .writeByte(FrontendBytes.BIND)
          .writeInt(walker.frameLength() - 1 + change)
          .writeBytes(walker.buffer(), portal, name - portal)
          .writeBytes(statement.nameBytes());
      relay.forwardFrom(nameEnd);
    }
    walker.advance();
    return true;
  }

  /** Whether both names of a Bind are at hand, so that its values may follow in pieces. */
  boolean namesAtHand(FrameWalker walker) {
    ByteBuf in = walker.buffer();
    int portalEnd = in.indexOf(walker.payload(), walker.end(), (byte) 0);
    return portalEnd >= 0 && in.indexOf(portalEnd + 1, walker.end(), (byte) 0) >= 0;
  }

  /** Makes sure that the backend has the statement; null for one that goes by the client's name. */
  private @Nullable PreparedStatement needed(
      FrameWalker walker, BackendSession leased, int name, int nameEnd) {
    if (nameEnd == name) {
      if (relay.mapsNames() && !(session.unnamed.valid() && leased.hasUnnamed(session.unnamed))) {
        prepareUnnamed(leased);
      }
      return null;
    }
    PreparedStatement statement = session.names.get(walker.buffer(), name, nameEnd - name);
    if (statement != null && relay.mapsNames() && !leased.statements.use(statement)) {
      statement = reparsed(walker, name, nameEnd, statement);
      if (!leased.statements.use(statement)) {
        prepare(leased, statement, InFlight.OWN_PARSE, statement);
      }
    }
    return statement;
  }

  /** On another backend a statement is parsed anew, and so means what it means by now. */
  private PreparedStatement reparsed(
      FrameWalker walker, int name, int nameEnd, PreparedStatement statement) {
    PreparedStatement now = statement.under(meaning());
    if (!now.name().equals(statement.name())) {
      session.names.put(CString.bytes(walker.buffer(), name, nameEnd), now);
    }
    return now;
  }

  private void prepareUnnamed(BackendSession leased) {
    if (session.unnamed.valid()) {
      session.unnamed.writeParse(relay.own());
      leased.inFlight.add(InFlight.OWN_PARSE, session.unnamed);
      leased.unnamedIs(session.unnamed);
    } else {
      relay.own().writeByte(FrontendBytes.CLOSE).writeInt(6).writeByte(STATEMENT).writeByte(0);
      leased.inFlight.add(InFlight.OWN_CLOSE, null);
      leased.unnamedIsGone();
    }
  }

  private Script script(@Nullable PreparedStatement statement, int name, int nameEnd) {
    if (statement != null) {
      return statement.script();
    }
    return nameEnd == name && session.unnamed.valid() ? session.unnamed.script() : Script.PLAIN;
  }

  private void remember(FrameWalker walker, int portal, int portalEnd, Script script) {
    if (portalEnd == portal) {
      unnamedPortal = script;
    } else if (!script.plain()) {
      if (portals == null) {
        portals = new HashMap<>();
      }
      portals.put(CString.text(walker.buffer(), portal, portalEnd), script);
    } else if (portals != null) {
      portals.remove(CString.text(walker.buffer(), portal, portalEnd));
    }
  }

  boolean describe(FrameWalker walker) {
    byte what = kind(walker);
    int name = walker.payload() + 1;
    int nameEnd = CString.end(walker, name);
    if (!begin()) {
      return false;
    }
    BackendSession leased = session.leasedSession();
    if (what == PORTAL) {
      leased.inFlight.add(InFlight.DESCRIBE_PORTAL, null);
      relay.forwardHere();
    } else {
      PreparedStatement statement = needed(walker, leased, name, nameEnd);
      leased.inFlight.add(InFlight.DESCRIBE_STATEMENT, null);
      if (statement == null || !relay.mapsNames()) {
        relay.forwardHere();
      } else {
        ByteBuf out = relay.own();
        out.writeByte(FrontendBytes.DESCRIBE).writeInt(4 + 1 + statement.nameBytes().length + 1);
        out.writeByte(STATEMENT).writeBytes(statement.nameBytes()).writeByte(0);
      }
    }
    walker.advance();
    return true;
  }

  boolean execute(FrameWalker walker) {
    int portal = walker.payload();
    int portalEnd = CString.end(walker, portal);
    if (!begin()) {
      return false;
    }
    Script script = unnamedPortal;
    if (portalEnd > portal) {
      Script known =
          portals == null ? null : portals.get(CString.text(walker.buffer(), portal, portalEnd));
      script = known == null ? Script.PLAIN : known;
    }
    ErrorFields lost = StatementPolicy.lostSequences(session, script);
    if (lost != null) {
      relay.refuse(lost);
      return true;
    }
    session.runs(script);
    ScriptProgress progress = ScriptProgress.of(script);
    session.leasedSession().inFlight.add(InFlight.EXECUTE, progress);
    relay.sent(InFlight.EXECUTE, progress);
    session.traffic.queries++;
    relay.forwardHere();
    walker.advance();
    return true;
  }

  boolean close(FrameWalker walker) {
    byte what = kind(walker);
    int name = walker.payload() + 1;
    int nameEnd = CString.end(walker, name);
    BackendSession leased = session.leasedSessionOrNull();
    boolean named = nameEnd > name;
    if (what == STATEMENT
        && named
        && relay.mapsNames()
        && !(session.pins().preparedInSql()
            && session.names.get(walker.buffer(), name, nameEnd - name) == null)) {
      closeNamed(CString.bytes(walker.buffer(), name, nameEnd));
      relay.drop();
      return true;
    }
    if (leased == null && !session.deferredBegin().pending()) {
      if (what == STATEMENT) {
        session.unnamed.invalidate();
      }
      session.answer(LocalAnswer.closeComplete(new byte[0], null));
      relay.drop();
      return true;
    }
    if (!begin()) {
      return false;
    }
    leased = session.leasedSession();
    if (what == STATEMENT && !named) {
      session.unnamed.invalidate();
      leased.unnamedIsGone();
    }
    leased.inFlight.add(InFlight.CLOSE, null);
    relay.forwardHere();
    walker.advance();
    return true;
  }

  /** On the backend it stays, for this and other sessions. */
  private void closeNamed(byte[] name) {
    PreparedStatement closed = session.names.remove(name);
    session.answer(LocalAnswer.closeComplete(name, closed));
  }

  private boolean begin() {
    if (!session.acquire()) {
      return false;
    }
    session.timeouts().statementBegan();
    relay.unsynced();
    return true;
  }

  private static byte kind(FrameWalker walker) {
    if (walker.frameLength() < FrameWalker.HEADER_LENGTH + 2) {
      throw ProtocolException.violation("message too short to name a statement or portal");
    }
    byte kind = walker.buffer().getByte(walker.payload());
    if (kind != STATEMENT && kind != PORTAL) {
      throw ProtocolException.violation(
          "invalid kind in Describe or Close: " + kind + " (expected: 'S' or 'P')");
    }
    return kind;
  }

  private ErrorFields tooManyStatements() {
    return ErrorFields.error(
            SqlState.CONFIGURATION_LIMIT_EXCEEDED,
            "the prepared statements of this session take more than %d bytes"
                .formatted(session.identity().maxStatementBytes()))
        .withHint("Close statements that are no longer used.");
  }
}
