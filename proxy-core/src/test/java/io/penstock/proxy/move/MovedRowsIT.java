package io.penstock.proxy.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.proxy.server.ProxyServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows of any kind arrive as they were. */
@Timeout(120)
class MovedRowsIT {
  private static final MoveOptions OPTIONS = GrowingDatabase.OPTIONS;

  private static final LocalDate FIRST = LocalDate.of(1999, 12, 1);

  private static final List<String> AWKWARD =
      List.of(
          "", "a", "B", "ä", "quo'te", "back\\slash", "{\"x\"}, y", "tab\there", "new\nline", "😀");

  private static void insert(Connection client, String sql, Object... values) throws SQLException {
    try (PreparedStatement insert = client.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        insert.setObject(i + 1, values[i]);
      }
      insert.executeUpdate();
    }
  }

  private static List<String> all(GrowingDatabase shop, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      rows.addAll(shop.rows(shard, query));
    }
    return rows;
  }

  @Test
  void keysOfAllTypesMoveWithTheirRows() throws Exception {
    try (GrowingDatabase shop =
        new GrowingDatabase(
            "{name: documents, key: [tenant, region]}, {name: events, key: id},"
                + " {name: days, key: day}, {name: codes, key: code}, {name: amounts, key: amount}",
            "CREATE TABLE documents (tenant text, region smallint, body jsonb, bytes bytea,"
                + " twice int GENERATED ALWAYS AS (region * 2) STORED, number serial)"
                + " PARTITION BY LIST (region)",
            "CREATE TABLE documents_even PARTITION OF documents FOR VALUES IN (0, 2, 4)",
            "CREATE TABLE documents_odd PARTITION OF documents DEFAULT",
            "CREATE INDEX ON documents (tenant COLLATE \"C\", region)",
            "CREATE TABLE events (id uuid PRIMARY KEY, at timestamptz, tags text[])",
            "CREATE TABLE days (day date PRIMARY KEY, price numeric)",
            "CREATE TABLE codes (code char(20) PRIMARY KEY, other varchar(10))",
            "CREATE TABLE amounts (amount numeric PRIMARY KEY, valid tstzrange)",
            "CREATE TABLE log (what text)",
            "CREATE FUNCTION count_writes() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$BEGIN INSERT INTO public.log VALUES (tg_op); RETURN NULL; END$$",
            "CREATE TRIGGER writes AFTER INSERT OR DELETE ON events FOR EACH ROW"
                + " EXECUTE FUNCTION count_writes()")) {
      ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
      try (Connection client = GrowingDatabase.connect(proxy.address().getPort(), "")) {
        for (int row = 0; row < 60; row++) {
          String text = AWKWARD.get(row % AWKWARD.size()) + (row / AWKWARD.size());
          insert(
              client,
              "INSERT INTO documents (tenant, region, body, bytes) VALUES (?, ?, ?::jsonb, ?)",
              text,
              (short) (row % 5),
              "{\"n\": " + row + "}",
              new byte[] {(byte) row, 0, '\\'});
          insert(
              client,
              "INSERT INTO events VALUES (?, now(), ARRAY[?, NULL, 'b,c'])",
              UUID.nameUUIDFromBytes(new byte[] {(byte) row}),
              text);
          insert(client, "INSERT INTO days VALUES ('%s', 1.50)".formatted(FIRST.plusDays(row)));
          insert(client, "INSERT INTO codes VALUES (?, ?)", "c" + row, "o" + row);
          insert(
              client,
              "INSERT INTO amounts VALUES ("
                  + (row * 1_000_003L - 7)
                  + ", '[2020-01-01,2021-01-01)')");
        }
      }
      List<String> tables = List.of("documents", "events", "days", "codes", "amounts");
      List<List<String>> before = new ArrayList<>();
      for (String table : tables) {
        before.add(all(shop, "SELECT * FROM " + table));
      }
      int logged = all(shop, "SELECT what FROM log").size();
      KeyMover.move(shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1)), OPTIONS, line -> {});
      for (int table = 0; table < tables.size(); table++) {
        assertThat(all(shop, "SELECT * FROM " + tables.get(table)))
            .hasSize(60)
            .containsExactlyInAnyOrderElementsOf(before.get(table));
        assertThat(shop.rows(2, "SELECT 1 FROM " + tables.get(table))).isNotEmpty();
      }
      assertThat(all(shop, "SELECT what FROM log")).hasSize(logged);
      long given =
          Long.parseLong(shop.rows(2, "SELECT last_value FROM documents_number_seq").get(0));
      assertThat(given)
          .isGreaterThanOrEqualTo(
              Long.parseLong(shop.rows(2, "SELECT max(number) FROM documents").get(0)));
    }
  }

  @Test
  void whoMayNotSwitchTriggersMovesTablesInTheOrderOfTheirForeignKeysOrIsRefused()
      throws Exception {
    String role = "mover_" + Long.toHexString(System.nanoTime());
    try (GrowingDatabase shop =
        new GrowingDatabase(
            "{name: children, key: customer}, {name: parents, key: customer}",
            "CREATE TABLE parents (customer int PRIMARY KEY)",
            "CREATE TABLE children (customer int REFERENCES parents, n int)",
            "CREATE INDEX ON children (customer)",
            "DO $$BEGIN CREATE ROLE "
                + role
                + " LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END$$",
            "ALTER TABLE parents OWNER TO " + role,
            "ALTER TABLE children OWNER TO " + role)) {
      shop.owner(role);
      shop.execute(0, "CREATE SCHEMA penstock AUTHORIZATION " + role);
      ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
      try (Connection client = GrowingDatabase.connect(proxy.address().getPort(), "")) {
        for (int customer = 0; customer < 30; customer++) {
          insert(client, "INSERT INTO parents VALUES (?)", customer);
          insert(client, "INSERT INTO children VALUES (?, 1)", customer);
        }
      }
      MoveRequest request = shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1));
      shop.execute(
          2,
          "CREATE TRIGGER t BEFORE UPDATE ON children FOR EACH ROW EXECUTE FUNCTION"
              + " suppress_redundant_updates_trigger()");
      assertThatThrownBy(() -> KeyMover.move(request, OPTIONS, line -> {}))
          .isInstanceOf(MoveFailedException.class)
          .hasMessageContaining("has the trigger t")
          .hasMessageContaining("session_replication_role");
      shop.execute(2, "DROP TRIGGER t ON children");
      KeyMover.move(request, OPTIONS, line -> {});
      assertThat(all(shop, "SELECT customer FROM parents")).hasSize(30).doesNotHaveDuplicates();
      assertThat(all(shop, "SELECT customer FROM children")).hasSize(30).doesNotHaveDuplicates();
      assertThat(shop.rows(2, "SELECT customer FROM children NATURAL JOIN parents"))
          .hasSizeGreaterThan(3);
    }
  }
}
