package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.config.PoolMode;
import io.penstock.sql.Script;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.Bind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes the client's frames to the leased backend: each is recorded as in flight, and changed only
 * where it names a prepared statement. A frame that has to wait (for a backend, or for settings)
 * stays where it is in the buffer and is looked at again later.
 */
final class RequestRelay {
  /** A frame this long need not be at hand to its end before its beginning is passed on. */
  private static final int STREAM_FROM = 64 * 1024;

  private final Session session;
  private final FrameWalker walker;
  private final Forwarder toBackend = new Forwarder();

  /** Whether names of prepared statements are the client's own, not the backend's. */
  private final boolean mapsNames;

  private final SimpleQuery simple;
  private final ExtendedQuery extended;
  private final LentNames lentNames;

  /** After an error in the extended protocol everything up to the next Sync is dropped. */
  private boolean skipping;

  /** Whether the rest of a frame that comes in pieces is dropped. */
  private boolean dropping;

  /** Whether something was sent that takes a Sync to end. */
  private boolean unsynced;

  /** Whether anything but a BEGIN was executed since the last Sync. */
  private boolean executed;

  private boolean copyingIn;

  /** Whether what follows stands between a BEGIN and its end, if nothing before it fails. */
  private boolean inBlock;

  /** What was sent since the last Sync has to be done before anything may follow. */
  private boolean mustSettle;

  /** Whether something is in flight after which the session's settings may be others. */
  private boolean changesSettings;

  /** Nothing is taken until a Describe of ours was answered. */
  private boolean describing;

  /** Nothing is taken until all that is in flight was answered. */
  private boolean settling;

  RequestRelay(Session session, int maxFrameLength) {
    this.session = session;
    walker = new FrameWalker(maxFrameLength);
    mapsNames =
        session.identity().mode() != PoolMode.SESSION
            && session.target.poolConfig().maxPreparedStatements() > 0;
    simple = new SimpleQuery(session, this);
    extended = new ExtendedQuery(session, this);
    lentNames = new LentNames(session);
  }

  void received(ByteBuf bytes) {
    walker.feed(bytes);
    run();
  }

  /** Takes frames for as long as the session takes any. */
  void run() {
    try {
      session.several.takeFrames(walker);
      while (accepting() && walker.hasFrame()) {
        if (walker.inside()) {
          passPiece();
        } else if (!step()) {
          break;
        }
      }
    } catch (ProtocolException e) {
      session.fail(ErrorFields.fatal(e));
      return;
    }
    if (session.over()) {
      return;
    }
    write();
    walker.keep();
    holdBack();
  }

  private boolean accepting() {
    return !settling && !describing && session.accepting();
  }

  /** The frame that stands here is looked at again when a Describe of ours was answered. */
  void awaitDescribed() {
    describing = true;
  }

  /** Whether frames waited for a Describe of ours which is answered by now, or never will be. */
  boolean described(InFlight inFlight) {
    boolean waited = describing && !inFlight.has(InFlight.OWN_DESCRIBE);
    if (waited) {
      describing = false;
    }
    return waited;
  }

  /** This was sent; whether something may be sent before it is answered depends on it. */
  void sent(byte kind, @Nullable ScriptProgress progress) {
    executed |= progress == null || !progress.begins();
    changesSettings |= progress != null && progress.changesSettings();
    if (progress != null) {
      inBlock = progress.leavesBlock(inBlock);
    }
    if (progress != null && progress.mustSettle()) {
      mustSettle = true;
      settling = kind == InFlight.QUERY;
    }
  }

  /** A BEGIN was taken that is sent later. */
  void blockBegan() {
    inBlock = true;
  }

  /** Whether the frame that stands here is in a transaction block, if nothing before it fails. */
  boolean inBlock() {
    BackendSession leased = session.leasedSessionOrNull();
    boolean answered = !unsynced && (leased == null || leased.inFlight.isEmpty());
    return answered ? session.status != Session.IDLE : inBlock;
  }

  /** Nothing follows an exchange on a node that only reads before it is answered. */
  void exchangeSent() {
    settling |= session.routing.reading();
  }

  /** Where the client's frames stand. */
  FrameWalker walker() {
    return walker;
  }

  /** The next bytes from the frame that stands here; the caller owns them. */
  ByteBuf kept(int length) {
    return walker.buffer().retainedSlice(walker.start(), length);
  }

  /** Frames that were passed are looked at once more; ownership passes. */
  void again(ByteBuf frames) {
    session.traffic.readRetries++;
    if (!frames.isReadable()) {
      frames.release();
      return;
    }
    extended.forget(frames);
    walker.pushBack(frames);
  }

