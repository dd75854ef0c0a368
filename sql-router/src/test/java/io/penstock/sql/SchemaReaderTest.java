package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaReaderTest {
  private static final Effect DDL = Effect.Ddl.INSTANCE;
  private static final Effect TEMPORARY = new Effect.Pin(PinReason.TEMPORARY_TABLE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMP TABLE x (a int)",
        "create temporary table if not exists x (a int) on commit delete rows",
        "CREATE LOCAL TEMP TABLE x (a int) ON COMMIT PRESERVE ROWS",
        "CREATE GLOBAL TEMPORARY TABLE x (a int)",
        "CREATE/**/TEMP--\nTABLE x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT 1",
        "CREATE OR REPLACE TEMP VIEW x AS SELECT 1",
        "CREATE OR REPLACE LOCAL TEMPORARY RECURSIVE VIEW x (a) AS SELECT 1",
        "CREATE TEMP SEQUENCE x",
        "CREATE TABLE pg_temp.x (a int)",
        "CREATE TABLE \"pg_temp\".x (a int)",
        "CREATE TABLE pg_temp_12.x (a int)",
        "CREATE TABLE U&\"pg_\\0074emp\".x (a int)",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE PROCEDURE pg_temp.p() BEGIN ATOMIC SELECT 1; END",
        "CREATE TYPE pg_temp.t AS ENUM ('a')",
        "CREATE TEMP TABLE x (a text DEFAULT 'ON COMMIT DROP')",
        "CREATE TEMP TABLE x (LIKE y) /* ON COMMIT DROP */"
      })
  void whatIsMadeInTheTemporarySchemaPins(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(DDL, TEMPORARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMP TABLE x (a int) ON COMMIT DROP",
        "CREATE TABLE pg_temp.x ON COMMIT DROP AS SELECT 1",
        "CREATE TABLE temp (a int)",
        "CREATE TABLE \"temp\" (a int)",
        "CREATE TABLE x (temp int, pg_temp text)",
        "CREATE TABLE x AS SELECT * FROM pg_temp.y",
        "CREATE UNLOGGED TABLE x (a int DEFAULT nextval('s'))",
        "CREATE VIEW x AS SELECT nextval('s'), set_config('a', 'b', false)",
        "CREATE FUNCTION set_config(text) RETURNS int LANGUAGE sql AS 'CREATE TEMP TABLE x ()'",
        "CREATE TABLE x (a int GENERATED ALWAYS AS (nextval('s')) STORED)",
        "CREATE INDEX ON x (lower(a))",
        "ALTER TABLE x ALTER a SET DEFAULT nextval('s'), ADD b int",
        "ALTER FUNCTION f() SET search_path = a",
        "ALTER ROLE x PASSWORD 'SET'",
        "ALTER USER MAPPING FOR x SERVER y OPTIONS (SET user 'z')",
        "ALTER DATABASE x SET TABLESPACE y",
        "DROP INDEX x",
        "DROP ROLE x",
        "IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c"
      })
  void otherChangesOfTheCatalogDoNotPin(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(DDL);
  }

  @Test
  void aTableMadeFromAQueryRunsIt() {
    assertThat(Scans.effects("CREATE TABLE x AS SELECT nextval('s')"))
        .containsExactly(DDL, Effect.AdvancesSequence.INSTANCE);
    assertThat(Scans.effects("CREATE MATERIALIZED VIEW x AS (SELECT pg_advisory_lock(1))"))
        .containsExactly(DDL, new Effect.Pin(PinReason.ADVISORY_LOCK));
    assertThat(Scans.effects("CREATE TEMP TABLE x AS EXECUTE y(1)"))
        .containsExactly(DDL, TEMPORARY, new Effect.ExecuteStatement("y", 31, 32));
    assertThat(Scans.effects("ALTER TABLE x ADD a int DEFAULT nextval('s')"))
        .containsExactly(DDL, Effect.AdvancesSequence.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE x",
        "drop/**/table if exists pg_temp.x cascade",
        "DROP VIEW x",
        "DROP SEQUENCE x",
        "DROP FUNCTION f()",
        "DROP TYPE t",
        "DROP SCHEMA s CASCADE",
        "DROP OWNED BY x"
      })
  void droppingMayEndThePin(String sql) {
    assertThat(Scans.effects(sql))
        .containsExactly(DDL, new Effect.Unpin(PinReason.TEMPORARY_TABLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER ROLE x SET a = 1",
        "ALTER ROLE ALL IN DATABASE d RESET a",
        "ALTER USER x RESET ALL",
        "ALTER DATABASE x SET a FROM CURRENT",
        "ALTER SYSTEM SET a = 1"
      })
  void defaultsOfNewSessionsChange(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.RoleDefaults.INSTANCE);
  }
}
