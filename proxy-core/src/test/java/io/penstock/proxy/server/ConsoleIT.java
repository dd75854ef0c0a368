package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.console.ShutdownMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console of a running proxy before a real PostgreSQL, asked by pgjdbc. */
@Timeout(60)
class ConsoleIT {
  private static final PostgresServer POSTGRES = PostgresServer.shared();

  private final String database = databaseOnServer();
  private final BlockingQueue<ShutdownMode> shutdowns = new LinkedBlockingQueue<>();
  private String pool = "{size: 5}";
  private ProxyServer proxy;

  private static String databaseOnServer() {
    try {
      return POSTGRES.createDatabase("console");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private PenstockConfig config() {
    return ConfigLoader.parse(
        """
        listen: {port: 0}
        admin: {port: 0, users: [admin], stats-users: [stats]}
        users:
          app: {password: app}
          admin: {password: admin}
          stats: {password: stats}
        pool: %s
        databases:
          shop:
            dbname: %s
            user: %s
            nodes: [{name: pg, host: %s, port: %d}]
        """
            .formatted(pool, database, POSTGRES.superuser(), POSTGRES.host(), POSTGRES.port()));
  }

  @BeforeEach
  void start() throws InterruptedException {
    proxy = ProxyServer.start(config());
    proxy.operatedBy(
        new Operator() {
          @Override
          public PenstockConfig readConfig() {
            return config();
          }

          @Override
          public void shutdown(ShutdownMode mode) {
            shutdowns.add(mode);
          }
        });
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private Connection connect(String name, String user, String options) throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/%s?%s".formatted(proxy.address().getPort(), name, options);
    return DriverManager.getConnection(url, user, user);
  }

  private Connection admin() throws SQLException {
    return connect("pgbouncer", "admin", "");
  }

  private Connection app() throws SQLException {
    return connect("shop", "app", "");
  }

  private static List<Map<String, String>> rows(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return rows(result);
    }
  }

  private static List<Map<String, String>> rows(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<Map<String, String>> rows = new ArrayList<>();
    while (result.next()) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.put(columns.getColumnName(i), String.valueOf(result.getString(i)));
      }
      rows.add(row);
    }
    return rows;
  }

  private static boolean has(Map<String, String> row, String column, String value) {
    return value.equals(row.get(column));
  }

  private static void run(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "preferQueryMode=simple",
        "preferQueryMode=extendedForPrepared",
        "preferQueryMode=extendedCacheEverything",
        "prepareThreshold=-1",
        "assumeMinServerVersion=9.0&ApplicationName=checks"
      })
  void everyTableIsReadInEveryModeOfTheDriver(String options) throws SQLException {
    try (Connection app = app();
        Connection console = connect("penstock", "admin", options)) {
      run(app, "SELECT 1");
      for (String table :
          List.of(
              "stats",
              "stats_totals",
              "stats_averages",
              "totals",
              "pools",
              "clients",
              "servers",
              "sockets",
              "active_sockets",
              "databases",
              "users",
              "lists",
              "config",
              "state",
              "version",
              "mem")) {
        assertThat(rows(console, "SHOW " + table)).as(table).isNotEmpty();
      }
      assertThat(rows(console, "SHOW CLIENTS"))
          .anyMatch(row -> has(row, "database", "penstock"))
          .anyMatch(row -> has(row, "database", "shop") && has(row, "user", "app"));
    }
  }

  @Test
  void aPreparedShowIsTheSameInTextAndInBinary() throws SQLException {
    try (Connection app = app();
        Connection console = connect("penstock", "admin", "prepareThreshold=2");
        PreparedStatement show = console.prepareStatement("SHOW TOTALS")) {
      run(app, "SELECT 1");
      for (int i = 0; i < 6; i++) {
        try (ResultSet result = show.executeQuery()) {
          List<Map<String, String>> rows = rows(result);
          assertThat(rows).hasSize(24);
          assertThat(rows.get(2))
              .containsEntry("name", "total_query_count")
              .extractingByKey("value")
              .satisfies(value -> assertThat(Long.parseLong(value)).isPositive());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "preferQueryMode=simple"})
  void transactionsAndSettingsOfTheDriverAreTolerated(String options) throws SQLException {
    try (Connection console = connect("penstock", "admin", options)) {
      console.setAutoCommit(false);
      console.setReadOnly(true);
      assertThat(rows(console, "SHOW VERSION").get(0).get("version")).startsWith("PgBouncer 1.25.");
      console.commit();
      console.rollback();
      console.setAutoCommit(true);
      assertThat(console.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(console.isValid(5)).isTrue();
      assertThat(rows(console, "SELECT 1").get(0)).containsEntry("?column?", "1");
    }
  }

  @Test
  void theQueriesOfThePrometheusExporterFindWhatTheyRead() throws SQLException {
    try (Connection app = app();
        Connection console = connect("pgbouncer", "stats", "preferQueryMode=simple")) {
      run(app, "SELECT 1");
      assertThat(rows(console, "SHOW STATS")).isNotEmpty();
      assertThat(rows(console, "SHOW VERSION;").get(0)).containsOnlyKeys("version");
      assertThat(rows(console, "SHOW LISTS;"))
          .allSatisfy(row -> {
            assertThat(row).containsOnlyKeys("list", "items");
            assertThat(Double.parseDouble(row.get("items"))).isNotNegative();
          });
      assertThat(rows(console, "SHOW CONFIG;"))
          .filteredOn(
              row -> has(row, "key", "max_client_conn") || has(row, "key", "max_user_connections"))
          .hasSize(2)
          .allSatisfy(row -> assertThat(Double.parseDouble(row.get("value"))).isNotNegative());
      numbers(
          rows(console, "SHOW databases;").get(0),
          "pool_size",
          "reserve_pool_size",
          "max_connections",
          "current_connections",
          "paused",
          "disabled");
      numbers(
          rows(console, "SHOW stats_totals;").get(0),
          "query_count",
          "query_time",
          "bytes_received",
          "bytes_sent",
          "wait_time",
          "xact_count",
          "xact_time",
          "client_parse_count",
          "server_parse_count",
          "bind_count",
          "server_assignment_count");
      numbers(
          rows(console, "SHOW pools;").get(0),
          "cl_active",
          "cl_waiting",
          "cl_active_cancel_req",
          "cl_waiting_cancel_req",
          "sv_active",
          "sv_active_cancel",
          "sv_being_canceled",
          "sv_idle",
          "sv_used",
          "sv_tested",
          "sv_login",
          "maxwait");
      assertThat(rows(console, "SHOW CLIENTS;").get(0))
          .containsKeys("database", "user", "state", "application_name");
    }
  }

  private static void numbers(Map<String, String> row, String... names) {
    for (String name : names) {
      assertThat(row).containsKey(name);
      assertThat(Double.parseDouble(row.get(name))).as(name).isNotNegative();
    }
  }

  @Test
  void aTransactionShowsAsAnActiveClientWithItsServerAndThenAsIdle() throws SQLException {
    try (Connection app = app();
        Connection console = admin()) {
      app.setAutoCommit(false);
      String pid = rows(app, "SELECT pg_backend_pid() AS pid").get(0).get("pid");
      Map<String, String> client = client(console);
      assertThat(client).containsEntry("state", "active").containsEntry("remote_pid", pid);
      assertThat(rows(console, "SHOW SERVERS"))
          .singleElement()
          .satisfies(server -> {
            assertThat(server).containsEntry("remote_pid", pid).containsEntry("state", "active");
            assertThat(server).containsEntry("ptr", client.get("link"));
            assertThat(server).containsEntry("link", client.get("ptr"));
          });
      assertThat(rows(console, "SHOW POOLS").get(0))
          .containsEntry("cl_active", "1")
          .containsEntry("sv_active", "1");
      app.commit();
      assertThat(client(console)).containsEntry("state", "idle");
    }
  }

  private static Map<String, String> client(Connection console) throws SQLException {
    return rows(console, "SHOW CLIENTS").stream()
        .filter(row -> has(row, "database", "shop"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theOnlyNodeOfADatabaseIsItsPrimaryWithoutBeingAsked() throws SQLException {
    try (Connection console = admin()) {
      assertThat(rows(console, "SHOW REPLICAS"))
          .singleElement()
          .satisfies(node -> {
            assertThat(node).containsEntry("database", "shop").containsEntry("node", "pg");
            assertThat(node).containsEntry("role", "primary").containsEntry("state", "up");
            assertThat(node).containsEntry("lag_ms", "null").containsEntry("lsn", "null");
          });
    }
  }

  @Test
  void pinsAreShownWithTheirReasons() throws SQLException {
    try (Connection app = app();
        Connection console = admin()) {
      assertThat(rows(console, "SHOW PINS")).isEmpty();
      run(app, "CREATE TEMPORARY TABLE mine (id int)");
      assertThat(rows(console, "SHOW PINS"))
          .singleElement()
          .satisfies(pin ->
              assertThat(pin)
                  .containsEntry("database", "shop")
                  .containsEntry("reasons", "temporary-table"));
    }
  }

  @Test
  void pauseWaitsForTheTransactionAndThenHoldsNewOnesUntilResume() throws Exception {
    try (Connection app = app();
        Connection console = admin();
        Connection observer = admin()) {
      app.setAutoCommit(false);
      run(app, "SELECT 1");
      CompletableFuture<Void> paused = inBackground(() -> run(console, "PAUSE shop"));
      await(() -> has(rows(observer, "SHOW DATABASES").get(0), "paused", "1"));
      assertThat(paused).isNotDone();
      app.commit();
      paused.get(10, TimeUnit.SECONDS);
      assertThat(rows(observer, "SHOW SERVERS")).isEmpty();

      CompletableFuture<Void> waiting =
          inBackground(() -> {
            run(app, "SELECT 2");
            app.commit();
          });
      await(() -> has(rows(observer, "SHOW POOLS").get(0), "cl_waiting", "1"));
      assertThat(waiting).isNotDone();
      run(console, "RESUME shop");
      waiting.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPoolThatIsMadeDuringAPauseWaitsToo() throws Exception {
    try (Connection console = admin()) {
      run(console, "PAUSE");
      assertThat(rows(console, "SHOW STATE").get(1)).containsEntry("value", "yes");
      CompletableFuture<Void> first =
          inBackground(() -> {
            try (Connection app = app()) {
              run(app, "SELECT 1");
            }
          });
      await(
          () -> rows(console, "SHOW POOLS").stream().anyMatch(row -> has(row, "cl_waiting", "1")));
      assertThat(rows(console, "SHOW SERVERS")).isEmpty();
      run(console, "RESUME");
      first.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void killDisconnectsClientsAndServersAndLeavesTheDatabasePaused() throws Exception {
    try (Connection app = app();
        Connection console = admin()) {
      app.setAutoCommit(false);
      run(app, "SELECT 1");
      run(console, "KILL shop");
      assertThat(rows(console, "SHOW SERVERS")).isEmpty();
      assertThat(rows(console, "SHOW CLIENTS")).noneMatch(row -> has(row, "database", "shop"));
      assertThat(rows(console, "SHOW DATABASES").get(0)).containsEntry("paused", "1");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> run(app, "SELECT 1"))
          .satisfies(e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
      run(console, "RESUME shop");
      try (Connection again = app()) {
        run(again, "SELECT 1");
      }
    }
  }

  @Test
  void killClientEndsOneClientAndItsTransaction() throws Exception {
    try (Connection app = app();
        Connection other = app();
        Connection console = admin()) {
      app.setAutoCommit(false);
      run(app, "SELECT 1");
      String id =
          rows(console, "SHOW CLIENTS").stream()
              .filter(row -> has(row, "state", "active") && has(row, "database", "shop"))
              .findFirst()
              .orElseThrow()
              .get("id");
      run(console, "KILL_CLIENT " + id);
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(app, "SELECT 1"));
      run(other, "SELECT 1");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> run(console, "KILL_CLIENT " + id))
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42704"));
    }
  }

  @Test
  void disableRefusesNewClientsAndKeepsThoseThereAre() throws Exception {
    try (Connection app = app();
        Connection console = admin()) {
      run(console, "DISABLE shop");
      run(app, "SELECT 1");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(this::app)
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("55000"));
      run(console, "ENABLE shop");
      app().close();
    }
  }

  @Test
  void reconnectReplacesServersAndWaitCloseWaitsForTheLastOfThem() throws Exception {
    try (Connection app = app();
        Connection console = admin();
        Connection observer = admin()) {
      app.setAutoCommit(false);
      String before = rows(app, "SELECT pg_backend_pid() AS pid").get(0).get("pid");
      run(console, "RECONNECT shop");
      CompletableFuture<Void> closed = inBackground(() -> run(console, "WAIT_CLOSE shop"));
      assertThat(rows(observer, "SHOW SERVERS").get(0)).containsEntry("close_needed", "1");
      assertThat(closed).isNotDone();
      app.commit();
      closed.get(10, TimeUnit.SECONDS);
      assertThat(rows(app, "SELECT pg_backend_pid() AS pid").get(0).get("pid"))
          .isNotEqualTo(before);
    }
  }

  @Test
  void reloadPutsTheFileInForceAndSetLastsUntilThen() throws Exception {
    try (Connection console = admin()) {
      run(console, "SET max_client_conn = 77");
      assertThat(setting(console, "max_client_conn")).isEqualTo("77");
      pool = "{size: 9}";
      assertThat(rows(console, "RELOAD DRY RUN"))
          .anySatisfy(
              row -> assertThat(row).containsEntry("key", "pool.size").containsEntry("new", "9"));
      assertThat(setting(console, "default_pool_size")).isEqualTo("5");
      run(console, "RELOAD");
      assertThat(setting(console, "default_pool_size")).isEqualTo("9");
      assertThat(setting(console, "max_client_conn")).isEqualTo("1000");
      pool = "{size: none}";
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> run(console, "RELOAD"))
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("F0000"));
      assertThat(setting(console, "default_pool_size")).isEqualTo("9");
    }
  }

  private static String setting(Connection console, String key) throws SQLException {
    return rows(console, "SHOW CONFIG").stream()
        .filter(row -> has(row, "key", key))
        .findFirst()
        .map(row -> row.get("value"))
        .orElseThrow();
  }

  @Test
  void shutdownIsPassedOnToWhoRunsTheServer() throws Exception {
    try (Connection console = admin()) {
      run(console, "SHUTDOWN WAIT_FOR_CLIENTS");
      assertThat(shutdowns.poll(10, TimeUnit.SECONDS)).isEqualTo(ShutdownMode.WAIT_FOR_CLIENTS);
    }
  }

  @Test
  void onlyWhoIsNamedGetsIntoTheConsole() {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> connect("penstock", "app", ""))
        .satisfies(e -> assertThat(e.getSQLState()).startsWith("28"));
  }

  /** Something that may fail as SQL does. */
  private interface Step {
    void run() throws SQLException;
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static CompletableFuture<Void> inBackground(Step step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            step.run();
            done.complete(null);
          } catch (SQLException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Looks until it holds; each look is a round trip to the proxy. */
  private static void await(Condition condition) throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("nanoseconds, to the deadline").isLessThan(deadline);
    }
  }
}
