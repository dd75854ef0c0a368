package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
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
  private final Preparation preparation;

  private final Portals portals = new Portals();

  ExtendedQuery(Session session, RequestRelay relay) {
    this.session = session;
    this.relay = relay;
    this.preparation = new Preparation(session, relay);
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
        return session.refusals.refuse(refusal);
      }
      if (OwnStatements.answers(script)) {
        return session.own.replace(script, nameEnd + 1, textEnd);
      }
    }
    boolean named = nameEnd > name;
    if (named
        && session.names.bytes() + walker.frameLength() > session.identity().maxStatementBytes()) {
      return session.refusals.refuse(tooManyStatements());
    }
    if (session.refusals.failedHere() && !ScriptProgress.endsTransaction(script)) {
      return session.refusals.refuse(DeferredBegin.aborted());
    }
    Sharding.Verdict verdict = session.sharding.parse(nameEnd + 1, textEnd);
    if (verdict != Sharding.Verdict.GOES) {
      return verdict == Sharding.Verdict.REFUSED && session.refusals.refuseElsewhere();
    }
    if (named && relay.mapsNames() && parsedBefore(walker, name, nameEnd, script)) {
      return true;
    }
    if (!begin()) {
      return false;
    }
    session.traffic.clientParses++;
    if (!script.plain()) {
      relay.lentNames().lend(script);
    }
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
    PreparedStatement statement = preparation.statement(walker, nameEnd + 1, script);
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
            PreparedStatement.of(
                CString.bytes(in, nameEnd + 1, walker.end()), script, session.loop.lastScan(), ""));
      }
      leased.inFlight.add(InFlight.PARSE, null);
    } else {
      session.unnamed.set(in, nameEnd + 1, walker.end(), script, session.loop.lastScan());
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
      session.refusals.refuse(Answers.nameExists(new String(name, StandardCharsets.UTF_8)));
      return;
    }
    PreparedStatement statement = preparation.statement(walker, body, script);
    boolean known = leased.statements.use(statement) != null;
    if (known && session.status == Session.FAILED && !ScriptProgress.endsTransaction(script)) {
      session.refusals.refuse(DeferredBegin.aborted());
      return;
    }
    session.names.put(name, statement);
    if (known) {
      session.answer(LocalAnswer.parseComplete(name));
    } else {
      preparation.prepare(leased, statement, InFlight.PARSE, new NamedParse(name, statement));
    }
    walker.advance();
  }

  /** A Parse on its way, to be undone if it fails. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record NamedParse(byte[] name, PreparedStatement statement) {}

  boolean bind(FrameWalker walker) {
    int portal = walker.payload();
    int portalEnd = CString.end(walker, portal);
    int name = portalEnd + 1;
    int nameEnd = CString.end(walker, name);
    if (session.refusals.failedHere() && !endsTransaction(walker, name, nameEnd)) {
      return session.refusals.refuse(DeferredBegin.aborted());
    }
    Sharding.Verdict verdict = session.sharding.bind(name, nameEnd);
    if (verdict != Sharding.Verdict.GOES) {
      return verdict == Sharding.Verdict.REFUSED && session.refusals.refuseElsewhere();
    }
    if (!begin()) {
      return false;
    }
    BackendSession leased = session.leasedSession();
    Preparation.Readiness readiness = preparation.find(walker, leased, name, nameEnd);
    if (readiness != Preparation.Readiness.READY) {
      return notReady(readiness);
    }
    PreparedStatement statement = preparation.statement();
    Script script = script(statement, name, nameEnd);
    portals.bound(walker, portal, portalEnd, script, statement, preparation.shape());
    if (!script.plain()) {
      relay.lentNames().lend(script);
    }
    session.runs(script); // Planning calls functions that are declared immutable.
    session.transaction.bound(walker, portal, portalEnd);
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

  /** Whether the shard of a portal serves the session; else the frame is looked at again. */
  private boolean portalAtHand(FrameWalker walker, int name, int nameEnd) {
    if (!session.transaction.several()) {
      return true;
    }
    Sharding.Verdict verdict = session.transaction.turnToPortal(walker, name, nameEnd);
    if (verdict == Sharding.Verdict.REFUSED) {
      session.refusals.refuse(session.sharding.refusal());
    }
    return verdict == Sharding.Verdict.GOES;
  }

  /** Whether both names of a Bind are at hand, so that its values may follow in pieces. */
  boolean namesAtHand(FrameWalker walker) {
    ByteBuf in = walker.buffer();
    int portalEnd = in.indexOf(walker.payload(), walker.end(), (byte) 0);
    return portalEnd >= 0 && in.indexOf(portalEnd + 1, walker.end(), (byte) 0) >= 0;
  }

  private boolean endsTransaction(FrameWalker walker, int name, int nameEnd) {
    PreparedStatement named =
        nameEnd == name ? null : session.names.get(walker.buffer(), name, nameEnd - name);
    return ScriptProgress.endsTransaction(script(named, name, nameEnd));
  }

  private Script script(@Nullable PreparedStatement statement, int name, int nameEnd) {
    if (statement != null) {
      return statement.script();
    }
    return nameEnd == name && session.unnamed.valid() ? session.unnamed.script() : Script.PLAIN;
  }

  /** The frame that stands here waits, or is refused as the server would. */
  private boolean notReady(Preparation.Readiness readiness) {
    return readiness == Preparation.Readiness.CHANGED
        && session.refusals.refuse(Answers.resultChanged());
  }

  boolean describe(FrameWalker walker) {
    byte what = kind(walker);
    int name = walker.payload() + 1;
    int nameEnd = CString.end(walker, name);
    if (session.refusals.failedHere()
        && (what == PORTAL || !endsTransaction(walker, name, nameEnd))) {
      return session.refusals.refuse(DeferredBegin.aborted());
    }
    if (what == PORTAL && !portalAtHand(walker, name, nameEnd)) {
      return false;
    }
    if (!begin()) {
      return false;
    }
    BackendSession leased = session.leasedSession();
    if (what == PORTAL) {
      leased.inFlight.add(InFlight.DESCRIBE_PORTAL, portals.describe(walker, name, nameEnd));
      relay.forwardHere();
    } else {
      Preparation.Readiness readiness = preparation.find(walker, leased, name, nameEnd);
      if (readiness != Preparation.Readiness.READY) {
        return notReady(readiness);
      }
      PreparedStatement statement = preparation.statement();
      relay.lentNames().lend(script(statement, name, nameEnd));
      leased.inFlight.add(InFlight.DESCRIBE_STATEMENT, preparation.describe(name == nameEnd));
      if (statement == null || !relay.mapsNames()) {
        relay.forwardHere();
      } else {
        statement.writeDescribe(relay.own());
      }
    }
    walker.advance();
    return true;
  }

  boolean execute(FrameWalker walker) {
    int portal = walker.payload();
    int portalEnd = CString.end(walker, portal);
    if (session.refusals.failedHere()) {
      return session.refusals.refuse(DeferredBegin.aborted());
    }
    Script script = portals.script(walker, portal, portalEnd);
    if (!portalAtHand(walker, portal, portalEnd)) {
      return false;
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
    if (!begin()) {
      return false;
    }
    ErrorFields lost = StatementPolicy.lostSequences(session, script);
    if (lost != null) {
      session.refusals.refuse(lost);
      return true;
    }
    if (!script.plain()) {
      if (relay.mapsNames() && deallocated(script.onlyEffect())) {
        return true;
      }
      relay.lentNames().lend(script);
    }
    session.runs(script);
    ScriptProgress progress = ScriptProgress.of(script);
    session.leasedSession().inFlight.add(InFlight.EXECUTE, progress);
    relay.sent(InFlight.EXECUTE, progress);
    session.counts.sent();
    relay.forwardHere();
    walker.advance();
    return true;
  }

  /**
   * A statement of the protocol has no such name on the backend: DEALLOCATE is carried out here.
   */
  private boolean deallocated(@Nullable Effect effect) {
    if (effect instanceof Effect.DeallocateStatement deallocate) {
      byte[] name = deallocate.name().getBytes(StandardCharsets.UTF_8);
      PreparedStatement closed = session.names.remove(name);
      if (closed != null) {
        session.answer(LocalAnswer.deallocated(name, closed));
        session.traffic.queries++;
        relay.drop();
        return true;
      }
    }
    return false;
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
        && !(session.pins.preparedInSql()
            && session.names.get(walker.buffer(), name, nameEnd - name) == null)) {
      closeNamed(CString.bytes(walker.buffer(), name, nameEnd));
      relay.drop();
      return true;
    }
    if (leased == null && !session.deferredBegin.pending()) {
      if (what == STATEMENT) {
        session.unnamed.invalidate();
      }
      session.answer(LocalAnswer.closeComplete(new byte[0], null));
      relay.drop();
      return true;
    }
    if (what == PORTAL && !portalAtHand(walker, name, nameEnd)) {
      return false;
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

  /** These frames are looked at once more: what they have parsed by name is not there yet. */
  void forget(ByteBuf frames) {
    int at = frames.readerIndex();
    while (at < frames.writerIndex()) {
      int name = at + FrameWalker.HEADER_LENGTH;
      if (frames.getByte(at) == FrontendBytes.PARSE && frames.getByte(name) != 0) {
        int nameEnd = frames.indexOf(name, frames.writerIndex(), (byte) 0);
        session.names.remove(CString.bytes(frames, name, nameEnd));
      }
      at += 1 + frames.getInt(at + 1);
    }
  }

  /** Whether a statement that comes with all of an exchange can be kept as its client wants it. */
  boolean mayBeParsedElsewhere(ClientExchange exchange) {
    byte[] body = exchange.body();
    return body == null
        || exchange.parsed().length == 0
        || (relay.mapsNames()
            && session.names.get(
                    Unpooled.wrappedBuffer(exchange.parsed()), 0, exchange.parsed().length)
                == null
            && session.names.bytes() + body.length <= session.identity().maxStatementBytes());
  }

  /** Keeps the statement of an exchange that several shards answered, and knows of its portal. */
  void parsedElsewhere(ClientExchange exchange) {
    portals.boundElsewhere(exchange.portal());
    session.transaction.bound(exchange.portal());
    byte[] body = exchange.body();
    if (body == null) {
      return;
    }
    session.traffic.clientParses++;
    if (exchange.parsed().length == 0) {
      ByteBuf in = Unpooled.wrappedBuffer(body);
      session.unnamed.set(in, 0, body.length, exchange.script(), exchange.scan());
    } else {
      session.names.put(
          exchange.parsed(), preparation.statement(body, exchange.script(), exchange.scan()));
    }
  }

  /** On the backend it stays, for this and other sessions. */
  private void closeNamed(byte[] name) {
    PreparedStatement closed = session.names.remove(name);
    session.answer(LocalAnswer.closeComplete(name, closed));
  }

  private boolean begin() {
    if (!session.sharding.begins() || !session.acquire()) {
      return false;
    }
    session.timeouts.statementBegan();
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
