package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.penstock.pool.PoolSpec;
import io.penstock.pool.Reservation;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.CancelSender;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.LoggedIn;
import io.penstock.pool.connect.LoginListener;
import io.penstock.pool.connect.LoginRequest;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.proxy.console.ConnectionView;
import io.penstock.proxy.startup.AuthenticatedClient;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.SqlState;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replication connection: a client and a backend connection of its own. What is spoken there is
 * neither read nor changed. Confined to the event loop of the client, where its backend connection
 * is too, but for what is marked.
 */
final class Replication implements LoginListener {
  private static final long ROOM_CHECK_MILLIS = 50;

  private static final ErrorFields ENDED =
      ErrorFields.fatal(
          SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");

  private final Services services;
  private final Channel channel;
  private final AuthenticatedClient client;
  private final String tls;
  private final PoolSpec spec;
  private final long id;
  private final long began = System.nanoTime();
  private final Instant connected = Instant.now();
  private @Nullable ByteBuf pending;
  private volatile @Nullable Reservation room;
  private volatile @Nullable LoggedIn backend;

  /** What all of them share. */
  record Services(
      WirePools pools,
      BackendConnector connector,
      CancelKeys cancelKeys,
      CancelSender cancelSender,
      ClientLog log,
      Consumer<String> rejected) {}

  /**
   * @param spec what its backend connection is to be like
   */
  Replication(
      Services services,
      long id,
      Channel channel,
      AuthenticatedClient client,
      @Nullable ByteBuf pending,
      PoolSpec spec) {
    this.services = services;
    this.id = id;
    this.channel = channel;
    this.client = client;
    this.tls = ConsoleViews.tls(channel);
    this.pending = pending;
    this.spec = spec;
  }

  /** Any thread. */
  long id() {
    return id;
  }

  /** As the client named it. Any thread. */
  String database() {
    return client.database();
  }

  /** Connects as soon as the caps on connections leave room for one more. */
  void connect() {
    if (!channel.isActive()) {
      dropPending();
      return;
    }
    Reservation reserved = services.pools().reserve(spec);
    if (reserved != null) {
      room = reserved;
      services.connector().connect(channel.eventLoop(), request(), this);
      return;
    }
    long patience = spec.settings().maxWait().toNanos();
    if (patience > 0 && System.nanoTime() - began >= patience) {
      refuse(full());
    } else {
      var unused =
          channel.eventLoop().schedule(this::connect, ROOM_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private ErrorFields full() {
    return ErrorFields.fatal(
            SqlState.TOO_MANY_CONNECTIONS,
            "no room for a replication connection to " + spec.endpoint())
        .withDetail(
            "All connections that max-connections of the node (%d) and of user \"%s\" (%d) allow are in use; 0 is no limit."
                .formatted(spec.caps().node(), spec.user(), spec.caps().user()))
        .withHint("Close connections that are not needed, or raise max-connections.");
  }

  private LoginRequest request() {
    Map<String, String> parameters = new LinkedHashMap<>(client.startup().parameters());
    parameters.remove("user");
    parameters.remove("database");
    parameters.keySet().removeIf(name -> name.startsWith("_pq_."));
    return new LoginRequest(
        spec.endpoint(),
        spec.database(),
        spec.user(),
        spec.credentials(),
        parameters,
        spec.settings().connectTimeout());
  }

  @Override
  public void loggedIn(LoggedIn connection) {
    backend = connection;
    Channel opened = connection.channel();
    opened.closeFuture().addListener(closed -> giveUpRoom());
    RawRelay.between(channel, opened);
    if (!channel.isActive()) {
      dropPending();
      var unused = opened.close();
      return;
    }
    greet(connection);
    ByteBuf first = pending;
    if (first != null) {
      pending = null;
      var unused = opened.writeAndFlush(first);
    }
    ReadLoop.of(channel).resume();
  }

  private void greet(LoggedIn connection) {
    int processId = connection.key().processId();
    CancelKeys cancelKeys = services.cancelKeys();
    Bytes key = cancelKeys.newKey(client.version().compareTo(ProtocolVersion.V3_2) >= 0);
    cancelKeys.register(
        processId,
        key,
        done ->
            services
                .cancelSender()
                .send(
                    connection.channel().eventLoop(),
                    spec.endpoint(),
                    connection.key(),
                    spec.settings().connectTimeout(),
                    failure -> done.run()));
    services.log().loggedIn(id, client);
    channel
        .closeFuture()
        .addListener(closed -> {
          cancelKeys.remove(processId, key);
          services.log().ended(id, client, began, "replication closed");
        });
    ByteBuf out = channel.alloc().buffer();
    AuthenticationOk.INSTANCE.encode(out);
    connection.parameters().forEach((name, value) -> new ParameterStatus(name, value).encode(out));
    new BackendKeyData(processId, key).encode(out);
    new ReadyForQuery(TransactionStatus.IDLE).encode(out);
    var unused = channel.writeAndFlush(out);
  }

  @Override
  public void failed(ConnectFailure failure) {
    giveUpRoom();
    ErrorResponse ofServer = failure.serverError();
    if (ofServer != null) {
      refuse(ofServer.fields());
      return;
    }
    ErrorFields error = ErrorFields.fatal(failure.sqlState(), failure.message());
    String hint = failure.hint();
    refuse(hint == null ? error : error.withHint(hint));
  }

  private void giveUpRoom() {
    Reservation held = room;
    if (held != null) {
      held.close();
    }
  }

  private void refuse(ErrorFields error) {
    dropPending();
    String sqlState = error.sqlState();
    services.rejected().accept(sqlState == null ? SqlState.INTERNAL_ERROR : sqlState);
    send(error);
  }

  private void send(ErrorFields error) {
    ByteBuf out = channel.alloc().buffer();
    new ErrorResponse(error).encode(out);
    var unused = channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
  }

  /** Ends it on an administrator's command. Any thread. */
  void terminate() {
    LoggedIn connection = backend;
    if (connection == null) {
      channel.eventLoop().execute(() -> send(ENDED));
    } else {
      // What the backend has sent may end amid a message: an error would be read as part of it.
      var unused = connection.channel().close();
    }
  }

  private void dropPending() {
    ByteBuf unread = pending;
    if (unread != null) {
      pending = null;
      unread.release();
    }
  }

  // What SHOW shows, any thread

  /** The client's side. */
  ConnectionView clientView() {
    LoggedIn connection = backend;
    Reservation held = room;
    return new ConnectionView(
        ConnectionView.Kind.CLIENT,
        id,
        client.user(),
        client.database(),
        connection == null ? "waiting" : "active",
        ConnectionView.Ends.of(client.address(), channel.localAddress(), tls),
        new ConnectionView.Times(
            connected, connected, connection == null ? System.nanoTime() - began : 0),
        false,
        connection == null || held == null
            ? ConnectionView.Link.NONE
            : new ConnectionView.Link(held.id(), connection.key().processId()),
        traits());
  }

  /** The backend's side; null before there is one. */
  @Nullable ConnectionView serverView() {
    LoggedIn connection = backend;
    Reservation held = room;
    if (connection == null || held == null) {
      return null;
    }
    Channel opened = connection.channel();
    return new ConnectionView(
        ConnectionView.Kind.SERVER,
        held.id(),
        spec.user(),
        client.database(),
        "active",
        ConnectionView.Ends.of(
            opened.remoteAddress(), opened.localAddress(), ConsoleViews.tls(opened)),
        new ConnectionView.Times(connected, connected, 0),
        false,
        new ConnectionView.Link(id, connection.key().processId()),
        traits());
  }

  private ConnectionView.Traits traits() {
    Map<String, String> startup = client.startup().parameters();
    return new ConnectionView.Traits(
        startup.get("application_name"),
        0,
        0,
        "database".equals(startup.get("replication"))
            ? ConnectionView.Replication.LOGICAL
            : ConnectionView.Replication.PHYSICAL);
  }
}
