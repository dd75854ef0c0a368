package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.penstock.config.PoolMode;
import io.penstock.pool.Backend;
import io.penstock.pool.BackendReceiver;
import io.penstock.pool.EvictReason;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.proxy.session.SessionLogin.LoginListener;
import io.penstock.sql.PinReason;
import io.penstock.sql.Script;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client from its authentication to its end: leases a backend when a frame needs one, lets
 * {@link RequestRelay} and {@link ResponseRelay} pass the frames, and releases the backend once it
 * is idle with nothing outstanding. Confined to the client's event loop, on which the leased
 * backend lives too.
 */
public final class Session implements BackendReceiver {
  static final byte IDLE = 'I';
  static final byte IN_TRANSACTION = 'T';
  static final byte FAILED = 'E';

  final SessionLoop loop;
  final SessionTarget target;
  final Channel client;
  final ReadLoop clientReads;
  final SessionSettings settings;
  final StatementNames names = new StatementNames();
  final UnnamedStatement unnamed = new UnnamedStatement();
  final Forwarder toClient = new Forwarder();
  final Traffic traffic;
  final ShardCounts counts = new ShardCounts(this);

  final RequestRelay requests;
  final ResponseRelay responses;
  final SessionTimeouts timeouts;
  final Pins pins;
  final OwnQueries ownQueries;
  final DeferredBegin deferredBegin = new DeferredBegin(this);
  final SessionLease lease = new SessionLease(this);
  final Routing routing = new Routing(this);
  final Sharding sharding = new Sharding(this);
  final ShardTransaction transaction = new ShardTransaction(this);
  final TransactionControl control = new TransactionControl(this);
  final OwnStatements own = new OwnStatements(this);
  final Refusals refusals = new Refusals(this);
  final SeveralShards several = new SeveralShards(this);
  final Cancellation cancellation = new Cancellation(this);

  private final SessionIdentity identity;
  private final SessionLogin login = new SessionLogin(this);

  private SessionState state = SessionState.READY;

  /** The transaction status as the client knows it. */
  byte status = IDLE;

  /** What the client was told with ParameterStatus. */
  ReportedParameters reported = ReportedParameters.NONE;

  /** Its place in the loop's list. */
  int index;

  public Session(SessionLoop loop, SessionTarget target, Channel client, SessionIdentity identity) {
    this.loop = loop;
    this.target = target;
    this.client = client;
    this.clientReads = ReadLoop.of(client);
    this.identity = identity;
    this.settings = new SessionSettings(identity.startup());
    this.traffic = target.traffic(loop);
    this.requests = new RequestRelay(this, identity.maxFrameLength());
    this.responses = new ResponseRelay(this);
    this.timeouts = new SessionTimeouts(this);
    this.pins = new Pins(this);
    this.ownQueries = new OwnQueries(this);
    loop.add(this);
  }

  // ---- the client's side

  /** Bytes of the client; ownership passes. */
  void received(ByteBuf bytes) {
    if (over()) {
      bytes.release();
      return;
    }
    traffic.receivedBytes += bytes.readableBytes();
    requests.received(bytes);
  }

  /** No more bytes of the client for now. */
  void readComplete() {
    flush();
  }

  /** A client that reads slowly is sent no more than it takes: its backend waits. */
  void clientWritabilityChanged(boolean writable) {
    Backend leased = lease.backend();
    if (several.working()) {
      several.clientWritable(writable);
    } else if (leased != null && !over()) {
      leased.reads().read(writable);
    }
    if (!over()) {
      requests.holdBack();
    }
  }

  /** The client's connection is gone. */
  void clientClosed() {
    if (!over()) {
      leave(DisconnectReason.CLIENT_LOST);
    }
  }

  /** Whether the next frame of the client may be looked at. */
  boolean accepting() {
    BackendSession leased = lease.state();
    return state == SessionState.READY && (leased == null || leased.cancels == 0);
  }

  /**
   * Makes sure that a backend is leased which has the session's settings.
   *
   * @return false when that takes a while: the frame is to be looked at again then
   */
  boolean acquire() {
    BackendSession leased = lease.state();
    if (leased == null) {
      leased = lease.request();
      if (leased == null) {
        return false;
      }
    } else if (!routing.goesOn(leased)) {
      return false;
    }
    if (settings.differs()
        && leased.inFlight.isEmpty()
        && (status != FAILED || deferredBegin.failed())) {
      become(SessionState.SETTLING);
      ownQueries.send(settings.statements(), OwnQuery.SETTINGS);
      flushBackend();
      return false;
    }
    deferredBegin.send();
    return true;
  }

