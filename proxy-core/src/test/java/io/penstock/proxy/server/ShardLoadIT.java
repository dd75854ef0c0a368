package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What shards do is counted where it is done. */
@Timeout(120)
class ShardLoadIT {
  private static final String COUNT = "SELECT count(*) FROM orders";

  private ShardedDatabase shop;

  @BeforeEach
  void start() throws Exception {
    shop =
        ShardedDatabase.start(
            2,
            "tables: [{name: orders, key: customer_id}]\n      two-phase: true",
            "size: 5",
            "CREATE TABLE orders (customer_id bigint, note text)");
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private double value(String meter, int shard) {
    return value(meter + "{database=\"shop\",shard=\"s" + shard + "\"");
  }

  private double value(String series) {
    return shop.proxy()
        .meters()
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** A key of the shard with this number, of rows that are there. */
  private int keyOf(int shard) throws SQLException {
    return Integer.parseInt(shop.ask(shard, "SELECT customer_id FROM orders LIMIT 1"));
  }

  @Test
  void statementsBytesAndTimeAreThoseOfTheShardThatHadThem() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(value("penstock_shard_queries_total", 0)).isZero();
      for (int key = 0; key < 20; key++) {
        client.run("INSERT INTO orders VALUES (%d, 'mine')".formatted(key));
      }
      double first = value("penstock_shard_queries_total", 0);
      double second = value("penstock_shard_queries_total", 1);
      assertThat(first).isEqualTo(Double.parseDouble(shop.ask(0, COUNT)));
      assertThat(second).isEqualTo(Double.parseDouble(shop.ask(1, COUNT)));
      assertThat(value("penstock_shard_query_seconds_total", 1)).isPositive();
      double sent = value("penstock_shard_sent_bytes_total", 0);
      client.run("SELECT * FROM orders WHERE customer_id = " + keyOf(1));
      client.runExtended("SELECT * FROM orders WHERE customer_id = $1", "" + keyOf(1));
      assertThat(value("penstock_shard_queries_total", 0)).isEqualTo(first);
      assertThat(value("penstock_shard_queries_total", 1)).isEqualTo(second + 2);
      assertThat(value("penstock_shard_sent_bytes_total", 0)).isEqualTo(sent);
      assertThat(value("penstock_shard_skew{database=\"shop\",of=\"queries\""))
          .isEqualTo(2 * Math.max(first, second + 2) / 22, within(1e-9));
      double time = value("penstock_shard_query_seconds_total", 0);
      client.run("SELECT count(*), max(note) FROM orders WHERE customer_id >= 0");
      assertThat(value("penstock_shard_queries_total", 0)).isGreaterThan(first);
      assertThat(value("penstock_shard_queries_total", 1)).isGreaterThan(second + 2);
      assertThat(value("penstock_shard_sent_bytes_total", 0)).isGreaterThan(sent);
      assertThat(value("penstock_shard_query_seconds_total", 0)).isGreaterThan(time);
    }
  }

  @Test
  void changesOfSeveralShardsCountOnEach() throws Exception {
    shop.awaitTwoPhase();
    try (ScriptedClient client = shop.client()) {
      client.run("INSERT INTO orders SELECT 1, 'mine'");
      double[] queries = new double[2];
      double[] sent = new double[2];
      for (int shard = 0; shard < 2; shard++) {
        queries[shard] = value("penstock_shard_queries_total", shard);
        sent[shard] = value("penstock_shard_sent_bytes_total", shard);
      }
      assertThat(client.run("UPDATE orders SET note = 'other'")).isEqualTo("C(UPDATE 1) Z(I)");
      for (int shard = 0; shard < 2; shard++) {
        assertThat(value("penstock_shard_queries_total", shard)).isGreaterThan(queries[shard]);
        assertThat(value("penstock_shard_sent_bytes_total", shard)).isGreaterThan(sent[shard]);
      }
    }
  }
}
