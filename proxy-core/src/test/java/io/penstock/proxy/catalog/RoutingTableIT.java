package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.catalog.RoutingTable.Labelled;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.route.Classification;
import io.penstock.sql.route.ReadClassifier;
import io.penstock.sql.route.RouteReason;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.SessionMarks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** The table of labelled statements against a real catalog, a real primary and a real replica. */
@Timeout(120)
class RoutingTableIT {
  private static final String DATABASE = "shop";
  private static final String SETTINGS = "SET search_path = app, public";

  /** A replica carries these out: they change nothing, or something of that replica alone. */
  private static final String HARMLESS_HERE =
      "(EXPLAIN|DO|COPY|LOCK|CHECKPOINT|ALTER SYSTEM).*|MERGE.* DO NOTHING";

  /** Functions that may do more than compute, and a call of each with ? for its values. */
  private static final String CALLABLE =
      """
      SELECT n.nspname, p.proname, p.pronargs,
             format('%I.%I(%s)', n.nspname, p.proname, array_to_string(array(
               SELECT CASE WHEN t.typname LIKE 'any%array' THEN 'ARRAY[?]::int[]'
                           WHEN t.typtype = 'p' AND t.typname <> 'cstring' THEN '?::int'
                           ELSE '?::' || format_type(t.oid, NULL) END
               FROM unnest(p.proargtypes) WITH ORDINALITY u(type, place)
               JOIN pg_type t ON t.oid = u.type
               ORDER BY u.place), ', '))
      FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prokind = 'f' AND p.provolatile <> 'i' AND p.proname !~ '^pg_sleep'
        AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
        AND NOT 'internal'::regtype = ANY (p.proargtypes)
        AND n.nspname IN ('pg_catalog', 'public')
      """;

  private static PostgresCluster cluster;
  private static Catalog catalog;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).startupSql("CREATE DATABASE shop").start();
    cluster.primary().executeIn(DATABASE, RoutingTable.schema());
    cluster.awaitCaughtUp();
    try (Connection connection = cluster.primary().connect(DATABASE)) {
      catalog = CatalogReader.read(connection, Duration.ofSeconds(20));
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Classification classify(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return new ReadClassifier(catalog)
        .classify(
            RoutedText.read(bytes, 0, bytes.length, ClientEncoding.UTF8, true),
            SessionMarks.of(SearchPath.of("app", "public")));
  }

  @Test
  void theTableIsLargeAndHasEveryReasonThatAStatementCanGive() {
    assertThat(RoutingTable.statements()).hasSizeGreaterThan(500);
    assertThat(RoutingTable.statements().stream().filter(Labelled::reads)).hasSizeGreaterThan(200);
    assertThat(RoutingTable.statements())
        .extracting(Labelled::reason)
        .contains(
            Arrays.stream(RouteReason.values())
                .filter(reason -> !isOfTheSession(reason))
                .toArray(RouteReason[]::new));
  }

  /** Reasons that no statement alone is the cause of. */
  private static boolean isOfTheSession(RouteReason reason) {
    return switch (reason) {
      case READ_ONLY_TRANSACTION,
          HINT_REPLICA,
          HINT_NODE,
          RULE_REPLICA,
          HINT_PRIMARY,
          RULE_PRIMARY,
          READS_TO_PRIMARY,
          STRONG_CONSISTENCY,
          IN_TRANSACTION,
          SERIALIZABLE,
          EXCHANGE,
          LEARNED,
          CATALOG_NOT_LOADED ->
          true;
      default -> false;
    };
  }

  @Test
  void everyStatementIsClassifiedAsLabelled() {
    List<String> wrong = new ArrayList<>();
    for (Labelled labelled : RoutingTable.statements()) {
      Classification found = classify(labelled.sql());
      if (found.reason() != labelled.reason()) {
        wrong.add(labelled.reason() + " expected, but " + found + ": " + labelled.sql());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyReadRunsOnAReplicaAsOnThePrimary() throws SQLException {
    List<String> different = new ArrayList<>();
    try (Connection primary = cluster.primary().connect(DATABASE);
        Connection replica = cluster.replicas().get(0).connect(DATABASE)) {
      assertThat(cluster.replicas().get(0).isInRecovery()).isTrue();
      for (Labelled labelled : RoutingTable.statements()) {
        if (labelled.reads()) {
          String here = outcome(replica, labelled.sql());
          String there = outcome(primary, labelled.sql());
          if (!here.equals("done") || !there.equals("done")) {
            different.add(labelled.sql() + ": primary " + there + ", replica " + here);
          }
        }
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void everyWriteByItsTextFailsOnAReplicaWithNothingChanged() throws SQLException {
    PostgresServer replica = cluster.replicas().get(0);
    List<String> succeeded = new ArrayList<>();
    try (Connection connection = replica.connect(DATABASE)) {
      for (Labelled labelled : RoutingTable.statements()) {
        boolean changes =
            labelled.reason() == RouteReason.WRITES || labelled.reason() == RouteReason.LOCKS;
        boolean runs = !labelled.sql().matches(HARMLESS_HERE);
        if (changes && runs && outcome(connection, labelled.sql()).equals("done")) {
          succeeded.add(labelled.sql());
        }
      }
    }
    assertThat(succeeded).isEmpty();
  }

  /** Called with values of every kind: whatever else is wrong with them, recovery must not be. */
  @Test
  void everyFunctionThatIsTakenForAReadRunsOnAReplica() throws SQLException {
    List<String> refused = new ArrayList<>();
    int called = 0;
    try (Connection replica = cluster.replicas().get(0).connect(DATABASE);
        Statement statement = replica.createStatement();
        ResultSet rows = statement.executeQuery(CALLABLE)) {
      while (rows.next()) {
        FunctionUse use =
            new FunctionUse(rows.getString(1), rows.getString(2), rows.getInt(3), false, false);
        if (catalog.calling(use, SearchPath.of("app", "public")) != null) {
          continue;
        }
        for (String value : List.of("NULL", "'1'", "'0'")) {
          String call = rows.getString(4).replace("?", value);
          String outcome = outcome(replica, "SELECT " + call);
          called++;
          if (outcome.startsWith("25006") || outcome.contains("recovery")) {
            refused.add(call + ": " + outcome);
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(called).isGreaterThan(1_000);
  }

  /** "done", or the SQLSTATE. */
  private static String outcome(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      if (sql.startsWith("COPY")) {
        var unused =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(sql, new ByteArrayOutputStream());
      } else {
        statement.setEscapeProcessing(false);
        statement.execute(sql);
      }
      return "done";
    } catch (SQLException | IOException e) {
      return e instanceof SQLException failure
          ? failure.getSQLState() + " " + failure.getMessage()
          : e.toString();
    }
  }
}
