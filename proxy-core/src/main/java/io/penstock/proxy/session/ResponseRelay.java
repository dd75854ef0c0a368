package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.EvictReason;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the backend's frames to the client, each as the answer to the oldest request in flight.
 * Answers to requests of the proxy's own are taken out, answers the proxy owes are put in at their
 * place. Rows are not looked at.
 */
final class ResponseRelay {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseRelay.class);

  private final Session session;
  private final SessionEffects effects;

  /** Whether the rest of a frame that comes in pieces is taken out. */
  private boolean swallowing;

  /** An error since the last ReadyForQuery: what was not committed before it is undone. */
  private boolean failed;

  private boolean fatal;
  private @Nullable ErrorFields ownFailure;
  private @Nullable ErrorFields cancelReason;

  ResponseRelay(Session session) {
    this.session = session;
    this.effects = new SessionEffects(session);
  }

  void received(BackendSession leased, ByteBuf bytes) {
    FrameWalker walker = leased.walker;
    walker.feed(bytes);
    boolean synced = false;
    try {
      while (walker.hasFrame()) {
        if (walker.inside()) {
          pass(walker, swallowing);
          continue;
        }
        byte type = walker.type();
        if (!walker.whole() && !mayBePassedInPieces(type, leased)) {
          break;
        }
        if (type == BackendBytes.DATA_ROW) {
          row(leased, walker);
        } else if (type == BackendBytes.READY_FOR_QUERY) {
          synced |= ready(leased, walker);
          if (session.leasedSessionOrNull() != leased) {
            // A query of ours was the last thing in the way of its release.
            walker.keep();
            return;
          }
        } else {
          answer(type, leased, walker);
        }
      }
    } catch (ProtocolException e) {
      broken(e);
      return;
    }
    if (session.over()) {
      session.toClient.discard();
    } else {
      session.toClient.write(session.client, walker);
    }
    walker.keep();
    boolean waited = session.requests.described(leased.inFlight);
    if (synced && leased.inFlight.isEmpty() && session.leasedSessionOrNull() == leased) {
      if (session.routing.retry().failed()) {
        session.requests.settled();
        session.routing.retry().giveUp(leased);
        return;
      }
      session.routing.retry().over();
      waited |= session.requests.settled();
      session.drained();
    }
    if (waited && !session.over()) {
      session.resume();
    }
  }

  /** The backend sends what no PostgreSQL would: the session ends, and the connection too. */
  private void broken(ProtocolException cause) {
    LOG.warn("{} broke the protocol: {}", session.leased(), cause.getMessage());
    session.evict(EvictReason.PROTOCOL_VIOLATION);
    if (session.state() == SessionState.LEAVING) {
      session.become(SessionState.CLOSED);
    } else {
      session.fail(ErrorFields.fatal(cause));
    }
  }

  private static boolean mayBePassedInPieces(byte type, BackendSession leased) {
    return type == BackendBytes.COPY_DATA
        || (type == BackendBytes.DATA_ROW && leased.inFlight.headKind() != InFlight.OWN_QUERY);
  }

  private void row(BackendSession leased, FrameWalker walker) {
    swallowing = leased.inFlight.headKind() == InFlight.OWN_QUERY;
    if (swallowing && leased.inFlight.headPayload() == OwnQuery.PROBE) {
      session.pins.row(walker.buffer(), walker.payload(), walker.end());
    } else if (swallowing && leased.inFlight.headPayload() == OwnQuery.POSITION) {
      session.routing.position(walker.buffer(), walker.payload(), walker.end());
    }
    pass(walker, swallowing);
  }

  private void pass(FrameWalker walker, boolean swallow) {
    if (!swallow && !session.routing.retry().failed()) {
      session.toClient.forward(session.client, walker.buffer(), walker.start(), walker.end());
    }
    walker.advance();
  }

  private void answer(byte type, BackendSession leased, FrameWalker walker) {
    InFlight inFlight = leased.inFlight;
    byte head = inFlight.headKind();
    boolean own = head == InFlight.OWN_QUERY;
    swallowing = own;
    switch (type) {
      case BackendBytes.COMMAND_COMPLETE -> {
        if (!own) {
          completed(inFlight, head, walker);
        }
      }
      case BackendBytes.EMPTY_QUERY_RESPONSE, BackendBytes.PORTAL_SUSPENDED -> {
        if (head == InFlight.EXECUTE) {
          inFlight.remove();
        }
      }
      case BackendBytes.PARSE_COMPLETE -> {
        if (inFlight.headPayload() instanceof ExtendedQuery.NamedParse parse
            && parse.statement().shared()) {
          session.target.parsed(parse.statement().name());
        }
        removeIf(inFlight, head == InFlight.OWN_PARSE || head == InFlight.PARSE);
        own |= head == InFlight.OWN_PARSE;
      }
      case BackendBytes.BIND_COMPLETE -> removeIf(inFlight, head == InFlight.BIND);
      case BackendBytes.CLOSE_COMPLETE -> {
        removeIf(inFlight, head == InFlight.OWN_CLOSE || head == InFlight.CLOSE);
        own |= head == InFlight.OWN_CLOSE;
      }
      case BackendBytes.ROW_DESCRIPTION, BackendBytes.NO_DATA -> {
        own |= head == InFlight.OWN_DESCRIBE;
        described(inFlight, head, walker);
      }
      case BackendBytes.PARAMETER_DESCRIPTION -> own |= head == InFlight.OWN_DESCRIBE;
      case BackendBytes.ERROR_RESPONSE -> own = error(leased, head, walker);
      case BackendBytes.PARAMETER_STATUS -> own |= parameter(leased, walker, own);
      case BackendBytes.COPY_IN_RESPONSE, BackendBytes.COPY_BOTH_RESPONSE ->
          session.requests.copyInBegan(inFlight);
      case BackendBytes.COPY_DATA,
          BackendBytes.COPY_DONE,
          BackendBytes.COPY_OUT_RESPONSE,
          BackendBytes.FUNCTION_CALL_RESPONSE -> {}
      case BackendBytes.NOTICE_RESPONSE -> own |= announcesLoss(walker);
      case BackendBytes.NOTIFICATION_RESPONSE -> own = false;
      default -> throw ProtocolException.violation("invalid backend message type " + (type & 0xff));
    }
    pass(walker, own);
    settle(leased);
  }

  private void described(InFlight inFlight, byte head, FrameWalker walker) {
    if (head != InFlight.DESCRIBE_STATEMENT
        && head != InFlight.DESCRIBE_PORTAL
        && head != InFlight.OWN_DESCRIBE) {
      return;
    }
    if (inFlight.headPayload() instanceof Described described) {
      long hash = ResultShape.hash(walker);
      int version = session.target.catalogVersion();
      described.told().learn(hash, version);
      described.here().learn(hash, version);
    }
    inFlight.remove();
  }

  private static void removeIf(InFlight inFlight, boolean expected) {
    if (expected) {
      inFlight.remove();
    }
  }

  private void completed(InFlight inFlight, byte head, FrameWalker walker) {
    Object payload = inFlight.headPayload();
    if (head == InFlight.EXECUTE) {
      inFlight.remove();
    }
    if (payload instanceof ScriptProgress progress) {
      effects.completed(progress, walker.buffer(), walker.payload());
    }
    session.requests.copyInEnded();
  }

  /** Sends the answers of our own whose turn has come. */
  void settle(BackendSession leased) {
    InFlight inFlight = leased.inFlight;
    while (inFlight.headKind() == InFlight.LOCAL || inFlight.headKind() == InFlight.COPY_END) {
      if (inFlight.headPayload() instanceof LocalAnswer local) {
        session.toClient.own(session.client).writeBytes(local.frames());
      }
      inFlight.remove();
    }
  }

  /** Whether the error is kept from the client, being about a query of ours. */
  private boolean error(BackendSession leased, byte head, FrameWalker walker) {
    ByteBuf in = walker.buffer();
    int length = walker.end() - walker.payload();
    byte severity = severity(in, walker.payload(), length);
    fatal = severity == 'F' || severity == 'P';
    session.requests.copyInEnded();
    if (fatal && session.ownQueries.nobodyWaits()) {
      // Its end is nobody's business any more: the exchange was answered.
      fatal = false;
      leased.doubtful = true;
      return true;
    }
    if (head == InFlight.OWN_QUERY && !fatal) {
      ownFailure = ErrorResponse.decode(in.slice(walker.payload(), length)).fields();
      return true;
    }
    if (session
        .routing
        .retry()
        .afterError(ErrorFields.sqlState(in, walker.payload(), length), fatal)) {
      skipIfExtended(leased, head);
      return true;
    }
    session.countError(ErrorFields.sqlState(in, walker.payload(), length));
    failed = true;
    boolean replaced;
    if (leased.inFlight.headPayload() instanceof Refusals.Refusal refusal && !fatal) {
      session.toClient.own(session.client).writeBytes(refusal.frames());
      replaced = true;
    } else {
      replaced = replace(in, walker.payload(), length);
    }
    skipIfExtended(leased, head);
    if (SqlState.FEATURE_NOT_SUPPORTED.equals(ErrorFields.sqlState(in, walker.payload(), length))
        && "RevalidateCachedQuery"
            .equals(ErrorFields.field(in, walker.payload(), length, ErrorFields.ROUTINE))) {
      session.target.catalogChanged();
    }
    return replaced;
  }

  /** A server that ends at once says so in a warning, and closes: what it has answered is void. */
  private boolean announcesLoss(FrameWalker walker) {
    if (!session.routing.reading()) {
      return false;
    }
    int length = walker.end() - walker.payload();
    String sqlState = ErrorFields.sqlState(walker.buffer(), walker.payload(), length);
    return (SqlState.ADMIN_SHUTDOWN.equals(sqlState) || SqlState.CRASH_SHUTDOWN.equals(sqlState))
        && session.routing.retry().afterError(sqlState, true);
  }

  private void skipIfExtended(BackendSession leased, byte head) {
    if (head != InFlight.NONE && head != InFlight.QUERY && head != InFlight.FUNCTION_CALL) {
      skipToSync(leased);
    }
  }

  /** The exchange begins anew on another backend. */
  void forgetAttempt() {
    failed = false;
    fatal = false;
    effects.exchangeEnded();
  }

  /** Puts our reason for a cancel in the place of the server's, which knows of none. */
  private boolean replace(ByteBuf in, int payload, int length) {
    ErrorFields ours = cancelReason;
    if (ours == null
        || session.over()
        || !SqlState.QUERY_CANCELED.equals(ErrorFields.sqlState(in, payload, length))) {
      return false;
    }
    cancelReason = null;
    session.toClient.own(session.client).writeBytes(Answers.error(ours));
    return true;
  }

  /** The next statement that is cancelled was so for this reason. */
  void replaceCancel(ErrorFields reason) {
    cancelReason = reason;
  }

  private static byte severity(ByteBuf in, int index, int length) {
    String severity = ErrorFields.field(in, index, length, ErrorFields.SEVERITY_NOT_LOCALIZED);
    return severity == null || severity.isEmpty() ? 0 : (byte) severity.charAt(0);
  }

  /** The server drops everything up to the next Sync; what that undoes is undone here too. */
  private void skipToSync(BackendSession leased) {
    InFlight inFlight = leased.inFlight;
    int skipped = 0;
    while (skipped < inFlight.size()
        && inFlight.kindAt(skipped) != InFlight.SYNC
        && inFlight.kindAt(skipped) != InFlight.OWN_SYNC) {
      skipped++;
    }
    for (int i = skipped - 1; i >= 0; i--) {
      undo(leased, inFlight.payloadAt(i));
    }
    for (int i = 0; i < skipped; i++) {
      inFlight.remove();
    }
    if (inFlight.isEmpty()) {
      session.requests.skipToSync();
    }
  }

  private void undo(BackendSession leased, @Nullable Object payload) {
    switch (payload) {
      case null -> {}
      case ExtendedQuery.NamedParse parse -> {
        leased.statements.remove(parse.statement());
        session.names.remove(parse.name());
      }
      case Preparation.Eviction eviction -> leased.statements.add(eviction.statement());
      case PreparedStatement statement -> leased.statements.remove(statement);
      case UnnamedStatement unnamed -> {
        unnamed.invalidate();
        leased.unnamedIsGone();
      }
      case LocalAnswer local -> local.undo(session.names);
      default -> {}
    }
  }

  /**
   * @return whether the client is not to know
   */
  private boolean parameter(BackendSession leased, FrameWalker walker, boolean own) {
    int name = walker.payload();
    int nameEnd = CString.end(walker, name);
    int valueEnd = CString.end(walker, nameEnd + 1);
    String key = CString.text(walker.buffer(), name, nameEnd);
    String value =
        walker.buffer().toString(nameEnd + 1, valueEnd - nameEnd - 1, StandardCharsets.UTF_8);
    if (key.equals(BackendSession.IN_HOT_STANDBY) && session.place().readers() != null) {
      return true;
    }
    leased.reported = leased.reported.with(key, value);
    if (!own) {
      if (inFlightUnexplained(leased.inFlight)) {
        session.settingsUnseen();
      }
      session.reported = session.reported.with(key, value);
    }
    return false;
  }

  /** Whether the text of what the client is having done tells of no change of settings. */
  private boolean inFlightUnexplained(InFlight inFlight) {
    boolean explained =
        inFlight.headKind() == InFlight.NONE
            || failed
            || effects.touchedSettings()
            || (inFlight.headPayload() instanceof ScriptProgress progress
                && progress.changesSettings());
    return !explained;
  }

  /**
   * @return whether an exchange of the client's own ended with this, or what belongs to one
   */
  private boolean ready(BackendSession leased, FrameWalker walker) {
    byte status = walker.buffer().getByte(walker.payload());
    while (!endsWithReady(leased.inFlight.headKind())) {
      // The server dropped it without an answer, as it does with what follows a malformed Flush.
      leased.inFlight.remove();
    }
    byte head = leased.inFlight.headKind();
    Object payload = leased.inFlight.headPayload();
    if (head != InFlight.NONE) {
      leased.inFlight.remove();
    }
    if (head == InFlight.OWN_QUERY && payload instanceof OwnQuery purpose) {
      walker.advance();
      ErrorFields failure = ownFailure;
      ownFailure = null;
      session.ownQueries.done(purpose, status, failure);
      if (session.leasedSessionOrNull() == leased) {
        settle(leased);
      }
      return purpose == OwnQuery.NAMES;
    }
    if (head == InFlight.FUNCTION_CALL) {
      session.pins.askAll();
    }
    boolean own = head == InFlight.OWN_SYNC;
    if (own && failed) {
      session.requests.skipToSync();
    }
    session.status = status;
    session.settings.dateStyle(leased.reported.get("DateStyle"));
    if (status == Session.IDLE) {
      if (failed) {
        session.settings.rollback();
      } else {
        session.settings.commit();
      }
      session.pins.transactionEnded(failed);
      session.transaction.ended();
      session.traffic.transactions++;
    }
    failed = false;
    effects.exchangeEnded();
    cancelReason = null;
    session.counts.answered(session.timeouts.ready(status));
    pass(walker, own);
    settle(leased);
    if (!leased.inFlight.isEmpty()) {
      session.timeouts.statementBegan();
    }
    return true;
  }

  private static boolean endsWithReady(byte kind) {
    return switch (kind) {
      case InFlight.QUERY,
          InFlight.OWN_QUERY,
          InFlight.SYNC,
          InFlight.OWN_SYNC,
          InFlight.FUNCTION_CALL,
          InFlight.NONE ->
          true;
      default -> false;
    };
  }

  /** Whether the backend announced its end. */
  boolean sawFatal() {
    return fatal;
  }
}
