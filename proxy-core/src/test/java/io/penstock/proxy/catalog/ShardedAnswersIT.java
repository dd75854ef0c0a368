package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ShardAlgorithm;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardedTableConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.shard.KeyReader;
import io.penstock.sql.shard.KeyValue;
import io.penstock.sql.shard.ShardChoice;
import io.penstock.sql.shard.ShardMap;
import io.penstock.sql.shard.ShardPlan;
import io.penstock.sql.shard.ShardRoute;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random queries: what finds a shard must have the same answer there as with all rows at hand. */
@Timeout(120)
class ShardedAnswersIT {
  private static final int QUERIES = 6000;
  private static final String[] SCHEMA = {
    "CREATE TABLE orders (id int8, customer_id int8, parent int8)",
    "CREATE TABLE items (order_id int8, customer_id int4)",
    "CREATE TABLE customers (id int8, referrer int8)",
    "CREATE TABLE countries (place int8, biggest int8)"
  };

  @Test
  void aQueryThatFindsAShardHasTheSameAnswerThere() throws SQLException {
    ShardMap map =
        ShardMap.of(
            new ShardingConfig(
                ShardAlgorithm.CONSISTENT_HASH,
                null,
                128,
                1 << 26,
                false,
                false,
                List.of(shard("east"), shard("west")),
                List.of(
                    new ShardedTableConfig("orders", List.of("customer_id"), false),
                    new ShardedTableConfig("items", List.of("customer_id"), false),
                    new ShardedTableConfig("customers", List.of("id"), false),
                    new ShardedTableConfig("countries", List.of(), true)),
                List.of(),
                List.of()));
    PostgresServer server = PostgresServer.shared();
    List<String> names = new ArrayList<>();
    for (String name : List.of("shard_east", "shard_west", "shard_all")) {
      names.add(server.createDatabase(name));
      server.executeIn(names.getLast(), SCHEMA);
    }
    Random random = new Random(20261120);
    try (Connection east = server.connect(names.get(0));
        Connection west = server.connect(names.get(1));
        Connection all = server.connect(names.get(2))) {
      fill(random, map, List.of(east, west), all);
      ShardPlan plan = new ShardPlan(map, CatalogReader.read(all, Duration.ofSeconds(20)));
      int keyed = 0;
      int rows = 0;
      for (int at = 0; at < QUERIES; at++) {
        String sql = new RandomQuery(random).sql();
        Integer shard = shard(plan, sql);
        List<String> wanted = shard == null ? null : answer(all, sql);
        if (shard != null && wanted != null) {
          keyed++;
          rows += wanted.size();
          assertThat(answer(shard == 0 ? east : west, sql)).as(sql).isEqualTo(wanted);
        }
      }
      assertThat(keyed).isGreaterThan(QUERIES / 20);
      assertThat(rows).isGreaterThan(keyed);
    }
  }

  private static ShardConfig shard(String name) {
    return new ShardConfig(name, 1, null, List.of(), List.of(), List.of());
  }

  private static @Nullable Integer shard(ShardPlan plan, String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    RoutedText text = RoutedText.read(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
    ShardRoute route = plan.route(text, SessionMarks.of(SearchPath.of("public")));
    if (!(route instanceof ShardRoute.Keyed keyed)) {
      return null;
    }
    ShardChoice choice =
        new KeyReader()
            .read(keyed, bytes, 0, bytes.length, ClientEncoding.UTF8, true)
            .place(plan.map(), null, ClientEncoding.UTF8);
    return choice instanceof ShardChoice.Shard(int index) ? index : null;
  }

  private static void fill(Random random, ShardMap map, List<Connection> shards, Connection all)
      throws SQLException {
    for (int row = 0; row < 30; row++) {
      long key = 1 + random.nextInt(6);
      int shard = map.place(List.of(new KeyValue.Whole(key)));
      for (String insert :
          List.of(
              "orders VALUES (" + small(random) + ", " + key + ", " + small(random) + ")",
              "items VALUES (" + small(random) + ", " + key + ")",
              "customers VALUES (" + key + ", " + small(random) + ")")) {
        execute(all, "INSERT INTO " + insert);
        execute(shards.get(shard), "INSERT INTO " + insert);
      }
      if (row % 5 == 0) {
        String insert =
            "INSERT INTO countries VALUES (" + small(random) + ", " + small(random) + ")";
        execute(all, insert);
        execute(shards.get(0), insert);
        execute(shards.get(1), insert);
      }
    }
  }

  private static String small(Random random) {
    return random.nextInt(8) == 0 ? "NULL" : String.valueOf(1 + random.nextInt(6));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows in an order of their own; null if PostgreSQL does not take the query. */
  private static @Nullable List<String> answer(Connection connection, String sql) {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          row.append(result.getString(column)).append(' ');
        }
        rows.add(row.toString());
      }
    } catch (SQLException e) {
      return null;
    }
    rows.sort(null);
    return rows;
  }
}
