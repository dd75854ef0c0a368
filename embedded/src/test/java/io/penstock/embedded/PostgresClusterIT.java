package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresClusterIT {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = twoReplicas("pg");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static PostgresCluster twoReplicas(String name) throws SQLException {
    return PostgresCluster.builder()
        .name(name)
        .replicas(2)
        .startupSql("CREATE TABLE numbers (number integer)", "INSERT INTO numbers VALUES (1)")
        .start();
  }

  private static final String SUM = "SELECT sum(number) FROM numbers";

  @Test
  void replicasShowWhatTheStartupSqlWroteAndTakeNoWrites() throws SQLException {
    assertThat(cluster.replicas()).hasSize(2);
    for (PostgresServer replica : cluster.replicas()) {
      assertThat(replica.text(SUM)).isNotNull();
      assertThat(replica.isInRecovery()).isTrue();
      assertThatThrownBy(() -> replica.execute("INSERT INTO numbers VALUES (2)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }
  }

  @Test
  void bothReplicasStreamUnderTheirNamesAndCatchUp() throws SQLException {
    cluster.primary().execute("INSERT INTO numbers SELECT generate_series(1, 10000)");
    cluster.awaitCaughtUp();
    String sum = cluster.primary().text(SUM);
    assertThat(cluster.replicas())
        .allSatisfy(replica -> assertThat(replica.text(SUM)).isEqualTo(sum));
    assertThat(
            cluster
                .primary()
                .text(
                    "SELECT string_agg(application_name || ' ' || state, ', ' ORDER BY 1)"
                        + " FROM pg_stat_replication"))
        .isEqualTo("pg-b streaming, pg-c streaming");
  }

  @Test
  void aReplicaShowsNothingNewWhileItsReplayIsHeldBack() throws SQLException {
    PostgresServer held = cluster.replicas().get(0);
    PostgresServer free = cluster.replicas().get(1);
    cluster.awaitCaughtUp();
    String before = held.text(SUM);

    held.holdBackReplay();
    cluster.primary().execute("INSERT INTO numbers VALUES (1000)");
    String after = cluster.primary().text(SUM);
    Await.until(
        Duration.ofSeconds(10),
        () -> Objects.equals(after, free.text(SUM)),
        () -> PostgresServerException.unavailable("the free replica does not catch up"));
    assertThat(held.text(SUM)).isEqualTo(before).isNotEqualTo(after);

    held.continueReplay();
    cluster.awaitCaughtUp();
    assertThat(held.text(SUM)).isEqualTo(after);
  }

  @Test
  void aKilledReplicaCatchesUpAfterItsStart() throws SQLException {
    PostgresServer killed = cluster.replicas().get(1);
    killed.kill();
    cluster.primary().execute("INSERT INTO numbers VALUES (7)");
    killed.start();
    cluster.awaitCaughtUp();
    assertThat(killed.text(SUM)).isEqualTo(cluster.primary().text(SUM));
  }

  @Test
  void afterThePrimaryIsKilledAPromotedReplicaTakesWritesAndTheOtherFollows() throws SQLException {
    try (PostgresCluster failing = twoReplicas("failing")) {
      PostgresServer promoted = failing.replicas().get(0);
      PostgresServer other = failing.replicas().get(1);
      failing.primary().kill();

      failing.promote(promoted);

      assertThat(failing.primary()).isSameAs(promoted);
      promoted.execute("INSERT INTO numbers VALUES (2)");
      failing.awaitCaughtUp();
      assertThat(other.text(SUM)).isEqualTo("3");
      assertThat(other.isInRecovery()).isTrue();
    }
  }

  @Test
  void aPrimaryStoppedInOrderReturnsAsAReplicaOfItsSuccessor() throws SQLException {
    try (PostgresCluster switched = twoReplicas("switched")) {
      PostgresServer old = switched.primary();
      PostgresServer successor = switched.replicas().get(1);
      old.stop();
      successor.promote();
      switched.awaitPromoted(successor);
      old.follow(successor);
      old.start();

      successor.execute("INSERT INTO numbers VALUES (4)");
      switched.replicas().get(1).follow(successor);
      switched.awaitCaughtUp();
      assertThat(old.isInRecovery()).isTrue();
      assertThat(old.text(SUM)).isEqualTo("5");
    }
  }
}
