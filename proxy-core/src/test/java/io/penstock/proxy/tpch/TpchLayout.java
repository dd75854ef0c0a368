package io.penstock.proxy.tpch;

import io.penstock.config.ShardedTableConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** By which keys the tables are spread; those that are not named are on every shard. */
enum TpchLayout {
  /** As somebody would who knows which tables are joined. */
  TOGETHER(
      Map.of(
          TpchTable.ORDERS,
          List.of("o_orderkey"),
          TpchTable.LINEITEM,
          List.of("l_orderkey"),
          TpchTable.PART,
          List.of("p_partkey"),
          TpchTable.PARTSUPP,
          List.of("ps_partkey"),
          TpchTable.CUSTOMER,
          List.of("c_custkey"))),

  /** No two tables are on one shard together: every join is one over several. */
  APART(
      Map.of(
          TpchTable.ORDERS,
          List.of("o_orderkey"),
          TpchTable.LINEITEM,
          List.of("l_orderkey", "l_linenumber"),
          TpchTable.PART,
          List.of("p_partkey"),
          TpchTable.PARTSUPP,
          List.of("ps_suppkey", "ps_partkey"),
          TpchTable.CUSTOMER,
          List.of("c_custkey"),
          TpchTable.SUPPLIER,
          List.of("s_suppkey"),
          TpchTable.NATION,
          List.of("n_nationkey"),
          TpchTable.REGION,
          List.of("r_regionkey")));

  private final Map<TpchTable, List<String>> keys;

  TpchLayout(Map<TpchTable, List<String>> keys) {
    this.keys = keys;
  }

  /** Empty for a table that is on every shard. */
  List<String> key(TpchTable table) {
    return keys.getOrDefault(table, List.of());
  }

  List<ShardedTableConfig> tables() {
    return java.util.Arrays.stream(TpchTable.values())
        .map(table -> new ShardedTableConfig(table.sqlName(), key(table), key(table).isEmpty()))
        .toList();
  }

  /** As it stands in a file, between brackets. */
  String yaml() {
    return tables().stream()
        .map(table ->
            table.reference()
                ? "{name: %s, reference: true}".formatted(table.name())
                : "{name: %s, key: [%s]}".formatted(table.name(), String.join(", ", table.key())))
        .collect(Collectors.joining(", "));
  }
}
