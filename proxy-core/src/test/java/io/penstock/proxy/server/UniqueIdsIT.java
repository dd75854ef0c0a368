package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.util.PSQLException;

/** Ids that every shard makes for itself, and no two alike. */
@Timeout(120)
class UniqueIdsIT {
  private static final String TABLES =
      "tables: [{name: orders, key: customer_id}, {name: lines, key: customer_id}]";

  private static final String[] SCHEMA = {
    "CREATE TABLE orders (id bigint, customer_id bigint, note text)",
    "CREATE TABLE lines (customer_id bigint, id bigint)"
  };

  private ShardedDatabase shop;

  private void start() throws Exception {
    shop = ShardedDatabase.start(2, "unique-ids: true\n      " + TABLES, "size: 8", SCHEMA);
    awaitIds();
  }

  private void awaitIds() {
    ProxyFixture.eventually(
        "both shards make ids",
        () -> {
          try (ScriptedClient client = shop.client()) {
            return client.run("SELECT penstock.next_id()").contains("D(")
                && client.run("/* penstock: shard=s1 */ SELECT penstock.next_id()").contains("D(");
          }
        });
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private static long shardOf(long id) {
    return (id >> 12) & 1023;
  }

  private static long millisOf(long id) {
    return (id >> 22) + 1735689600000L;
  }

  private long idOn(int shard) throws SQLException {
    return Long.parseLong(shop.ask(shard, "SELECT penstock.next_id()"));
  }

  @Test
  void everyProtocolAndEveryPlaceOfAStatementTakesOne() throws Exception {
    start();
    List<Long> ids = new ArrayList<>();
    for (String mode : new String[] {"simple", "extended"}) {
      try (Connection client = shop.connect("preferQueryMode=" + mode);
          Statement statement = client.createStatement();
          PreparedStatement insert =
              client.prepareStatement(
                  "INSERT INTO orders (id, customer_id) VALUES (penstock.next_id(), ?) RETURNING"
                      + " id")) {
        for (int customer = 0; customer < 20; customer++) {
          insert.setLong(1, customer);
          try (ResultSet row = insert.executeQuery()) {
            row.next();
            ids.add(row.getLong(1));
          }
        }
        try (ResultSet row = statement.executeQuery("SELECT penstock.next_id()")) {
          row.next();
          ids.add(row.getLong(1));
        }
        statement.executeUpdate(
            "INSERT INTO lines SELECT customer_id, penstock.next_id() FROM orders WHERE"
                + " customer_id = 3");
        statement.executeUpdate("UPDATE orders SET id = penstock.next_id() WHERE customer_id = 4");
      }
    }
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    assertThat(ids).allMatch(id -> id > 0);
    assertThat(ids.stream().map(UniqueIdsIT::shardOf)).contains(1L, 2L);
    assertThat(ids)
        .allSatisfy(id ->
            assertThat(Math.abs(System.currentTimeMillis() - millisOf(id))).isLessThan(60_000));
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("SELECT count(DISTINCT id), count(*) FROM orders"))
          .contains("D(40,40)");
    }
  }

  @Test
  void aColumnMayHaveItAsItsDefault() throws Exception {
    start();
    for (int shard = 0; shard < 2; shard++) {
      shop.execute(shard, "ALTER TABLE orders ALTER id SET DEFAULT penstock.next_id()");
    }
    try (ScriptedClient client = shop.client()) {
      for (int customer = 0; customer < 20; customer++) {
        assertThat(client.run("INSERT INTO orders (customer_id) VALUES (" + customer + ")"))
            .contains("C(INSERT 0 1)");
      }
      assertThat(client.run("SELECT count(DISTINCT id) FROM orders")).contains("D(20)");
    }
  }

  @Test
  void asAKeyItIsMadeBeforeAndNotByTheShardThatItDecides() throws Exception {
    start();
    assertThat(hintOf("INSERT INTO orders (customer_id) VALUES (penstock.next_id())"))
        .contains("what penstock.next_id()");
  }

  @Test
  void noTwoAreAlikeAndOneSessionSeesThemRise() throws Exception {
    start();
    Set<Long> all = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> made = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        int shard = thread % 2;
        made.add(threads.submit(() -> idsOf(shard, 100, 50)));
      }
      for (Future<List<Long>> ids : made) {
        assertThat(ids.get()).isSorted();
        all.addAll(ids.get());
      }
    }
    assertThat(all).hasSize(6 * 100 * 50);
  }

  private List<Long> idsOf(int shard, int statements, int each) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      for (int i = 0; i < statements; i++) {
        try (ResultSet rows =
            statement.executeQuery(
                "/* penstock: shard=s%d */ SELECT penstock.next_id() FROM generate_series(1, %d)"
                    .formatted(shard, each))) {
          while (rows.next()) {
            ids.add(rows.getLong(1));
          }
        }
      }
    }
    return ids;
  }

  @Test
  void aClockThatIsSetBackChangesNothingAndALostSequenceFollowsTheClock() throws Exception {
    start();
    long before = idOn(0);
    // As an hour ago the clock had been an hour ahead.
    shop.execute(
        0, "SELECT setval('penstock.ids', last_value + (3600000::int8 << 12)) FROM penstock.ids");
    long ahead = idOn(0);
    assertThat(millisOf(ahead) - millisOf(before)).isGreaterThanOrEqualTo(3_600_000);
    assertThat(idOn(0)).isEqualTo(ahead + 1);
    // As a replica that had not got the last of the log.
    shop.execute(
        0, "SELECT setval('penstock.ids', last_value - (7200000::int8 << 12)) FROM penstock.ids");
    long behind = idOn(0);
    assertThat(behind).isBetween(before, ahead);
    assertThat(Math.abs(System.currentTimeMillis() - millisOf(behind))).isLessThan(60_000);
  }

  @Test
  void aShardThatWasCopiedFromAnotherGetsItsOwnNumber() throws Exception {
    start();
    assertThat(shardOf(idOn(1))).isEqualTo(2);
    shop.execute(1, "UPDATE penstock.shard_number SET number = 1");
    shop.restart();
    ProxyFixture.eventually(
        "its number is its own again",
        () -> {
          try {
            return shardOf(idOn(1)) == 2;
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(shop.ask(0, "SELECT count(DISTINCT number) FROM penstock.shard_numbers"))
        .isEqualTo("2");
  }

  @Test
  void anyRoleMayTakeIdsAndNoneMayTurnThemBack() throws Exception {
    start();
    shop.execute(0, "CREATE ROLE ids_1; GRANT CREATE ON SCHEMA public TO PUBLIC");
    try {
      assertThatThrownBy(() -> shop.execute(0, "SET ROLE ids_1; SELECT setval('penstock.ids', 1)"))
          .hasMessageContaining("permission denied");
      // An operator of its own cannot get between, either.
      shop.execute(
          0,
          "SET ROLE ids_1",
          "CREATE FUNCTION public.evil(int8, int8) RETURNS int8 LANGUAGE sql AS 'SELECT 0::int8'",
          "CREATE OPERATOR public.| (leftarg = int8, rightarg = int8, function = public.evil)",
          "SET search_path = public, pg_catalog",
          "DO $$ BEGIN ASSERT penstock.next_id() > 0; END $$");
    } finally {
      shop.execute(0, "DROP OWNED BY ids_1 CASCADE; DROP ROLE ids_1");
    }
  }

  @Test
  void withoutItTheRefusalSaysWhatToDo() throws Exception {
    shop = ShardedDatabase.start(2, TABLES, "size: 8", SCHEMA);
    assertThat(hintOf("SELECT penstock.next_id()")).contains("sharding.unique-ids");
  }

  /** What a statement that is refused is told to be instead. */
  private String hintOf(String sql) throws SQLException {
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      statement.execute(sql);
      throw new AssertionError(sql + " was served");
    } catch (PSQLException e) {
      assertThat(e.getSQLState()).isEqualTo("0A000");
      return String.valueOf(Objects.requireNonNull(e.getServerErrorMessage()).getHint());
    }
  }
}
