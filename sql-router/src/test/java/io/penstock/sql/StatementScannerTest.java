package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementScannerTest {
  static final List<String> ORDINARY =
      List.of(
          "SELECT 1",
          "select * from t where a = $1 and b like 'x%' order by c limit 10;",
          "SELECT abalance FROM pgbench_accounts WHERE aid = 12345;",
          "UPDATE pgbench_accounts SET abalance = abalance + -123 WHERE aid = 456;",
          "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)"
              + " VALUES (1, 2, 3, 4, CURRENT_TIMESTAMP);",
          "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = excluded.b"
              + " RETURNING id",
          "DELETE FROM t USING u WHERE t.id = u.id",
          "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE"
              + " WHEN NOT MATCHED THEN INSERT VALUES (s.a)",
          "WITH x AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x",
          "VALUES (1, 'a'), (2, 'b')",
          "TABLE t",
          "/* hint */ SELECT \"set\", \"begin\" FROM \"listen\" -- SET a = 1; COMMIT",
          "SELECT 'SET a = 1; COMMIT', $$; LISTEN x$$, E'\\'; DISCARD ALL'",
          "SELECT temp, set, listen, load FROM pg_temp.t",
          "SELECT a::int, b->>'c', d @> '{}', e[1:2], f <> -1 FROM t FOR UPDATE SKIP LOCKED",
          "WITH x (a) AS (SELECT lower(b) FROM t u (b)), y (c) AS (TABLE x) SELECT count(*) FROM y",
          "SELECT set_config, nextval, x.currval FROM x",
          "SELECT count(*) FILTER (WHERE a) OVER w FROM t WINDOW w AS (PARTITION BY b)");

  @ParameterizedTest
  @FieldSource("ORDINARY")
  void ordinaryStatementsArePlain(String sql) {
    assertThat(Scans.script(sql)).isSameAs(Script.PLAIN);
    assertThat(Scans.script(sql + ";")).isSameAs(Script.PLAIN);
    assertThat(Scans.script(sql.replaceAll("--.*", "") + "\n/* ; */ ; -- ;"))
        .isSameAs(Script.PLAIN);
  }

  @Test
  void plainScansAllocateNothing() {
    StatementScanner scanner = new StatementScanner();
    List<byte[]> texts =
        ORDINARY.stream()
            .filter(sql -> !sql.contains("set_config"))
            .map(sql -> sql.getBytes(ClientEncoding.UTF8.charset()))
            .toList();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    scanAll(scanner, texts, 2_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    int plain = scanAll(scanner, texts, 2_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(plain).isEqualTo(2_000 * texts.size());
    assertThat(allocated).as("bytes in %s scans", plain).isLessThan(plain);
  }

  private static int scanAll(StatementScanner scanner, List<byte[]> texts, int rounds) {
    int plain = 0;
    for (int round = 0; round < rounds; round++) {
      for (int at = 0; at < texts.size(); at++) {
        byte[] text = texts.get(at);
        plain += scanner.scan(text, 0, text.length).plain() ? 1 : 0;
      }
    }
    return plain;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ";", " ; ;\n;", "-- x", "/* ; */", ";/*", "--\r\n;"})
  void aTextWithoutAStatementIsEmpty(String sql) {
    assertThat(Scans.script(sql)).isSameAs(Script.EMPTY);
  }

  @Test
  void plainAndEmptyAreNotEqual() {
    assertThat(Script.PLAIN).isNotEqualTo(Script.EMPTY);
    assertThat(Script.PLAIN.count()).isEqualTo(1);
    assertThat(Script.EMPTY.count()).isZero();
    assertThat(Scans.script("BEGIN")).isEqualTo(Scans.script("BEGIN"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "BEGIN; SELECT 1 ;COMMIT;;       ! BEGIN | SELECT 1 | COMMIT",
        "; /**/ BEGIN /**/ ; -- x        ! BEGIN",
        "SELECT ';';SELECT $$;$$;SELECT 1 ! SELECT ';' | SELECT $$;$$ | SELECT 1",
        "SELECT \";\" FROM a;SET a=1     ! SELECT \";\" FROM a | SET a=1",
        "SELECT 1/* ; /* ; */ ; */;SET a=1 -- ; ! SELECT 1 | SET a=1",
        "SELECT E'\\';';SET a=1          ! SELECT E'\\';' | SET a=1",
        "SELECT $a$;$b$;$a$;SET a=1      ! SELECT $a$;$b$;$a$ | SET a=1",
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SET a=1"
            + " ! CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2) | SET a=1",
        "SELECT (1); SET a=1             ! SELECT (1) | SET a=1",
        "(SELECT 1); SET a=1             ! (SELECT 1) | SET a=1",
        "SELECT 1); SET a=1              ! SELECT 1) | SET a=1",
      })
  void statementsEndAtSemicolonsOutsideOfEverything(String sql, String expected) {
    assertThat(Scans.split(sql)).containsExactly(expected.split(" \\| ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "CREATE OR REPLACE PROCEDURE p() begin/**/atomic END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN b END FROM c; END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT 2 case; END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT begin, x.end FROM atomic; END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT (CASE a WHEN 1 THEN 2 END); END",
        "CREATE FUNCTION f() RETURNS int AS 'a;b' LANGUAGE sql SET x = begin",
        "CREATE FUNCTION begin() RETURNS int RETURN 1",
        "CREATE FUNCTION f(begin int DEFAULT 1) RETURNS int RETURN 1",
      })
  void theBodyOfARoutineIsOneStatement(String sql) {
    assertThat(Scans.split(sql + "; SET a = 1; BEGIN")).containsExactly(sql, "SET a = 1", "BEGIN");
  }

  @Test
  void aBackslashBeforeAQuoteFollowsStandardConformingStrings() {
    String sql = "SELECT 'a\\'; SET a = 1; --'";
    assertThat(Scans.script(sql, ClientEncoding.UTF8, true).count()).isEqualTo(2);
    assertThat(Scans.script(sql, ClientEncoding.UTF8, false)).isSameAs(Script.PLAIN);
  }

  @Test
  void aTrailingByteInShiftJisDoesNotHideAStatement() {
    String sql = "SELECT E'表'; SET a = 1; --'";
    assertThat(Scans.script(sql, ClientEncoding.SJIS, true).count()).isEqualTo(2);
  }

  @Test
  void positionsAreCountedFromTheStartOfTheRange() {
    assertThat(Scans.script("  BEGIN ; SET a = 1 ").statements())
        .extracting(Statement::start, Statement::end)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, 7), org.assertj.core.groups.Tuple.tuple(10, 19));
  }

  @Test
  void statementsWithoutEffectsAreListedAmongOthers() {
    assertThat(Scans.script("SELECT 1; SELECT 2").statements())
        .hasSize(2)
        .allMatch(statement -> statement.effects().isEmpty() && statement.verb() == Verb.SELECT);
  }

  @Test
  void aRangeOutsideTheArrayIsRefused() {
    assertThatThrownBy(() -> new StatementScanner().scan(new byte[4], 1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
