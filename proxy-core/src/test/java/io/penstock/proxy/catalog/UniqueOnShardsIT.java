package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ShardingConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.sql.shard.ShardMap;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a table has that shards cannot keep unique. */
class UniqueOnShardsIT {
  private static final String[] SCHEMA = {
    "CREATE SCHEMA penstock",
    "CREATE FUNCTION penstock.next_id() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "CREATE TABLE orders (id serial PRIMARY KEY, customer_id bigint, UNIQUE (customer_id, id))",
    "CREATE TABLE lines (n int GENERATED ALWAYS AS IDENTITY, customer_id bigint PRIMARY KEY)",
    "CREATE TABLE visits (id bigint PRIMARY KEY DEFAULT penstock.next_id(), customer_id bigint,"
        + " token uuid UNIQUE DEFAULT gen_random_uuid(), page text, UNIQUE (page))",
    "CREATE UNIQUE INDEX ON lines (lower(n::text))",
    "CREATE UNIQUE INDEX ON lines (n) INCLUDE (customer_id)",
    "CREATE TABLE countries (id serial PRIMARY KEY, code text UNIQUE)",
    "CREATE TABLE unlisted (id serial PRIMARY KEY)",
    "CREATE TABLE parted (customer_id bigint, day date, n bigserial, PRIMARY KEY (day))"
        + " PARTITION BY RANGE (day)",
    "CREATE TABLE pairs (a int, b int, UNIQUE (a), UNIQUE (b, a))"
  };

  private static ShardMap map() {
    ShardingConfig sharding =
        Objects.requireNonNull(
                ConfigLoader.parse(
                        """
                        users: {app: {password: secret}}
                        databases:
                          shop:
                            sharding:
                              shards: [{name: s0, nodes: [{host: a}]}]
                              tables:
                                - {name: orders, key: customer_id}
                                - {name: public.lines, key: customer_id}
                                - {name: visits, key: customer_id}
                                - {name: parted, key: customer_id}
                                - {name: pairs, key: [a, b]}
                                - {name: countries, reference: true}
                        """)
                    .databases()
                    .get("shop"))
            .sharding();
    return ShardMap.of(Objects.requireNonNull(sharding));
  }

  @Test
  void columnsThatCountAndConstraintsWithoutTheKeyAreNamedAndNothingElse() throws Exception {
    PostgresServer server = PostgresServer.shared();
    String database = server.createDatabase("unique");
    server.executeIn(database, SCHEMA);
    try (Connection connection = server.connect(database)) {
      List<UniqueOnShards.Warning> warnings = UniqueOnShards.read(connection, map());
      assertThat(warnings)
          .extracting(warning -> warning.table() + " " + warning.name())
          .containsExactly(
              "public.lines n",
              "public.orders id",
              "public.parted n",
              "public.lines lines_lower_idx",
              "public.lines lines_n_customer_id_idx",
              "public.orders orders_pkey",
              "public.pairs pairs_a_key",
              "public.parted parted_pkey",
              "public.visits visits_page_key");
      assertThat(warnings.get(0).why()).contains("drop its identity, and let it DEFAULT");
      assertThat(warnings.get(1).why()).contains("numbers: let it DEFAULT penstock.next_id()");
      assertThat(warnings.get(6).why()).contains("the shard key (a, b): add the key to it");
    }
  }
}
