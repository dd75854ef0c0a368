package io.penstock.proxy.move;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Looks for connections to the shards that no proxy of the fleet has. One of a proxy that was not
 * named would write where keys no longer are.
 */
final class Strangers {
  /** Whoever is connected for a moment only is none. */
  private static final int LOOKS = 4;

  private static final Duration BETWEEN = Duration.ofMillis(100);

  private static final String CONNECTED =
      "SELECT pid, usename || ', application ' || coalesce(nullif(application_name, ''), 'unnamed')"
          + " FROM pg_stat_activity WHERE datname = current_database() AND usesysid IS NOT NULL AND"
          + " application_name NOT IN ('penstock control', '"
          + ShardLink.APPLICATION
          + "')";

  private Strangers() {}

  /**
   * Refuses to go on beside them.
   *
   * @throws MoveFailedException if there are any
   */
  static void refuse(Collection<ShardLink> shards, Fleet fleet)
      throws SQLException, Fleet.UnreachableException, InterruptedException {
    for (ShardLink shard : shards) {
      Map<Integer, String> others = connected(shard);
      for (int look = 1; !others.isEmpty(); look++) {
        Set<Integer> known = fleet.backends();
        others.keySet().removeAll(known);
        others.keySet().retainAll(connected(shard).keySet());
        if (look == LOOKS && !others.isEmpty()) {
          Map.Entry<Integer, String> one = others.entrySet().iterator().next();
          throw new MoveFailedException(
              "shard %s has %d connections that are of no named proxy, one of process %d, user %s (expected: every proxy named with --proxy, and nobody else who writes; --allow-others if these only read)"
                  .formatted(shard.name(), others.size(), one.getKey(), one.getValue()));
        }
        Thread.sleep(BETWEEN);
      }
    }
  }

  private static Map<Integer, String> connected(ShardLink shard) throws SQLException {
    Map<Integer, String> processes = new LinkedHashMap<>();
    try (Statement statement = shard.look().createStatement();
        ResultSet row = statement.executeQuery(CONNECTED)) {
      while (row.next()) {
        processes.put(row.getInt(1), row.getString(2));
      }
    }
    return processes;
  }
}
