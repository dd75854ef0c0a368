package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.penstock.config.DatabaseConfig;
import io.penstock.pool.PoolSpec;
import io.penstock.proxy.startup.AuthenticatedClient;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replication connections. Each has a backend connection of its own, which is never pooled. They
 * count as clients, and under the limits on backend connections. Any thread but where it says so.
 */
final class Replications {
  private final Databases databases;
  private final Replication.Services services;
  private final LongSupplier ids;
  private final Set<Replication> open = ConcurrentHashMap.newKeySet();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /**
   * @param ids the next number of a client
   */
  Replications(Databases databases, Replication.Services services, LongSupplier ids) {
    this.databases = databases;
    this.services = services;
    this.ids = ids;
  }

  /** On the client's loop, where its backend connection will be too. */
  void open(Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending) {
    PoolSpec spec =
        databases.dedicated(
            client.database(), client.user(), SessionOpener.credentials(client.proof()));
    if (spec == null) {
      if (pending != null) {
        pending.release();
      }
      channel.closeFuture().addListener(closed -> left(client));
      ErrorFields refusal = refusal(client);
      services.rejected().accept(refusal.sqlState());
      ByteBuf out = channel.alloc().buffer();
      new ErrorResponse(refusal).encode(out);
      var unused = channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    Replication replication =
        new Replication(services, ids.getAsLong(), channel, client, pending, spec);
    open.add(replication);
    channels.add(channel);
    channel
        .closeFuture()
        .addListener(closed -> {
          open.remove(replication);
          left(client);
        });
    replication.connect();
  }

  private void left(AuthenticatedClient client) {
    client.admission().close();
    databases.leave(client.database());
  }

  private ErrorFields refusal(AuthenticatedClient client) {
    DatabaseConfig database = databases.config().database(client.database());
    if (database != null && database.isSharded()) {
      return ErrorFields.fatal(
              SqlState.FEATURE_NOT_SUPPORTED,
              "database \"" + client.database() + "\" has shards, each with a log of its own")
          .withHint("Replicate from the nodes of each shard directly.");
    }
    return ErrorFields.fatal(
            SqlState.CANNOT_CONNECT_NOW,
            "no node of database \"" + client.database() + "\" takes writes now")
        .withHint("Connect again when there is a primary.");
  }

  /** Those there are, a live view. */
  Collection<Replication> all() {
    return Collections.unmodifiableCollection(open);
  }

  /** Closes all; each standby or subscriber goes on where it was when it connects again. */
  void closeAll() {
    channels.close().awaitUninterruptibly();
  }
}
