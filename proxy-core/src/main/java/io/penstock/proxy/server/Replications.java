package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.CancelSender;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.LoggedIn;
import io.penstock.pool.connect.LoginListener;
import io.penstock.pool.connect.LoginRequest;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replication connections. Each has a backend connection of its own, which is never pooled: what is
 * spoken there is neither read nor changed. They count as clients, but not under the limits on
 * backend connections; PostgreSQL has max_wal_senders for that.
 */
final class Replications {
  private static final Set<String> NOT_PASSED_ON = Set.of("user", "database");

  private final Databases databases;
  private final BackendConnector connector;
  private final CancelKeys cancelKeys;
  private final CancelSender cancelSender;
  private final LongSupplier ids;
  private final ClientLog log;
  private final Consumer<String> rejected;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /**
   * @param ids the next number of a client
   * @param rejected told the SQLSTATE with which a client was sent away
   */
  Replications(
      Databases databases,
      BackendConnector connector,
      CancelKeys cancelKeys,
      LongSupplier ids,
      ClientLog log,
      Consumer<String> rejected) {
    this.databases = databases;
    this.connector = connector;
    this.cancelKeys = cancelKeys;
    this.cancelSender = new CancelSender(connector);
    this.ids = ids;
    this.log = log;
    this.rejected = rejected;
  }

  /** On the client's loop, where its backend connection will be too. */
  void open(Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending) {
    channel
        .closeFuture()
        .addListener(closed -> {
          client.admission().close();
          databases.leave(client.database());
        });
    open.add(channel);
    Map<String, String> parameters = new LinkedHashMap<>();
    client
        .startup()
        .parameters()
        .forEach((name, value) -> {
          if (!NOT_PASSED_ON.contains(name) && !name.startsWith("_pq_.")) {
            parameters.put(name, value);
          }
        });
    LoginRequest request =
        databases.dedicated(
            client.database(),
            client.user(),
            SessionOpener.credentials(client.proof()),
            parameters);
    Replication replication = new Replication(channel, client, pending, request);
    if (request == null) {
      replication.refuse(
          ErrorFields.fatal(
                  SqlState.CANNOT_CONNECT_NOW,
                  "no node of database \"" + client.database() + "\" takes writes now")
              .withHint("Connect again when there is a primary."));
    } else {
      connector.connect(channel.eventLoop(), request, replication);
    }
  }

  /** Closes all; each standby or subscriber goes on where it was when it connects again. */
  void closeAll() {
    open.close().awaitUninterruptibly();
  }

  private final class Replication implements LoginListener {
    private final Channel channel;
    private final AuthenticatedClient client;
    private final @Nullable LoginRequest request;
    private @Nullable ByteBuf pending;

    Replication(
        Channel channel,
        AuthenticatedClient client,
        @Nullable ByteBuf pending,
        @Nullable LoginRequest request) {
      this.channel = channel;
      this.client = client;
      this.pending = pending;
      this.request = request;
    }

    @Override
    public void loggedIn(LoggedIn connection) {
      Channel backend = connection.channel();
      RawRelay.between(channel, backend);
      if (!channel.isActive()) {
        dropPending();
        var unused = backend.close();
        return;
      }
      greet(connection);
      ByteBuf first = pending;
      if (first != null) {
        pending = null;
        var unused = backend.writeAndFlush(first);
      }
      channel.config().setAutoRead(true);
    }

    private void greet(LoggedIn connection) {
      int processId = connection.key().processId();
      Bytes key = cancelKeys.newKey(client.version().compareTo(ProtocolVersion.V3_2) >= 0);
      LoginRequest opened = Objects.requireNonNull(request);
      cancelKeys.register(
          processId,
          key,
          done ->
              cancelSender.send(
                  connection.channel().eventLoop(),
                  opened.endpoint(),
                  connection.key(),
                  opened.timeout(),
                  failure -> done.run()));
      long id = ids.getAsLong();
      long began = System.nanoTime();
      log.loggedIn(id, client);
      channel
          .closeFuture()
          .addListener(closed -> {
            cancelKeys.remove(processId, key);
            log.ended(id, client, began, "replication closed");
          });
      ByteBuf out = channel.alloc().buffer();
      AuthenticationOk.INSTANCE.encode(out);
      connection
          .parameters()
          .forEach((name, value) -> new ParameterStatus(name, value).encode(out));
      new BackendKeyData(processId, key).encode(out);
      new ReadyForQuery(TransactionStatus.IDLE).encode(out);
      var unused = channel.writeAndFlush(out);
    }

    @Override
    public void failed(ConnectFailure failure) {
      ErrorResponse ofServer = failure.serverError();
      if (ofServer != null) {
        refuse(ofServer.fields());
        return;
      }
      ErrorFields error = ErrorFields.fatal(failure.sqlState(), failure.message());
      String hint = failure.hint();
      refuse(hint == null ? error : error.withHint(hint));
    }

    void refuse(ErrorFields error) {
      dropPending();
      String sqlState = error.sqlState();
      rejected.accept(sqlState == null ? SqlState.INTERNAL_ERROR : sqlState);
      ByteBuf out = channel.alloc().buffer();
      new ErrorResponse(error).encode(out);
      var unused = channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }

    private void dropPending() {
      ByteBuf unread = pending;
      if (unread != null) {
        pending = null;
        unread.release();
      }
    }
  }
}
