package io.penstock.proxy.http;

import io.penstock.metrics.ClientCounts;
import io.penstock.metrics.TrafficTotals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the status page, and of {@code /api/status} under the same names.
 *
 * @param address where PostgreSQL clients connect
 * @param startedMillis since 1970
 * @param nowMillis since 1970, by the proxy's clock; rates are made of the difference of two
 * @param omitted how many databases and pools there are beyond those listed
 */
public record Status(
    String version,
    String address,
    long startedMillis,
    long nowMillis,
    boolean shuttingDown,
    int maxClients,
    ClientCounts clients,
    List<OfDatabase> databases,
    List<OfPool> pools,
    int omitted) {
  public Status {
    databases = List.copyOf(databases);
    pools = List.copyOf(pools);
  }

  /** The clients of one database and user. */
  public record OfDatabase(
      String database, String user, ClientCounts clients, TrafficTotals traffic) {}

  /**
   * One pool of backends.
   *
   * @param state open, paused, draining or closed
   * @param total connections that count against the size
   * @param longestWaitMillis of the clients that wait now
   * @param failure why its last attempt to connect failed; null when it succeeded
   */
  public record OfPool(
      String database,
      String node,
      String user,
      String state,
      int size,
      int reserve,
      int idle,
      int active,
      int opening,
      int total,
      int waiting,
      long longestWaitMillis,
      @Nullable String failure) {}
}
