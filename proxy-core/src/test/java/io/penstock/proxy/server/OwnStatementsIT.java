package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SHOW and SET of Penstock's own settings, and EXPLAIN (PENSTOCK), on a primary and a replica. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnStatementsIT {
  private static final String SIMPLE = "&preferQueryMode=simple";
  private static final String EXTENDED = "&prepareThreshold=1";

  private PostgresCluster cluster;
  private ProxyServer proxy;

  @BeforeAll
  void start() throws Exception {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .startupSql("CREATE TABLE t (n int PRIMARY KEY, v int); INSERT INTO t VALUES (0, 0)")
            .start();
    String nodes = ProxyFixture.nodesOf(cluster);
    PostgresServer primary = cluster.primary();
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {address: 127.0.0.1, port: 0, event-loops: 2}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users:
                  postgres: {password: unused}
                  brief: {password: unused, pool-mode: statement}
                  sticky: {password: unused, pool-mode: session}
                pool: {size: 10, max-wait: 20s}
                health: {interval: 200ms, timeout: 1s, dead-after: 2s}
                databases:
                  shop:
                    dbname: postgres
                    user: postgres
                    nodes: [%s]
                    routing:
                      reads: prefer-replica
                      consistency: session
                      wait-for-replica: 20ms
                      rules: [{tables: audit, route: primary}]
                  alone: {dbname: postgres, user: postgres, nodes: [{name: a, host: %s, port: %d}]}
                """
                    .formatted(nodes, primary.host(), primary.port())));
    cluster.awaitCaughtUp();
    try (Connection connection = connect("shop", "")) {
      aReplicaServes(connection);
    }
  }

  @AfterAll
  void close() {
    proxy.close();
    cluster.close();
  }

  private Connection connect(String database, String more) throws SQLException {
    // So that the driver sets nothing at first, which would go to the primary and move the
    // position.
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&sslmode=disable&assumeMinServerVersion=12%s"
            .formatted(proxy.address().getPort(), database, more));
  }

  /** The proxy learns of what a replica has replayed by and by. */
  private void aReplicaServes(Connection connection) {
    ProxyFixture.eventually("a replica serves", () -> !primaryServes(connection));
  }

  private boolean primaryServes(Connection connection) {
    try {
      return one(connection, "SELECT current_setting('port')")
          .equals(String.valueOf(cluster.primary().port()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SIMPLE, EXTENDED})
  void settingsAreShownAsTheyAreSet(String mode) throws Exception {
    try (Connection connection = connect("shop", mode)) {
      assertThat(one(connection, "SHOW penstock.route")).isEqualTo("auto");
      assertThat(one(connection, "SHOW penstock.consistency")).isEqualTo("session");
      run(connection, "SET penstock.route = 'primary'");
      run(connection, "SET penstock.consistency = eventual");
      assertThat(one(connection, "SHOW penstock.route")).isEqualTo("primary");
      assertThat(one(connection, "SHOW penstock.consistency")).isEqualTo("eventual");
      assertThat(primaryServes(connection)).isTrue();
      run(connection, "RESET penstock.route");
      assertThat(one(connection, "SHOW penstock.route")).isEqualTo("auto");
      aReplicaServes(connection);
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SHOW penstock.token")) {
        assertThat(row.getMetaData().getColumnName(1)).isEqualTo("penstock.token");
        assertThat(row.getMetaData().getColumnTypeName(1)).isEqualTo("text");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          penstock.route, nonsense, replica
          penstock.consistency, nonsense, strong
          penstock.token, nonsense, 1:0/3000148
          """)
  void whatCannotBeReadIsRefusedWithWhatCan(String name, String value, String allowed)
      throws Exception {
    for (String mode : new String[] {SIMPLE, EXTENDED}) {
      try (Connection connection = connect("shop", mode)) {
        assertThatThrownBy(() -> run(connection, "SET %s = '%s'".formatted(name, value)))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining(name)
            .hasMessageContaining(allowed)
            .extracting(error -> ((SQLException) error).getSQLState())
            .isEqualTo("22023");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SIMPLE, EXTENDED})
  void aTokenLetsAnotherSessionSeeWhatThisOneWrote(String mode) throws Exception {
    PostgresServer replica = cluster.replicas().get(0);
    try (Connection writer = connect("shop", mode);
        Connection reader = connect("shop", mode)) {
      String before = one(reader, "SELECT v FROM t WHERE n = 0");
      aReplicaServes(reader);
      replica.holdBackReplay();
      run(writer, "UPDATE t SET v = v + 1 WHERE n = 0");
      String token = one(writer, "SHOW penstock.token");
      assertThat(token).matches("1:[0-9A-F]+/[0-9A-F]+");
      assertThat(one(reader, "SELECT v FROM t WHERE n = 0")).isEqualTo(before);
      run(reader, "SET penstock.token = '" + token + "'");
      assertThat(one(reader, "SELECT v FROM t WHERE n = 0")).isNotEqualTo(before);
    } finally {
      replica.continueReplay();
      cluster.awaitCaughtUp();
    }
  }

  @Test
  void ofALaterTimelineThanThePrimarysOnlyThePrimaryKnowsAnything() throws Exception {
    try (Connection reader = connect("shop", "")) {
      aReplicaServes(reader);
      run(reader, "SET penstock.token = '0:0/1'");
      aReplicaServes(reader);
      run(reader, "SET penstock.token = '2:0/1'");
      assertThat(primaryServes(reader)).isTrue();
      run(reader, "SET penstock.token = ''");
      aReplicaServes(reader);
      run(reader, "SET penstock.token = '2:0/1'");
      assertThat(primaryServes(reader)).isTrue();
      run(reader, "RESET penstock.token");
      aReplicaServes(reader);
    }
  }

  @Test
  void aTokenPreparedOnceIsNeverOld() throws Exception {
    try (Connection writer = connect("shop", EXTENDED);
        PreparedStatement token = writer.prepareStatement("SHOW penstock.token")) {
      String before = shown(token);
      assertThat(PositionOrder.of(shown(token))).isGreaterThanOrEqualTo(PositionOrder.of(before));
      run(writer, "UPDATE t SET v = v WHERE n = 0");
      assertThat(PositionOrder.of(shown(token))).isGreaterThan(PositionOrder.of(before));
    }
  }

  private static String shown(PreparedStatement token) throws SQLException {
    try (ResultSet row = token.executeQuery()) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  /** Tokens as numbers. */
  private record PositionOrder() {
    static long of(String token) {
      String[] parts = token.split("[:/]");
      return (Long.parseLong(parts[1], 16) << 32) + Long.parseLong(parts[2], 16);
    }
  }

  private ScriptedClient scripted(String user, String... settings) {
    return ScriptedClient.connect(proxy.address().getPort(), user, "shop", settings);
  }

  @Test
  void aTokenSetInTheSamePipelineCountsForWhatFollows() throws Exception {
    PostgresServer replica = cluster.replicas().get(0);
    try (Connection writer = connect("shop", "");
        ScriptedClient reader = scripted("postgres")) {
      replica.holdBackReplay();
      run(writer, "UPDATE t SET v = v + 1 WHERE n = 0");
      String now = one(writer, "SELECT v FROM t WHERE n = 0");
      String token = one(writer, "SHOW penstock.token");
      String answer =
          reader
              .sends(
                  ScriptedClient.parse("", "SET penstock.token = '" + token + "'"),
                  ScriptedClient.bind("", ""),
                  ScriptedClient.execute(""),
                  ScriptedClient.parse("", "SELECT v FROM t WHERE n = 0"),
                  ScriptedClient.bind("", ""),
                  ScriptedClient.execute(""),
                  ScriptedClient.sync())
              .untilReady();
      assertThat(answer).contains("D(" + now + ")");
    } finally {
      replica.continueReplay();
      cluster.awaitCaughtUp();
    }
  }

  @Test
  void whatIsAskedFirstInAReadingTransactionDoesNotMakeItMissOwnWrites() throws Exception {
    PostgresServer replica = cluster.replicas().get(0);
    try (ScriptedClient client = scripted("postgres")) {
      for (String first :
          new String[] {
            "EXPLAIN (PENSTOCK) SELECT 1", "SHOW penstock.route", "SET penstock.route = 'auto'"
          }) {
        replica.holdBackReplay();
        client.run("UPDATE t SET v = v + 1 WHERE n = 0");
        String now = client.value("/* penstock: primary */ SELECT v FROM t WHERE n = 0");
        client.run("BEGIN READ ONLY");
        client.run(first);
        assertThat(client.value("SELECT v FROM t WHERE n = 0")).as(first).isEqualTo(now);
        client.run("COMMIT");
        replica.continueReplay();
        cluster.awaitCaughtUp();
      }
    } finally {
      replica.continueReplay();
    }
  }

  @Test
  void besideOtherStatementsTheyAreRefusedAndNothingIsRun() throws Exception {
    try (ScriptedClient client = scripted("postgres")) {
      String before = client.value("SELECT count(*) FROM t");
      for (String own : new String[] {"EXPLAIN (PENSTOCK) DELETE FROM t", "SHOW penstock.token"}) {
        assertThat(client.run("INSERT INTO t VALUES (77, 0); " + own)).isEqualTo("E(0A000) Z(I)");
        assertThat(client.run(own + "; DELETE FROM t")).isEqualTo("E(0A000) Z(I)");
      }
      assertThat(client.value("SELECT count(*) FROM t")).isEqualTo(before);
    }
  }

  @Test
  void aFailedTransactionRefusesThemAsAnyOther() {
    try (ScriptedClient client = scripted("postgres")) {
      client.run("BEGIN");
      client.run("SELECT 1/0");
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT 1")).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("SHOW penstock.token")).isEqualTo("E(25P02) Z(E)");
      client.run("ROLLBACK");
      client.run("BEGIN");
      assertThat(client.run("SET penstock.token = 'x'")).isEqualTo("E(22023) Z(E)");
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT 1")).isEqualTo("E(25P02) Z(E)");
      client.run("ROLLBACK");
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT 1")).endsWith("Z(I)").contains("D(");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF8", "SJIS", "JOHAB", "GB18030", "BIG5", "EUC_JP", "LATIN1"})
  void namesAreQuotedInEveryEncodingAndUnderBothRulesForBackslashes(String encoding) {
    for (String rules : new String[] {"on", "off"}) {
      try (ScriptedClient client =
          scripted("postgres", "client_encoding", encoding, "standard_conforming_strings", rules)) {
        String answer =
            client.run("EXPLAIN (PENSTOCK) SELECT 'x' FROM \"a'b\\\", \"\\'), (version(), '\", t");
        assertThat(answer)
            .as(encoding)
            .contains("a'b", "), (version(), '", ", t)")
            .doesNotContain("PostgreSQL 1")
            .endsWith("Z(I)");
      }
    }
  }

  @Test
  void lettersBeyondAsciiAreToldAsTheyAre() {
    try (ScriptedClient client = scripted("postgres")) {
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT 1 FROM größe, \"表\""))
          .contains("D(tables,größe, 表)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "brief", "sticky"})
  void everyPoolModeAnswersInBothProtocols(String user) {
    try (ScriptedClient client = scripted(user)) {
      for (int round = 0; round < 2; round++) {
        String where = user.equals("sticky") ? "D(route,primary)" : "D(route,replica)";
        String explain = "EXPLAIN (PENSTOCK) /* penstock: consistency=eventual */ SELECT v FROM t";
        assertThat(client.run(explain)).contains(where);
        assertThat(client.runExtended(explain)).contains(where);
        assertThat(client.run("SHOW penstock.token")).contains("D(1:");
        assertThat(client.runExtended("SHOW penstock.token")).contains("D(1:");
      }
    }
  }

  @Test
  void aPinnedSessionIsToldWhatKeepsItsBackend() throws Exception {
    try (Connection connection = connect("shop", "")) {
      run(connection, "CREATE TEMP TABLE x (n int)");
      assertThat(explain(connection, "SELECT v FROM t"))
          .containsEntry("route", "primary")
          .hasEntrySatisfying(
              "reason", reason -> assertThat(reason).contains("pinned", "temporary_table"));
    }
  }

  @Test
  void moreParametersThanAnybodyBindsMakeNoLongerAnswer() {
    try (ScriptedClient client = scripted("postgres")) {
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT v FROM t WHERE n = $1"))
          .contains("D(class,read)")
          .endsWith("Z(I)");
      assertThat(client.runExtended("EXPLAIN (PENSTOCK) SELECT $2000000000"))
          .contains("D(class,")
          .endsWith("Z(I)");
      assertThat(client.run("EXPLAIN (PENSTOCK) SELECT $99999999999999")).endsWith("Z(I)");
    }
  }

  private static Map<String, String> explain(Connection connection, String sql)
      throws SQLException {
    Map<String, String> items = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN (PENSTOCK) " + sql)) {
      while (rows.next()) {
        items.put(rows.getString("item"), rows.getString("value"));
      }
    }
    return items;
  }

  @ParameterizedTest
  @ValueSource(strings = {SIMPLE, EXTENDED})
  void anExplanationTellsWhereAStatementGoesAndDoesNotRunIt(String mode) throws Exception {
    try (Connection connection = connect("shop", mode)) {
      Set<String> nodes =
          cluster.servers().stream().map(node -> "node " + node.name()).collect(Collectors.toSet());
      run(connection, "SET penstock.consistency = 'eventual'");
      assertThat(explain(connection, "SELECT upper('it''s'), v FROM public.t"))
          .containsEntry("class", "read")
          .containsEntry("tables", "public.t")
          .containsEntry("functions", "upper")
          .containsEntry("rule", "none")
          .containsEntry("hint", "consistency=eventual")
          .containsEntry("route", "replica")
          .containsEntry("consistency", "eventual")
          .containsEntry("reason", "it only reads")
          .containsKeys(nodes.toArray(String[]::new));
      assertThat(explain(connection, "DELETE FROM t WHERE n = 0"))
          .containsEntry("class", "write")
          .containsEntry("tables", "t (written)")
          .containsEntry("route", "primary")
          .containsEntry("reason", "it writes");
      assertThat(explain(connection, "SELECT FROM t /* penstock: primary */"))
          .containsEntry("hint", "primary, consistency=eventual")
          .containsEntry("route", "primary");
      assertThat(explain(connection, "SELECT 1 FROM audit").get("rule")).isNotEqualTo("none");
      assertThat(one(connection, "SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void valuesMayBeBoundToWhatIsExplained() throws Exception {
    try (Connection connection = connect("shop", EXTENDED);
        PreparedStatement statement =
            connection.prepareStatement(
                "EXPLAIN (PENSTOCK) SELECT v FROM t WHERE n = ? OR v = ?")) {
      statement.setInt(1, 1);
      statement.setInt(2, 2);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("value")).isEqualTo("read");
      }
    }
  }

  @Test
  void inATransactionAnExplanationTellsOfItsBackend() throws Exception {
    try (Connection connection = connect("shop", "")) {
      connection.setAutoCommit(false);
      run(connection, "UPDATE t SET v = v WHERE n = 0");
      assertThat(explain(connection, "SELECT v FROM t"))
          .containsEntry("route", "primary")
          .hasEntrySatisfying(
              "reason", reason -> assertThat(reason).contains("its transaction runs there"));
      assertThat(one(connection, "SHOW penstock.token")).matches("1:[0-9A-F]+/[0-9A-F]+");
      connection.commit();
    }
  }

  @Test
  void aDatabaseThatDoesNotRouteSaysSo() throws Exception {
    try (Connection connection = connect("alone", "")) {
      assertThat(explain(connection, "SELECT 1"))
          .containsEntry("class", "read")
          .containsEntry("route", "primary")
          .hasEntrySatisfying("reason", reason -> assertThat(reason).contains("does not route"));
      assertThat(one(connection, "SHOW penstock.token")).matches("1:[0-9A-F]+/[0-9A-F]+");
      assertThat(one(connection, "SHOW penstock.consistency")).isEqualTo("strong");
    }
  }
}