  /** This backend serves the session from now on. */
  void adopted(Backend leased, BackendSession known) {
    if (transaction.several()) {
      settings.joined(known.settings);
    } else {
      settings.leased(known.settings);
    }
    if (known.unseenSettingsOf != 0 && known.unseenSettingsOf != identity.id()) {
      settings.distrustBackend();
    }
    if (!client.isWritable()) {
      leased.reads().pause();
    }
    if (known.reported != reported && !settings.differs()) {
      reportParameters();
    }
  }

  /** The leased backend is about to run this. */
  void runs(Script script) {
    if (!script.plain() && ScriptProgress.runsUnseenCode(script)) {
      settingsUnseen();
    }
  }

  /** The leased backend may get settings that only this session may find. */
  void settingsUnseen() {
    if (identity.mode() != PoolMode.SESSION) {
      leasedSession().unseenSettingsOf = identity.id();
    }
  }

  /** There is no backend for the frame that waits. */
  void refused(ErrorFields error) {
    if (login.pending() || identity.mode() == PoolMode.SESSION) {
      fail(error);
    } else {
      refusals.refuse(error);
      resume();
    }
  }

  /** Whether a statement waits for a backend, and could be given up. */
  boolean waitsToRun() {
    return state == SessionState.WAITING && !login.pending();
  }

  /** The statement that waits is given up. */
  void refuseWaiting(ErrorFields error) {
    lease.stopWaiting();
    become(SessionState.READY);
    refusals.refuse(error);
    resume();
  }

  /** Goes on with the frames that waited. */
  void resume() {
    login.run();
    if (!login.pending()) {
      requests.run();
    }
    flush();
  }

  /** Whether its client was not told yet that it may begin. */
  boolean loggingIn() {
    return login.pending();
  }

  /** Finds out what the client is to be told at login, and tells the listener. */
  public void logIn(LoginListener listener) {
    login.begin(listener);
    flush();
  }

  // ---- the backend's side

  @Override
  public void received(Backend from, ByteBuf bytes) {
    counts.received(bytes.readableBytes());
    responses.received(leasedSession(), bytes);
  }

  @Override
  public void readComplete(Backend from) {
    flush();
  }

  @Override
  public void writabilityChanged(Backend from, boolean writable) {
    if (!over()) {
      clientReads.read(writable);
    }
  }

  @Override
  public void closed(Backend from, @Nullable Throwable cause) {
    boolean told = responses.sawFatal() || lease.heldState().walker.inside();
    boolean again = state != SessionState.LEAVING && routing.retry().afterLoss();
    boolean missed = !ownQueries.lostUnnoticed();
    lease.forget();
    requests.discard();
    if (again) {
      routing.retry().again();
    } else if (state == SessionState.LEAVING) {
      become(SessionState.CLOSED);
    } else if (!missed) {
      resume();
    } else if (told) {
      closeClient(DisconnectReason.SERVER_ENDED);
    } else {
      fail(Answers.lost(from));
    }
  }

  @Override
  public void nodeLost(Backend from) {
    routing.retry().nodeLost();
  }

  /** Tells the client what the backend reports otherwise than it knows. */
  void reportParameters() {
    if (login.pending()) {
      return;
    }
    ReportedParameters now = leasedSession().reported;
    if (now != reported) {
      toClient.write(client);
      long writesBefore = toClient.writes();
      now.writeDifference(reported, toClient.own(client));
      reported = now;
      toClient.write(client);
      routing.retry().told(writesBefore);
    }
  }

  /** Nothing is in flight: the backend goes back unless something ties the session to it. */
  void drained() {
    BackendSession leased = leasedSession();
    if (leased.cancels > 0 || !leased.inFlight.isEmpty()) {
      return;
    }
    if (state == SessionState.LEAVING) {
      ownQueries.departure().step();
      return;
    }
    if (status != IDLE || state != SessionState.READY || identity.mode() == PoolMode.SESSION) {
      return;
    }
    if (routing.owesPosition()) {
      ownQueries.send(routing.positionQuestion(), OwnQuery.POSITION);
      flushBackend();
    } else if (pins.mustProbe()) {
      ownQueries.send(pins.probe(), OwnQuery.PROBE);
      flushBackend();
    } else if (!pins.any()) {
      release();
    }
  }

