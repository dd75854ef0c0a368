package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.TransactionModes.Access;
import io.penstock.sql.TransactionModes.Deferral;
import io.penstock.sql.TransactionModes.Isolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"BEGIN", "begin work;", "Begin Transaction", "/**/BEGIN--"})
  void aBeginWithoutModesIsThePlainOne(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.Begin.PLAIN);
  }

  @Test
  void aStartTransactionKeepsItsTextBecauseItIsAnsweredOtherwise() {
    assertThat(Scans.effects("start transaction;"))
        .containsExactly(new Effect.Begin(TransactionModes.NONE, "start transaction"));
  }

  @Test
  void modesAreReadWithAndWithoutCommas() {
    assertThat(Scans.effects("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY NOT DEFERRABLE"))
        .containsExactly(
            new Effect.Begin(
                new TransactionModes(
                    Isolation.REPEATABLE_READ, Access.READ_ONLY, Deferral.NOT_DEFERRABLE),
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY NOT DEFERRABLE"));
    assertThat(Scans.effects("start transaction read/* x */write , isolation level read committed"))
        .containsExactly(
            new Effect.Begin(
                new TransactionModes(
                    Isolation.READ_COMMITTED, Access.READ_WRITE, Deferral.UNSTATED),
                "start transaction read write , isolation level read committed"));
    assertThat(Scans.effects("BEGIN WORK ISOLATION LEVEL READ UNCOMMITTED"))
        .extracting(effect -> ((Effect.Begin) effect).modes().isolation())
        .containsExactly(Isolation.READ_UNCOMMITTED);
    assertThat(Scans.effects("BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE;"))
        .extracting(effect -> ((Effect.Begin) effect).modes())
        .containsExactly(
            new TransactionModes(Isolation.SERIALIZABLE, Access.READ_ONLY, Deferral.DEFERRABLE));
  }

  @Test
  void theLastModeOfAKindCounts() {
    assertThat(Scans.effects("BEGIN READ ONLY READ WRITE"))
        .extracting(effect -> ((Effect.Begin) effect).modes().readOnly())
        .containsExactly(false);
  }

  @Test
  void aBeginThatIsNotUnderstoodIsOpaqueToo() {
    assertThat(Scans.effects("BEGIN IMMEDIATE")).contains(Effect.Opaque.INSTANCE);
  }

  @Test
  void transactionsEndByAnyOfTheirNames() {
    for (String sql :
        new String[] {"COMMIT", "commit work", "END", "END TRANSACTION AND NO CHAIN"}) {
      assertThat(Scans.effects(sql)).as(sql).containsExactly(new Effect.Commit(false));
    }
    for (String sql : new String[] {"COMMIT AND CHAIN", "END WORK AND/**/CHAIN"}) {
      assertThat(Scans.effects(sql)).as(sql).containsExactly(new Effect.Commit(true));
    }
    for (String sql : new String[] {"ROLLBACK", "ABORT", "ROLLBACK TRANSACTION", "abort work"}) {
      assertThat(Scans.effects(sql)).as(sql).containsExactly(new Effect.Rollback(false));
    }
    assertThat(Scans.effects("ROLLBACK AND CHAIN")).containsExactly(new Effect.Rollback(true));
  }

  @Test
  void savepointsAreNamedAsPostgresNamesThem() {
    assertThat(Scans.effects("SAVEPOINT Abc")).containsExactly(new Effect.Savepoint("abc"));
    assertThat(Scans.effects("SAVEPOINT \"A\"\"b\"")).containsExactly(new Effect.Savepoint("A\"b"));
    assertThat(Scans.effects("SAVEPOINT é")).containsExactly(new Effect.Savepoint("é"));
    assertThat(Scans.effects("ROLLBACK TO a")).containsExactly(new Effect.RollbackTo("a"));
    assertThat(Scans.effects("ROLLBACK WORK TO SAVEPOINT a"))
        .containsExactly(new Effect.RollbackTo("a"));
    assertThat(Scans.effects("ABORT TO savepoint"))
        .containsExactly(new Effect.RollbackTo("savepoint"));
    assertThat(Scans.effects("RELEASE a")).containsExactly(new Effect.ReleaseSavepoint("a"));
    assertThat(Scans.effects("RELEASE SAVEPOINT savepoint"))
        .containsExactly(new Effect.ReleaseSavepoint("savepoint"));
  }

  @Test
  void namesAreCutWherePostgresCutsThem() {
    String long64 = "a".repeat(62) + "éx";
    assertThat(Scans.effects("SAVEPOINT " + long64))
        .containsExactly(new Effect.Savepoint("a".repeat(62)));
    assertThat(Scans.effects("SAVEPOINT " + "b".repeat(64)))
        .containsExactly(new Effect.Savepoint("b".repeat(63)));
  }

  @Test
  void aNameThatIsNotUnderstoodIsOpaque() {
    assertThat(Scans.effects("SAVEPOINT U&\"a\"")).containsExactly(Effect.Opaque.INSTANCE);
    assertThat(Scans.effects("SAVEPOINT")).containsExactly(Effect.Opaque.INSTANCE);
  }

  @Test
  void preparedTransactionsEndThisOneButCommitPreparedDoesNot() {
    assertThat(Scans.effects("PREPARE TRANSACTION 'x'"))
        .containsExactly(Effect.PrepareTransaction.INSTANCE);
    assertThat(Scans.script("COMMIT PREPARED 'x'")).isSameAs(Script.PLAIN);
    assertThat(Scans.script("ROLLBACK PREPARED 'x'")).isSameAs(Script.PLAIN);
  }
}
