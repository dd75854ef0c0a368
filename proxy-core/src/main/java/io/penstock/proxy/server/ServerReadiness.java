package io.penstock.proxy.server;

import io.netty.channel.EventLoop;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.WirePool;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.proxy.http.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells for every database whether a client could be served. One that nobody has asked for yet is
 * believed to be served, and so is one that refuses only certain users. For threads that may block.
 */
final class ServerReadiness {
  private static final CompletableFuture<@Nullable String> NO_PROBLEM =
      CompletableFuture.completedFuture(null);

  private final ProxyServer server;
  private final BooleanSupplier accepting;

  ServerReadiness(ProxyServer server, BooleanSupplier accepting) {
    this.server = server;
    this.accepting = accepting;
  }

  Readiness now() {
    boolean open = accepting.getAsBoolean();
    Map<String, DatabaseConfig> databases = server.config().served();
    List<String> names = new ArrayList<>();
    List<CompletableFuture<@Nullable String>> problems = new ArrayList<>();
    databases.forEach((name, database) -> {
      if (!name.equals(PenstockConfig.ANY_DATABASE)) {
        names.add(name);
        problems.add(open ? problem(name, database) : NO_PROBLEM);
      }
    });
    List<Readiness.OfDatabase> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      found.add(new Readiness.OfDatabase(names.get(i), problems.get(i).join()));
    }
    return new Readiness(open, found);
  }

  private CompletableFuture<@Nullable String> problem(String name, DatabaseConfig database) {
    NodeConfig primary = server.nodes().primary(name, database);
    if (primary == null) {
      return CompletableFuture.completedFuture(server.nodes().problem(name, database));
    }
    WirePool failing = null;
    ConnectFailure failure = null;
    for (WirePool pool : server.pools().all()) {
      if (!pool.key().database().equals(name) || !pool.key().node().equals(primary.name())) {
        continue;
      }
      PoolCounts counts = pool.counts();
      if (counts.idle() + counts.active() > 0) {
        return NO_PROBLEM;
      }
      ConnectFailure last = server.meters().lastFailure(pool.key());
      if (last != null && last.reason().concernsNode()) {
        failing = pool;
        failure = last;
      }
    }
    if (failing == null || failure == null) {
      return NO_PROBLEM;
    }
    String reason = failure.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    EventLoop loop = server.sessions().loops().iterator().next().eventLoop();
    return TrialLease.of(failing, loop)
        .thenApply(granted -> granted ? null : "node " + primary.name() + ": " + reason);
  }
}
