package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.proxy.console.ConsoleServer;
import io.penstock.proxy.console.ConsoleSession;
import io.penstock.proxy.console.ConsoleUser;
import io.penstock.proxy.startup.AuthenticatedClient;
import io.penstock.proxy.startup.ConsoleAccess;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.backend.BackendKeyData;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes a session of the admin console of a client that may have one. */
final class ConsoleOpener {
  private final ConsoleServer server;
  private final CancelKeys cancelKeys;
  private final LongSupplier ids;
  private final ClientLog log;

  /**
   * @param ids the next number of a client
   */
  ConsoleOpener(ConsoleServer server, CancelKeys cancelKeys, LongSupplier ids, ClientLog log) {
    this.server = server;
    this.cancelKeys = cancelKeys;
    this.ids = ids;
    this.log = log;
  }

  /** On the client's loop. */
  void open(Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending) {
    Bytes key = cancelKeys.newKey(client.version().compareTo(ProtocolVersion.V3_2) >= 0);
    ConsoleUser user =
        new ConsoleUser(
            ids.getAsLong(),
            client.user(),
            client.database(),
            client.console() == ConsoleAccess.ADMIN,
            ConsoleViews.tls(channel),
            Instant.now(),
            new BackendKeyData(cancelKeys.newProcessId(), key));
    long began = System.nanoTime();
    log.loggedIn(user.id(), client);
    channel
        .closeFuture()
        .addListener(closed -> {
          client.admission().close();
          log.ended(user.id(), client, began, "console closed");
        });
    channel.pipeline().addLast("console", new ConsoleSession(user, server));
    ReadLoop.of(channel).resume();
    if (pending != null) {
      channel.pipeline().fireChannelRead(pending).fireChannelReadComplete();
    }
  }
}