  /** Whether nothing is in flight; if anything is, the frame that stands here waits for it. */
  boolean allAnswered() {
    BackendSession leased = session.leasedSessionOrNull();
    settling = leased != null && !leased.inFlight.isEmpty();
    return !settling;
  }

  /** Nothing is in flight any more: whether frames waited for that. */
  boolean settled() {
    boolean waited = settling;
    settling = false;
    mustSettle = false;
    changesSettings = false;
    inBlock = session.status != Session.IDLE;
    return waited;
  }

  /** Whether what names mean to the session may change with what is in flight. */
  boolean changesSettings() {
    return changesSettings;
  }

  /**
   * Stops reading from a client whose frames have to wait, or which does not take its answers, and
   * goes on when that is over.
   */
  void holdBack() {
    boolean full =
        !session.client.isWritable()
            || (walker.held() > session.identity().clientBuffer() && !accepting());
    if (full) {
      session.clientReads.pause();
    } else if (session.clientReads.paused() && session.lease.writable()) {
      session.clientReads.resume();
    }
  }

  private void passPiece() {
    if (!dropping) {
      forwardHere();
    }
    walker.advance();
  }

  /** Takes the frame that begins here; false when it has to wait. */
  private boolean step() {
    byte type = walker.type();
    if (!walker.whole() && !mayBePassedInPieces(type)) {
      return false;
    }
    dropping = false;
    if (skipping && type != FrontendBytes.SYNC && type != FrontendBytes.TERMINATE) {
      drop();
      return true;
    }
    return switch (type) {
      case FrontendBytes.QUERY -> simple.query(walker);
      case FrontendBytes.BIND -> extended.bind(walker);
      case FrontendBytes.EXECUTE -> extended.execute(walker);
      case FrontendBytes.SYNC -> sync();
      case FrontendBytes.PARSE -> extended.parse(walker);
      case FrontendBytes.DESCRIBE -> extended.describe(walker);
      case FrontendBytes.CLOSE -> extended.close(walker);
      case FrontendBytes.FLUSH -> flush();
      case FrontendBytes.COPY_DATA -> copy(InFlight.NONE);
      case FrontendBytes.COPY_DONE, FrontendBytes.COPY_FAIL -> copy(InFlight.COPY_END);
      case FrontendBytes.FUNCTION_CALL -> functionCall();
      case FrontendBytes.TERMINATE -> {
        session.closeClient(DisconnectReason.CLIENT_LEFT);
        yield false;
      }
      default ->
          throw ProtocolException.violation("invalid frontend message type " + (type & 0xff));
    };
  }

  private boolean mayBePassedInPieces(byte type) {
    return type == FrontendBytes.COPY_DATA
        || (type == FrontendBytes.BIND
            && walker.held() >= STREAM_FROM
            && extended.namesAtHand(walker))
        || (skipping && type != FrontendBytes.SYNC && type != FrontendBytes.TERMINATE);
  }

  private boolean sync() {
    BackendSession leased = session.leasedSessionOrNull();
    boolean idle = leased == null || (!unsynced && leased.inFlight.isEmpty());
    skipping = false;
    unsynced = false;
    executed = false;
    if (leased == null || idle) {
      drop();
      session.answer(LocalAnswer.of(Answers.ready(session.status)));
      return true;
    }
    if (!copyingIn) {
      leased.inFlight.add(InFlight.SYNC, null);
      settling = mustSettle;
    }
    forwardHere();
    walker.advance();
    exchangeSent();
    lentNames.takeBack();
    return true;
  }

  private boolean flush() {
    if (session.leasedSessionOrNull() != null) {
      forwardHere();
    }
    walker.advance();
    return true;
  }

  /** Copy data outside of a COPY is ignored by the server too. */
  private boolean copy(byte entry) {
    BackendSession leased = session.leasedSessionOrNull();
    if (leased == null || leased.inFlight.isEmpty()) {
      drop();
      return true;
    }
    if (entry == InFlight.COPY_END) {
      if (copyingIn) {
        copyingIn = false;
      } else {
        leased.inFlight.add(entry, null);
      }
    }
    forwardHere();
    walker.advance();
    return true;
  }

  private boolean functionCall() {
    if (session.refusals.failedHere()) {
      return session.refusals.refuse(DeferredBegin.aborted());
    }
    if (session.target.shards() != null) {
      return session.refusals.refuse(ShardAnswers.functionCall());
    }
    if (!session.acquire()) {
      return false;
    }
    session.timeouts.statementBegan();
    session.settingsUnseen();
    session.leasedSession().inFlight.add(InFlight.FUNCTION_CALL, null);
    forwardHere();
    walker.advance();
    return true;
  }

