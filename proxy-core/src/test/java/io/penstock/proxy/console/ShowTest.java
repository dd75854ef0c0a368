package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShowTest {
  private final TestingClient client = TestingClient.administrator();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void poolsTellWaitsInWholeSecondsAndTheRestInMicroseconds() {
    assertThat(client.rows("SHOW POOLS"))
        .containsExactly(
            List.of(
                "shop",
                "app",
                "5",
                "2",
                "0",
                "0",
                "4",
                "0",
                "0",
                "3",
                "0",
                "0",
                "1",
                "1",
                "500000",
                "transaction",
                "null"));
  }

  @Test
  void clientsTellTheirWaitTheirBackendAndIdsThatFitThirtyOneBits() {
    List<List<String>> rows = client.rows("SHOW CLIENTS");
    assertThat(rows.get(1))
        .containsExactly(
            "C",
            "app",
            "shop",
            "none",
            "waiting",
            "192.0.2.1",
            "40000",
            "192.0.2.9",
            "6432",
            "2026-11-20 05:06:07 UTC",
            "2026-11-20 05:06:08 UTC",
            "2",
            "3",
            "0",
            "C12",
            "",
            "0",
            "TLSv1.3/X",
            "Größe",
            "3",
            "12");
    assertThat(rows.get(2)).endsWith("13").contains("S77", "4711");
  }

  @Test
  void serversLinkBackToTheClientThatHasThem() {
    List<String> server = client.rows("SHOW SERVERS").get(0);
    assertThat(server.subList(13, 17)).containsExactly("1", "S77", "C2147483661", "4711");
    assertThat(client.rows("SHOW CLIENTS").get(2).get(14)).isEqualTo("C2147483661");
  }

  @Test
  void socketsAreClientsAndServersAndActiveOnesOnlyThoseThatAreActive() {
    assertThat(client.rows("SHOW SOCKETS")).hasSize(4);
    assertThat(client.rows("SHOW ACTIVE_SOCKETS"))
        .hasSize(2)
        .allMatch(row -> row.get(4).equals("active"));
  }

  @Test
  void statsPutTotalsBeforeAveragesAndTimesInMicroseconds() {
    assertThat(client.rows("SHOW STATS").get(1))
        .containsExactly(
            "shop", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "21", "22", "23",
            "24", "25", "26", "27", "28", "29", "30", "31", "32");
    assertThat(client.rows("SHOW STATS_TOTALS").get(0))
        .containsExactly("orders", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
    assertThat(client.rows("SHOW STATS_AVERAGES").get(0))
        .containsExactly(
            "orders", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32");
  }

  @Test
  void totalsSumOverDatabasesUnderPgBouncersNames() {
    List<List<String>> rows = client.rows("SHOW TOTALS");
    assertThat(rows)
        .extracting(row -> row.get(0))
        .startsWith(
            "total_server_assignment_count",
            "total_xact_count",
            "total_query_count",
            "total_client_bytes",
            "total_server_bytes",
            "total_xact_time",
            "total_query_time",
            "total_wait_time",
            "total_ps_client_parse_count",
            "total_ps_server_parse_count",
            "total_ps_bind_count",
            "total_client_login_count",
            "avg_server_assignment_count")
        .hasSize(24);
    assertThat(rows.get(3)).containsExactly("total_client_bytes", "8");
    assertThat(rows.get(12)).containsExactly("avg_server_assignment_count", "42");
  }

  @Test
  void databasesListTheirNodesAndFlags() {
    assertThat(client.rows("SHOW DATABASES"))
        .containsExactly(
            List.of(
                "shop",
                "10.0.0.1,10.0.0.2",
                "5433",
                "shopdb",
                "null",
                "10",
                "0",
                "5",
                "1800",
                "transaction",
                "null",
                "0",
                "8",
                "0",
                "7",
                "0",
                "1"));
  }

  @Test
  void usersHaveTheirLimitsAndCounts() {
    assertThat(client.rows("SHOW USERS"))
        .containsExactly(List.of("app", "25", "5", "transaction", "7", "8", "0", "7"));
  }

  @Test
  void listsHaveTheRowsOfPgBouncerInOrder() {
    assertThat(client.rows("SHOW LISTS"))
        .containsExactly(
            List.of("databases", "1"),
            List.of("users", "1"),
            List.of("peers", "0"),
            List.of("pools", "1"),
            List.of("peer_pools", "0"),
            List.of("free_clients", "0"),
            List.of("used_clients", "3"),
            List.of("login_clients", "4"),
            List.of("free_servers", "0"),
            List.of("used_servers", "1"),
            List.of("dns_names", "0"),
            List.of("dns_zones", "0"),
            List.of("dns_queries", "0"),
            List.of("dns_pending", "0"));
  }

  @Test
  void configHasPgBouncersKeysInItsUnitsAndOursByTheirFullNames() {
    assertThat(client.rows("SHOW CONFIG"))
        .contains(
            List.of("max_client_conn", "321", "1000", "yes"),
            List.of("max_user_connections", "0", "0", "yes"),
            List.of("query_wait_timeout", "30", "30", "yes"),
            List.of("listen_port", "6432", "6432", "no"),
            List.of("limits.max-clients", "321", "1000", "yes"),
            List.of("databases.shop.nodes[pg-b].port", "5434", "5432", "yes"),
            List.of("listen.port", "6432", "6432", "no"));
  }

  @Test
  void configNeverShowsASecret() {
    List<List<String>> rows = client.rows("SHOW CONFIG");
    assertThat(rows).contains(List.of("users.app.password", "***", "null", "yes"));
    assertThat(rows.toString()).doesNotContain("secret");
  }

  @Test
  void versionReadsAsPgBouncerFirstAndAsPenstockThen() {
    assertThat(client.rows("SHOW VERSION"))
        .containsExactly(List.of("PgBouncer 1.25.0 (Penstock 1.2.3)"));
  }

  @Test
  void stateFollowsPauseAndResume() {
    assertThat(client.rows("SHOW STATE"))
        .containsExactly(
            List.of("active", "yes"), List.of("paused", "no"), List.of("suspended", "no"));
    client.asks("PAUSE");
    assertThat(client.rows("SHOW STATE"))
        .containsExactly(
            List.of("active", "no"), List.of("paused", "yes"), List.of("suspended", "no"));
  }

  @Test
  void pinsNameEveryReason() {
    assertThat(client.rows("SHOW PINS"))
        .containsExactly(List.of("12", "shop", "app", "77", "4711", "temporary-table,listen"));
  }

  @Test
  void warningsTellTableAndReason() {
    assertThat(client.rows("SHOW WARNINGS"))
        .containsExactly(List.of("orders", "public.orders", "id", "it counts on each shard"));
  }

  @Test
  void routesTellHowOftenAndWhy() {
    assertThat(client.rows("SHOW ROUTES"))
        .containsExactly(List.of("shop", "replica", "read", "90"));
  }

  @Test
  void shardsTellWhoTakesTheirWrites() {
    assertThat(client.rows("SHOW SHARDS"))
        .containsExactly(
            List.of(
                "orders",
                "s0",
                "consistent-hash",
                "1",
                "orders_0",
                "pg-a",
                "3",
                "7",
                "20",
                "3000",
                "400",
                "0.63",
                "1.88"),
            List.of(
                "orders",
                "s1",
                "consistent-hash",
                "2",
                "orders",
                "null",
                "1",
                "0",
                "0",
                "0",
                "0",
                "null",
                "null"));
  }

  @Test
  void replicasTellHowFarTheyAreAndWhyTheyDoNotServe() {
    assertThat(client.rows("SHOW REPLICAS"))
        .containsExactly(
            List.of(
                "shop",
                "pg-a",
                "10.0.0.1",
                "5433",
                "primary",
                "up",
                "closed",
                "null",
                "1",
                "0",
                "0",
                "1/23456789",
                "null",
                "3",
                "null",
                "0",
                "0",
                "null",
                "null"),
            List.of(
                "shop",
                "pg-b",
                "10.0.0.2",
                "5434",
                "replica",
                "banned",
                "half-open",
                "null",
                "1",
                "1024",
                "2500",
                "0/FF",
                "1/0",
                "3",
                "streaming",
                "4",
                "750",
                "2026-11-20 05:07:07 UTC",
                "its disk is replaced"));
  }

  @Test
  void memoryHasNumbersThatFitTheirColumns() {
    assertThat(client.rows("SHOW MEM"))
        .hasSize(3)
        .allSatisfy(
            row -> assertThat(row.subList(1, 5)).allMatch(text -> Integer.parseInt(text) >= 0));
  }

  @Test
  void whatIsNotKeptHereIsShownWithoutRows() {
    for (String table : List.of("PEERS", "PEER_POOLS", "DNS_HOSTS", "DNS_ZONES")) {
      assertThat(client.asks("SHOW " + table))
          .extracting(message -> message.getClass().getSimpleName())
          .containsExactly("RowDescription", "CommandComplete", "ReadyForQuery");
    }
  }
}
