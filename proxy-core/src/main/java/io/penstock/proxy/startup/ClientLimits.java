package io.penstock.proxy.startup;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.LimitsConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UserConfig;
import io.penstock.wire.SqlState;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the authenticated clients. Limits come with each call, so that a reload changes them for
 * whoever comes next. Safe on any thread; no call waits for more than another call.
 */
public final class ClientLimits {
  private int total;
  private final Map<String, Integer> byDatabase = new HashMap<>();
  private final Map<String, Integer> byUser = new HashMap<>();
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();

  /** Either a place or the reason why there is none. */
  sealed interface Entry {
    record Admitted(Admission admission) implements Entry {}

    record Full(Refusal refusal) implements Entry {}
  }

  /** How many clients are authenticated and not gone; sessions of the console do not count. */
  public synchronized int total() {
    return total;
  }

  /** What is full before anything is known but the address: spares the client the exchange. */
  synchronized @Nullable Refusal refusal(@Nullable InetAddress address, LimitsConfig limits) {
    if (total >= limits.maxClients()) {
      return full(
          "sorry, too many clients already", total, "limits.max-clients", limits.maxClients());
    }
    int perAddress = limits.maxClientsPerAddress();
    int here = address == null ? 0 : byAddress.getOrDefault(address, 0);
    if (perAddress > 0 && here >= perAddress) {
      return full(
          "too many clients from this address", here, "limits.max-clients-per-address", perAddress);
    }
    return null;
  }

  /** Takes a place for an authenticated client. */
  synchronized Entry enter(
      String database, String user, @Nullable InetAddress address, PenstockConfig config) {
    Refusal refusal = refusal(address, config.limits());
    if (refusal == null) {
      refusal = databaseRefusal(database, config);
    }
    if (refusal == null) {
      refusal = userRefusal(user, config);
    }
    if (refusal != null) {
      return new Entry.Full(refusal);
    }
    total++;
    byDatabase.merge(database, 1, Integer::sum);
    byUser.merge(user, 1, Integer::sum);
    if (address != null) {
      byAddress.merge(address, 1, Integer::sum);
    }
    return new Entry.Admitted(new Admission(() -> leave(database, user, address)));
  }

  private synchronized void leave(String database, String user, @Nullable InetAddress address) {
    total--;
    decrement(byDatabase, database);
    decrement(byUser, user);
    if (address != null) {
      decrement(byAddress, address);
    }
  }

  private static <K> void decrement(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
  }

  private @Nullable Refusal databaseRefusal(String database, PenstockConfig config) {
    DatabaseConfig own = config.database(database);
    int ownLimit = own == null ? 0 : own.maxClients();
    boolean overridden = ownLimit > 0;
    int limit = overridden ? ownLimit : config.limits().maxClientsPerDatabase();
    int count = byDatabase.getOrDefault(database, 0);
    String key = overridden ? "max-clients of the database" : "limits.max-clients-per-database";
    return limit > 0 && count >= limit
        ? full("too many connections for database \"" + database + "\"", count, key, limit)
        : null;
  }

  private @Nullable Refusal userRefusal(String user, PenstockConfig config) {
    UserConfig own = config.users().get(user);
    int ownLimit = own == null ? 0 : own.maxClients();
    boolean overridden = ownLimit > 0;
    int limit = overridden ? ownLimit : config.limits().maxClientsPerUser();
    int count = byUser.getOrDefault(user, 0);
    String key = overridden ? "max-clients of the user" : "limits.max-clients-per-user";
    return limit > 0 && count >= limit
        ? full("too many connections for role \"" + user + "\"", count, key, limit)
        : null;
  }

  private static Refusal full(String message, int count, String key, int limit) {
    return Refusal.of(SqlState.TOO_MANY_CONNECTIONS, message)
        .detail(count + " clients are connected; " + key + " allows " + limit + ".")
        .hint("Close sessions that are not needed, or raise " + key + ".")
        .because(message + " (" + key + ": " + limit + ")");
  }
}
