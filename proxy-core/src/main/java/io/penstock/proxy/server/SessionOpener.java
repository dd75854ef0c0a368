package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.config.PenstockConfig;
import io.penstock.metrics.ProxyMeters;
import io.penstock.pool.Backend;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.CancelSender;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.proxy.auth.BackendProof;
import io.penstock.proxy.session.DisconnectReason;
import io.penstock.proxy.session.ReportedParameters;
import io.penstock.proxy.session.Session;
import io.penstock.proxy.session.SessionHandler;
import io.penstock.proxy.session.SessionIdentity;
import io.penstock.proxy.session.SessionLoop;
import io.penstock.proxy.startup.AuthenticatedClient;
import io.penstock.sql.PinReason;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a session of a client that has proved who it is, and greets the client. */
final class SessionOpener {
  /** Far above what programs prepare; one that prepares without end is stopped here. */
  private static final long MAX_STATEMENT_BYTES = 16L << 20;

  private final Databases databases;
  private final Sessions sessions;
  private final CancelKeys cancelKeys;
  private final CancelSender cancelSender;
  private final ProxyMeters meters;
  private final ClientLog log;
  private final AtomicLong lastId = new AtomicLong();

  SessionOpener(
      Databases databases,
      Sessions sessions,
      CancelSender cancelSender,
      ProxyMeters meters,
      ClientLog log) {
    this.databases = databases;
    this.sessions = sessions;
    this.cancelKeys = sessions.cancelKeys();
    this.cancelSender = cancelSender;
    this.meters = meters;
    this.log = log;
  }

  /** The number of the next client, a session of the console included. */
  long nextId() {
    return lastId.incrementAndGet();
  }

  /** On the client's loop. */
  void open(
      SessionLoop loop, Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending) {
    PenstockConfig config = databases.config();
    ProxyTarget target =
        databases.target(client.database(), client.user(), credentials(client.proof()));
    Life life = new Life(client);
    SessionIdentity identity =
        new SessionIdentity(
            nextId(),
            cancelKeys.newProcessId(),
            target.mode(),
            RequestedSettings.of(client.startup()),
            client.address(),
            client.tls(),
            Instant.now(),
            new SessionIdentity.Bounds(
                config.limits().maxFrameSize(),
                config.limits().clientBuffer(),
                MAX_STATEMENT_BYTES),
            life);
    Session session = new Session(loop, target, channel, identity);
    life.session = session;
    sessions.opened();
    channel.pipeline().addLast("session", new SessionHandler(session));
    session.logIn((reported, processId) -> greet(channel, client, life, reported, processId));
    ReadLoop.of(channel).resume();
    if (pending != null) {
      channel.pipeline().fireChannelRead(pending).fireChannelReadComplete();
    }
  }

  private void greet(
      Channel channel,
      AuthenticatedClient client,
      Life life,
      ReportedParameters reported,
      int processId) {
    Bytes key = cancelKeys.newKey(client.version().compareTo(ProtocolVersion.V3_2) >= 0);
    life.processId = processId;
    life.key = key;
    cancelKeys.register(processId, key, life::cancelRunning);
    log.loggedIn(life.session().identity().id(), client);
    ByteBuf out = channel.alloc().buffer();
    AuthenticationOk.INSTANCE.encode(out);
    reported.values().forEach((name, value) -> new ParameterStatus(name, value).encode(out));
    new BackendKeyData(processId, key).encode(out);
    new ReadyForQuery(TransactionStatus.IDLE).encode(out);
    var unused = channel.write(out);
  }

  static BackendCredentials credentials(BackendProof proof) {
    return switch (proof) {
      case BackendProof.Password password -> BackendCredentials.password(password.password());
      case BackendProof.Scram scram -> new BackendCredentials.ScramPassThrough(scram.keys());
      case BackendProof.Md5Hash md5 -> new BackendCredentials.Md5Secret(md5.hash());
      case BackendProof.Nothing nothing -> BackendCredentials.NONE;
    };
  }

  /** What one session needs of the server. */
  private final class Life implements SessionIdentity.Services {
    private final AuthenticatedClient client;
    private final long began = System.nanoTime();
    private @Nullable Session session;
    private int processId;
    private Bytes key = Bytes.EMPTY;

    Life(AuthenticatedClient client) {
      this.client = client;
    }

    Session session() {
      Session opened = session;
      if (opened == null) {
        throw new IllegalStateException("greeted before it was opened");
      }
      return opened;
    }

    /** On any thread. */
    void cancelRunning(Runnable done) {
      Session running = session();
      running.client().eventLoop().execute(() -> running.cancel(done));
    }

    @Override
    public void cancel(Backend backend, Consumer<Boolean> done) {
      cancelSender.send(
          backend.eventLoop(),
          backend.endpoint(),
          backend.key(),
          backend.pool().spec().settings().cancelWaitTimeout(),
          failure -> done.accept(failure == null));
    }

    @Override
    public void ended(long sessionId, DisconnectReason reason) {
      log.ended(sessionId, client, began, reason.name());
      cancelKeys.remove(processId, key);
      client.admission().close();
      databases.leave(client.database());
      sessions.ended();
    }

    @Override
    public void refused(long sessionId, ErrorFields error) {
      log.refused(sessionId, client, error);
    }

    @Override
    public void failed(String sqlState) {
      meters.errors().count(sqlState);
    }

    @Override
    public void pinned(PinReason reason) {
      meters.pinned(reason);
    }
  }
}
