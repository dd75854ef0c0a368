package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryReaderTest {
  private static final Effect TEMPORARY = new Effect.Pin(PinReason.TEMPORARY_TABLE);
  private static final Effect LOCK = new Effect.Pin(PinReason.ADVISORY_LOCK);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_advisory_lock_shared(1, 2)",
        "SELECT pg_try_advisory_lock(1)",
        "SELECT 1 WHERE PG_TRY_ADVISORY_LOCK_SHARED (1)",
        "SELECT pg_catalog . pg_advisory_lock/**/--\n(1)",
        "SELECT \"pg_advisory_lock\"(1)",
        "UPDATE t SET a = (SELECT ((pg_advisory_lock(1))))",
        "DELETE FROM t WHERE pg_try_advisory_lock(id)",
        "WITH x AS (SELECT pg_advisory_lock(1)) SELECT 1",
        "EXPLAIN ANALYZE SELECT pg_advisory_lock(1)",
        "COPY (SELECT pg_advisory_lock(1)) TO '/tmp/x'",
        "EXECUTE x (pg_advisory_lock(1))"
      })
  void anAdvisoryLockOfTheSessionPinsWhereverItIsTaken(String sql) {
    assertThat(Scans.effects(sql)).contains(LOCK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_advisory_xact_lock(1), pg_try_advisory_xact_lock_shared(2)",
        "SELECT pg_advisory_lock FROM t",
        "SELECT t.pg_advisory_lock FROM t",
        "SELECT 'pg_advisory_lock(1)', E'\\'pg_advisory_lock(1)'",
        "SELECT lo_create(0), lo_open(1, 2), loread(1, 2)",
        "SELECT pg_notify('a', 'b')",
        "EXPLAIN SELECT pg_advisory_lock(1)",
        "EXPLAIN (ANALYZE false) SELECT pg_advisory_lock(1)",
        "EXPLAIN (ANALYZE, ANALYZE off, VERBOSE) SELECT nextval('s')",
        "COMMENT ON FUNCTION pg_advisory_lock(int) IS 'x'",
        "GRANT EXECUTE ON FUNCTION pg_advisory_lock(int) TO x",
        "COPY nextval (a) TO '/tmp/x'",
        "SELECT a.into FROM a",
        "SELECT 1 AS into",
        "SHOW search_path",
        "FETCH 10 FROM c",
        "MOVE c",
        "NOTIFY a, 'LISTEN b'",
        "LOCK TABLE t",
        "VACUUM",
        "TRUNCATE t"
      })
  void nothingElseDoes(String sql) {
    assertThat(Scans.script(sql)).isSameAs(Script.PLAIN);
  }

  @Test
  void unlockingMayEndThePin() {
    Effect unpin = new Effect.Unpin(PinReason.ADVISORY_LOCK);
    assertThat(Scans.effects("SELECT pg_advisory_unlock(1)")).containsExactly(unpin);
    assertThat(Scans.effects("SELECT pg_advisory_unlock_shared(1)")).containsExactly(unpin);
    assertThat(Scans.effects("SELECT pg_advisory_unlock_all()")).containsExactly(unpin);
    assertThat(Scans.effects("SELECT pg_advisory_lock(1), pg_advisory_unlock(1)"))
        .containsExactly(LOCK, unpin);
  }

  @Test
  void sequencesAreAdvancedAndReadInTheSession() {
    assertThat(Scans.effects("INSERT INTO t VALUES (nextval('s'), nextval('s'))"))
        .containsExactly(Effect.AdvancesSequence.INSTANCE);
    assertThat(Scans.effects("SELECT setval('s', 1)"))
        .containsExactly(Effect.AdvancesSequence.INSTANCE);
    assertThat(Scans.effects("SELECT lastval(), currval('s')"))
        .containsExactly(Effect.ReadsSequenceState.INSTANCE);
  }

  @Test
  void functionsWithStateOfTheirOwnPinOrAreOpaque() {
    Effect opaque = new Effect.Pin(PinReason.OPAQUE);
    assertThat(Scans.effects("SELECT dblink_connect('x')")).containsExactly(opaque);
    assertThat(Scans.effects("SELECT ext.dblink_connect_u('c', 'x')")).containsExactly(opaque);
    assertThat(Scans.effects("SELECT setseed(0.5)"))
        .containsExactly(new Effect.Pin(PinReason.SET_SEED));
    assertThat(Scans.effects("SELECT set_limit(0.5)")).containsExactly(Effect.Opaque.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 INTO TEMP x",
        "SELECT a INTO TEMPORARY TABLE x FROM y",
        "SELECT a INTO LOCAL TEMP x FROM y",
        "SELECT a INTO GLOBAL TEMPORARY x FROM y",
        "SELECT a INTO TEMP \"x\" FROM y",
        "SELECT a INTO pg_temp.x FROM y",
        "SELECT a INTO \"pg_temp\".x FROM y",
        "WITH y AS (SELECT 1) SELECT * INTO TEMP x FROM y",
        "(SELECT 1 INTO TEMP x)"
      })
  void selectIntoATemporaryTablePins(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.Ddl.INSTANCE, TEMPORARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 INTO x",
        "SELECT a INTO UNLOGGED x FROM y",
        "SELECT a INTO TABLE x FROM y",
        "SELECT 1 INTO temp FROM y",
        "SELECT 1 INTO temp",
        "SELECT 1 INTO \"TEMP\" WHERE true",
        "SELECT 1 INTO local FROM temp"
      })
  void selectIntoAnotherTableOnlyMakesIt(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.Ddl.INSTANCE);
  }

  @Test
  void cursorsThatOutliveTheTransactionPin() {
    Effect pin = new Effect.Pin(PinReason.HOLD_CURSOR);
    assertThat(Scans.effects("DECLARE c CURSOR WITH HOLD FOR SELECT 1")).containsExactly(pin);
    assertThat(
            Scans.effects(
                "DECLARE \"c\" BINARY INSENSITIVE NO SCROLL CURSOR/**/WITH HOLD FOR TABLE t"))
        .containsExactly(pin);
    assertThat(Scans.script("DECLARE c CURSOR FOR SELECT 1")).isSameAs(Script.PLAIN);
    assertThat(Scans.script("DECLARE c SCROLL CURSOR WITHOUT HOLD FOR SELECT 1"))
        .isSameAs(Script.PLAIN);
    assertThat(Scans.script("DECLARE c CURSOR FOR WITH hold AS (SELECT 1) SELECT * FROM hold"))
        .isSameAs(Script.PLAIN);
    assertThat(Scans.effects("DECLARE c CURSOR FOR SELECT nextval('s')"))
        .containsExactly(Effect.AdvancesSequence.INSTANCE);
    Effect unpin = new Effect.Unpin(PinReason.HOLD_CURSOR);
    assertThat(Scans.effects("CLOSE c")).containsExactly(unpin);
    assertThat(Scans.effects("CLOSE ALL")).containsExactly(unpin);
  }

  @Test
  void copyTellsWhoSendsRows() {
    Effect in = Effect.CopyFromClient.INSTANCE;
    Effect out = Effect.CopyToClient.INSTANCE;
    assertThat(Scans.effects("COPY t FROM STDIN")).containsExactly(in);
    assertThat(Scans.effects("COPY s.\"t\" (a, b) FROM stdout WITH (FORMAT csv)"))
        .containsExactly(in);
    assertThat(Scans.effects("COPY BINARY t TO STDOUT")).containsExactly(out);
    assertThat(Scans.effects("COPY (SELECT a FROM stdin) TO STDOUT")).containsExactly(out);
    assertThat(Scans.script("COPY t FROM '/stdin'")).isSameAs(Script.PLAIN);
    assertThat(Scans.script("COPY t TO PROGRAM 'stdout'")).isSameAs(Script.PLAIN);
  }
}
