package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** Schemas that live on one shard each, made and used through the proxy. */
@Timeout(120)
class TenantSchemasIT {
  private static final int TENANTS = 8;

  private ShardedDatabase shop;

  @BeforeEach
  void start() throws Exception {
    shop =
        ShardedDatabase.start(
            2,
            "schemas: [tenant_*]\n      tables: [{name: orders, key: customer_id},"
                + " {name: countries, reference: true}]",
            "size: 5",
            "CREATE TABLE orders (customer_id bigint, note text)",
            "CREATE TABLE countries (code text)",
            "INSERT INTO countries VALUES ('de'), ('fr')");
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        statement.execute("CREATE SCHEMA tenant_" + tenant);
        statement.execute(
            "CREATE TABLE tenant_%d.bookings (id serial PRIMARY KEY, room text)".formatted(tenant));
        statement.execute(
            "INSERT INTO tenant_%d.bookings (room) VALUES ('room of %d')"
                .formatted(tenant, tenant));
      }
    }
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private int shardOf(int tenant) throws SQLException {
    String there = "SELECT count(*) FROM pg_namespace WHERE nspname = 'tenant_%d'";
    boolean first = shop.ask(0, there.formatted(tenant)).equals("1");
    boolean second = shop.ask(1, there.formatted(tenant)).equals("1");
    assertThat(first).as("tenant " + tenant).isNotEqualTo(second);
    return first ? 0 : 1;
  }

  private int tenantOf(int shard) throws SQLException {
    int tenant = 0;
    while (shardOf(tenant) != shard) {
      tenant++;
    }
    return tenant;
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).as(sql).isTrue();
      return String.valueOf(row.getString(1));
    }
  }

  @Test
  void eachIsOnOneShardAndFoundThereByNameAndBySearchPath() throws Exception {
    int onFirst = 0;
    for (String mode : new String[] {"simple", "extended"}) {
      try (Connection client = shop.connect("preferQueryMode=" + mode, "prepareThreshold=1");
          Statement statement = client.createStatement()) {
        for (int tenant = 0; tenant < TENANTS; tenant++) {
          onFirst += 1 - shardOf(tenant);
          String room = "room of " + tenant;
          assertThat(one(statement, "SELECT room FROM tenant_%d.bookings".formatted(tenant)))
              .isEqualTo(room);
          statement.execute("SET search_path = tenant_%d, public".formatted(tenant));
          assertThat(one(statement, "SELECT room FROM bookings")).isEqualTo(room);
          assertThat(one(statement, "SELECT count(*) FROM bookings, countries")).isEqualTo("2");
          assertThat(one(statement, "SELECT current_schema()")).isEqualTo("tenant_" + tenant);
          assertThat(one(statement, "SELECT to_regclass('bookings')")).isEqualTo("bookings");
          statement.execute("SET search_path = public");
        }
        assertThatThrownBy(() -> statement.execute("SELECT * FROM bookings"))
            .hasMessageContaining("no table bookings is known");
      }
    }
    assertThat(onFirst).isBetween(2, 2 * TENANTS - 2);
  }

  @Test
  void oneStatementPreparedOnceIsThatOfTheSchemaOfTheMoment() throws Exception {
    try (Connection client = shop.connect("prepareThreshold=1");
        Statement statement = client.createStatement();
        PreparedStatement find =
            client.prepareStatement("SELECT room FROM bookings WHERE id = ?")) {
      find.setInt(1, 1);
      for (int round = 0; round < 2; round++) {
        for (int tenant = 0; tenant < TENANTS; tenant++) {
          statement.execute("SET search_path = tenant_" + tenant);
          try (ResultSet row = find.executeQuery()) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("room of " + tenant);
          }
        }
      }
    }
  }

  @Test
  void aStatementIsDescribedByTheShardThatCanUnderstandIt() throws Exception {
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        String named = "SELECT id, room FROM tenant_%d.bookings WHERE id = ?".formatted(tenant);
        try (PreparedStatement find = client.prepareStatement(named)) {
          assertThat(find.getMetaData().getColumnName(2)).isEqualTo("room");
          assertThat(find.getParameterMetaData().getParameterTypeName(1)).isEqualTo("int4");
        }
        statement.execute("SET search_path = tenant_" + tenant);
        try (PreparedStatement find =
            client.prepareStatement("SELECT room AS r FROM bookings WHERE id = ?")) {
          assertThat(find.getMetaData().getColumnName(1)).isEqualTo("r");
        }
        statement.execute("SET search_path = public");
      }
    }
  }

  @Test
  void migrationsInASearchPathMakeAndChangeTablesThere() throws Exception {
    int tenant = tenantOf(1);
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      statement.execute("SET search_path = tenant_" + tenant);
      statement.execute("CREATE TABLE rooms (id serial PRIMARY KEY, name text, code text)");
      statement.execute("CREATE INDEX ON rooms (name)");
      statement.execute("ALTER TABLE rooms ADD COLUMN size int DEFAULT 2");
      statement.execute("INSERT INTO rooms (name) SELECT 'r' || n FROM generate_series(1, 9) n");
      client
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY rooms (name) FROM STDIN", new StringReader("one\ntwo\n"));
      assertThat(one(statement, "SELECT sum(size) FROM rooms")).isEqualTo("22");
      statement.execute("TRUNCATE rooms");
      statement.execute("DROP TABLE rooms");
    }
    assertThat(shop.ask(1, "SELECT to_regclass('tenant_%d.rooms')".formatted(tenant)))
        .isEqualTo("null");
    assertThat(shop.ask(0, "SELECT count(*) FROM pg_class WHERE relname = 'rooms'")).isEqualTo("0");
  }

  @Test
  void aTransactionIsOfOneShardAndSchemasOfTwoAreNotMixed() throws Exception {
    int one = tenantOf(0);
    int other = tenantOf(1);
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.execute("UPDATE tenant_%d.bookings SET room = 'changed'".formatted(one));
      assertThatThrownBy(
              () -> statement.execute("SELECT * FROM tenant_%d.bookings".formatted(other)))
          .hasMessageContaining("s1")
          .hasMessageContaining("s0");
      client.rollback();
      client.setAutoCommit(true);
      String both = "SELECT * FROM tenant_%d.bookings, tenant_%d.bookings b".formatted(one, other);
      assertThatThrownBy(() -> statement.execute(both)).hasMessageContaining("s0, s1");
      assertThatThrownBy(() ->
              statement.execute(
                  "SELECT * FROM tenant_%d.bookings, orders WHERE customer_id = 1".formatted(one)))
          .hasMessageContaining("public.orders is used beside a schema");
      assertThat(one(statement, "SELECT room FROM tenant_%d.bookings".formatted(one)))
          .isEqualTo("room of " + one);
      statement.execute("SET search_path = tenant_" + one);
      assertThatThrownBy(
              () -> statement.execute("SELECT * FROM tenant_%d.bookings".formatted(other)))
          .hasMessageContaining("s0, s1");
    }
  }

  @Test
  void aTransactionMayBeginWithItsSearchPath() throws Exception {
    try (ScriptedClient client = shop.client()) {
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        client.run("BEGIN");
        assertThat(client.run("SET LOCAL search_path = tenant_%d, public".formatted(tenant)))
            .contains("C(SET)");
        assertThat(client.run("SELECT room FROM bookings"))
            .contains("D(room of %d)".formatted(tenant));
        client.run("COMMIT");
      }
    }
  }

  @Test
  void anExplanationTellsTheShard() throws Exception {
    try (ScriptedClient client = shop.client()) {
      int tenant = tenantOf(1);
      assertThat(
              client.run("EXPLAIN (PENSTOCK) SELECT * FROM tenant_%d.bookings".formatted(tenant)))
          .contains("s1");
      client.run("SET search_path = tenant_" + tenant);
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT * FROM bookings")).contains("s1");
    }
  }
}