  /** The backend waits for rows. What was sent behind the COPY up to its end it will not answer. */
  void copyInBegan(InFlight inFlight) {
    for (int i = 1; i < inFlight.size(); i++) {
      if (inFlight.kindAt(i) == InFlight.COPY_END) {
        inFlight.removeAfterHead(i);
        return;
      }
    }
    inFlight.removeAfterHead(inFlight.size() - 1);
    copyingIn = true;
    unsynced |= inFlight.headKind() == InFlight.EXECUTE;
  }

  void copyInEnded() {
    copyingIn = false;
  }

  boolean copyingIn() {
    return copyingIn;
  }

  // ---- for statements that several shards answer

  /** Whether a Sync may be sent ahead of the client's, without ending what must not end yet. */
  boolean mayBeSynced() {
    return !executed && !copyingIn;
  }

  /** Has all that was sent since the last Sync answered, on the backend held. */
  void syncFirst() {
    session.leasedSession().inFlight.add(InFlight.OWN_SYNC, null);
    own().writeByte(FrontendBytes.SYNC).writeInt(4);
    unsynced = false;
    settling = true;
  }

  /** Takes the frame that stands here; nothing of it is sent. */
  void take() {
    write();
    walker.advance();
  }

  /** The Execute that was taken has failed: all is dropped up to the Sync. */
  void skip() {
    skipping = true;
  }

  /** Whether a statement that comes with all of an exchange can be kept as its client wants it. */
  boolean mayBeParsedElsewhere(ClientExchange exchange) {
    return extended.mayBeParsedElsewhere(exchange);
  }

  /** Takes the frames up to this index of the buffer; nothing of them is sent. */
  void takeUpTo(int end) {
    write();
    while (walker.start() < end && walker.hasFrame()) {
      walker.advance();
    }
  }

  /** The client is told that its statement is prepared, though not by a backend of the session. */
  void parsedElsewhere(ClientExchange exchange) {
    extended.parsedElsewhere(exchange);
  }

  // ---- for the handlers of single messages

  /** Passes the frame on unchanged. */
  void forwardHere() {
    toBackend.forward(session.leased().channel(), walker.buffer(), walker.start(), walker.end());
  }

  /** A place to write a frame of our own to the backend. */
  ByteBuf own() {
    return toBackend.own(session.leased().channel());
  }

  /** Passes on the rest of the frame from {@code index}. */
  void forwardFrom(int index) {
    toBackend.forward(session.leased().channel(), walker.buffer(), index, walker.end());
  }

  void drop() {
    dropping = true;
    walker.advance();
  }

  void unsynced() {
    unsynced = true;
  }

  /** What the text between these indexes of the frame's buffer does to the session. */
  Script scan(int start, int end) {
    return session.loop.scan(walker.buffer(), start, end, session.reported);
  }

  /** The frame that stands here was answered with an error, by the server or in its stead. */
  void refused(boolean simple) {
    skipping = !simple;
    drop();
  }

  /** The server skips to the next Sync, which has not come yet. */
  void skipToSync() {
    skipping = true;
    unsynced = true;
  }

  LentNames lentNames() {
    return lentNames;
  }

  boolean mapsNames() {
    return mapsNames;
  }

  /** Whether the backend is in the middle of something only this client could end. */
  boolean midway() {
    return walker.inside() && !dropping;
  }

  /** Whether a Sync is owed to the backend. */
  boolean owesSync() {
    return unsynced;
  }

  /**
   * Sends the Sync that the client can no longer send. It never asked for a commit, so what it did
   * since the last one has to fail first.
   */
  void sync(InFlight inFlight) {
    unsynced = false;
    session.leasedSession().doubtful |= lentNames.any();
    if (!skipping) {
      inFlight.add(InFlight.BIND, null);
      new Bind("", Refusals.NO_STATEMENT, Formats.ALL_TEXT, List.of(), Formats.ALL_TEXT)
          .encode(own());
    }
    own().writeByte(FrontendBytes.SYNC).writeInt(4);
    inFlight.add(InFlight.SYNC, null);
    write();
  }

  /** Hands what was collected to the backend's channel. */
  void write() {
    if (!toBackend.pending()) {
      return;
    }
    toBackend.write(session.leased().channel(), walker);
  }

  /** Sends what {@link #write} has handed over. */
  void flush(Channel channel) {
    toBackend.flush(channel);
  }

  void discard() {
    toBackend.discard();
    lentNames.forget();
    skipping = false;
    unsynced = false;
    executed = false;
    copyingIn = false;
    describing = false;
    settled();
  }

  /** The client is gone: what it sent whole was passed on, the rest is dropped. */
  void close() {
    if (session.leasedSessionOrNull() != null) {
      write();
    }
    toBackend.discard();
    walker.close();
  }
}
