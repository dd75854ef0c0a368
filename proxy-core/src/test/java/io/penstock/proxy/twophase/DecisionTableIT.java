package io.penstock.proxy.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever asks what became of a transaction and the anchor itself never have it both ways. */
@Timeout(60)
class DecisionTableIT {
  private final TransactionName name = TransactionName.next("shop", "0123abcd", "s0");
  private Connection anchor;
  private Connection other;

  @BeforeEach
  void connect() throws SQLException {
    PostgresServer server = PostgresServer.shared();
    String database = server.createDatabase("decisions");
    anchor = server.connect(database);
    other = server.connect(database);
    DecisionTable.create(other);
    DecisionTable.create(anchor);
    anchor.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    anchor.close();
    other.close();
  }

  private void write() throws SQLException {
    try (Statement statement = anchor.createStatement()) {
      statement.execute(DecisionTable.write(name));
    }
  }

  @Test
  void nothingIsDecidedWhileTheAnchorGoesOnAndItsCommitIsTheDecision() throws SQLException {
    write();
    assertThat(DecisionTable.decide(other, name.key())).isEqualTo(Outcome.UNKNOWN);
    anchor.commit();
    assertThat(DecisionTable.decide(other, name.key())).isEqualTo(Outcome.COMMITTED);
    assertThat(DecisionTable.decide(other, name.key())).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void afterTheAnchorHasRolledBackItIsDecidedAgainstAndCanNeverCommit() throws SQLException {
    write();
    anchor.rollback();
    assertThat(DecisionTable.decide(other, name.key())).isEqualTo(Outcome.ABORTED);
    assertThat(DecisionTable.decide(other, name.key())).isEqualTo(Outcome.ABORTED);
    assertThatThrownBy(this::write).hasMessageContaining("duplicate key");
    anchor.rollback();
  }

  @Test
  void theAnchorsDecisionIsOnDiskEvenWhereOthersNeedNotBe() throws SQLException {
    try (Statement statement = anchor.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      anchor.commit();
      write();
      try (var row = statement.executeQuery("SHOW synchronous_commit")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("on");
      }
      anchor.commit();
      try (var row = statement.executeQuery("SHOW synchronous_commit")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("off");
      }
    }
  }

  @Test
  void decisionsAreForgottenWhenTheyAreOldAndNothingOfThemIsPrepared() throws SQLException {
    write();
    anchor.commit();
    String before = DecisionTable.horizon(other);
    String prefix = TransactionName.prefix("shop");
    assertThat(DecisionTable.forget(other, before, TransactionName.prefix("else"), List.of()))
        .isZero();
    assertThat(DecisionTable.forget(other, before, prefix, List.of(name.key()))).isZero();
    TransactionName later = TransactionName.next("shop", "0123abcd", "s0");
    assertThat(DecisionTable.decide(other, later.key())).isEqualTo(Outcome.ABORTED);
    assertThat(DecisionTable.forget(other, before, prefix, List.of())).isEqualTo(1);
    assertThat(DecisionTable.decide(other, later.key())).isEqualTo(Outcome.ABORTED);
    assertThat(DecisionTable.forget(other, DecisionTable.horizon(other), prefix, List.of()))
        .isEqualTo(1);
  }

  @Test
  void whatIsPreparedIsFoundAndFinished() throws SQLException {
    try (Statement statement = anchor.createStatement()) {
      statement.execute("CREATE TABLE kept (n int)");
      anchor.commit();
      for (int part = 0; part < 2; part++) {
        statement.execute("INSERT INTO kept VALUES (" + part + ")");
        statement.execute("PREPARE TRANSACTION '" + name.part(part) + "'");
      }
    }
    String prefix = TransactionName.prefix("shop");
    List<DecisionTable.Prepared> found = DecisionTable.prepared(other, prefix);
    assertThat(found)
        .extracting(DecisionTable.Prepared::identifier)
        .containsExactlyInAnyOrder(name.part(0), name.part(1));
    assertThat(DecisionTable.prepared(other, TransactionName.prefix("else"))).isEmpty();
    for (DecisionTable.Prepared part : found) {
      boolean first = part.identifier().equals(name.part(0));
      DecisionTable.finish(other, part, first ? Outcome.COMMITTED : Outcome.ABORTED);
    }
    try (Statement statement = other.createStatement();
        var rows = statement.executeQuery("SELECT string_agg(n::text, ' ') FROM kept")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("0");
    }
    assertThat(DecisionTable.prepared(other, prefix)).isEmpty();
  }
}