  void release() {
    // Once released the backend no longer tells this session that its reading is complete.
    toClient.flush(client);
    lease.release(settings.ofBackend());
  }

  void evict(EvictReason reason) {
    lease.evict(reason);
    requests.discard();
  }

  /** Sends an error that ends the session. */
  public void fail(ErrorFields error) {
    if (over()) {
      return;
    }
    countError(error.sqlState());
    toClient.write(client);
    BackendSession leased = lease.state();
    if (leased == null || !leased.walker.inside()) { // Or it would be read as the rest of a row.
      toClient.own(client).writeBytes(Answers.fatal(error));
      toClient.write(client);
    }
    String sqlState = error.sqlState();
    closeClient(DisconnectReason.of(sqlState == null ? SqlState.INTERNAL_ERROR : sqlState));
  }

  /** Ends the session after what is on its way to the client. */
  void closeClient(DisconnectReason reason) {
    client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    if (!over()) {
      leave(reason);
    }
  }

  private void leave(DisconnectReason reason) {
    lease.stopWaiting();
    several.abandon();
    routing.retry().over();
    login.abandon();
    transaction.abandon();
    ownQueries.departure().leave(reason);
  }

  /** Takes too long to become clean: the connection is closed. */
  void giveUpCleaning() {
    evict(EvictReason.UNCLEAN_RELEASE);
    become(SessionState.CLOSED);
  }

  /**
   * Cancels what is running for this session, if anything is; else does nothing.
   *
   * @param done runs when the cancel has arrived, or there was nothing to cancel
   */
  public void cancel(Runnable done) {
    cancellation.request(done);
  }

  void become(SessionState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("a session that is " + state + " cannot become " + next);
    }
    if (state == SessionState.LEAVING) {
      loop.left(this);
    }
    state = next;
  }

  /** Answers in the backend's stead, after what the backend still has to answer. */
  void answer(LocalAnswer answer) {
    BackendSession leased = lease.state();
    if (leased != null && !leased.inFlight.isEmpty()) {
      leased.inFlight.add(InFlight.LOCAL, answer);
    } else {
      writeToClient(answer.frames());
    }
  }

  void writeToClient(byte[] frames) {
    toClient.own(client).writeBytes(frames);
    toClient.write(client);
  }

  /** The client is sent an error. */
  void countError(@Nullable String sqlState) {
    traffic.errors++;
    identity.services().failed(sqlState == null ? SqlState.INTERNAL_ERROR : sqlState);
  }

  private void flush() {
    flushBackend();
    toClient.flush(client);
  }

  void flushBackend() {
    Backend leased = lease.backend();
    if (leased != null) {
      requests.flush(leased.channel());
    }
  }

  /** Where its statements go now. */
  Place place() {
    return sharding.place();
  }

  Backend leased() {
    return lease.held();
  }

  BackendSession leasedSession() {
    return lease.heldState();
  }

  @Nullable BackendSession leasedSessionOrNull() {
    return lease.state();
  }

  /** Whether the client is gone. */
  boolean over() {
    return state == SessionState.LEAVING || state == SessionState.CLOSED;
  }

  // ---- for the console; on the loop only

  public SessionState state() {
    return state;
  }

  public SessionIdentity identity() {
    return identity;
  }

  public SessionTarget target() {
    return target;
  }

  public Channel client() {
    return client;
  }

  /** The backend it holds now. */
  public @Nullable Backend backend() {
    return lease.backend();
  }

  /** Those of further shards that hold its transaction, or answer its statement; a copy. */
  public List<Backend> furtherBackends() {
    return several.working() ? several.backends() : transaction.backends();
  }

  public boolean inTransaction() {
    return status != IDLE;
  }

  public int preparedStatements() {
    return names.size();
  }

  public @Nullable String applicationName() {
    return reported.get("application_name");
  }

  /** What ties it to its backend; a copy. */
  public Set<PinReason> pinReasons() {
    return Set.copyOf(pins.reasons());
  }

  /** When its client last had something done, by System.nanoTime. */
  public long lastActive() {
    return timeouts.lastActive();
  }

  /** Since when it has waited for a backend, by System.nanoTime; 0 when it does not. */
  public long waitingSince() {
    return lease.waitingSince();
  }
}
