package io.penstock.proxy.console;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All tables by the word after SHOW. */
final class Tables {
  private static final List<Table<?>> ALL =
      List.of(
          ShowStats.STATS,
          ShowStats.STATS_TOTALS,
          ShowStats.STATS_AVERAGES,
          ShowStats.TOTALS,
          ShowPools.TABLE,
          ShowConnections.CLIENTS,
          ShowConnections.SERVERS,
          ShowConnections.SOCKETS,
          ShowConnections.ACTIVE_SOCKETS,
          ShowDatabases.TABLE,
          ShowUsers.TABLE,
          ShowLists.TABLE,
          ShowConfig.TABLE,
          ShowState.TABLE,
          ShowVersion.TABLE,
          ShowMemory.TABLE,
          ShowEmpty.PEERS,
          ShowEmpty.PEER_POOLS,
          ShowEmpty.DNS_HOSTS,
          ShowEmpty.DNS_ZONES,
          ShowPins.TABLE,
          ShowReplicas.TABLE,
          ShowRoutes.TABLE,
          ShowShards.TABLE,
          ShowWarnings.TABLE);

  private static final Map<String, Table<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Table::name, Function.identity()));

  private Tables() {}

  static @Nullable Table<?> find(String name) {
    return BY_NAME.get(name);
  }

  static List<Table<?>> all() {
    return ALL;
  }

  /** HELP and the names, separated by {@code separator}. */
  static String names(String separator) {
    return "HELP"
        + separator
        + ALL.stream().map(Table::name).collect(Collectors.joining(separator));
  }
}
