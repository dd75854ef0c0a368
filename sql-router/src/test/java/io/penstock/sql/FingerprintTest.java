package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final FingerprintKey KEY = new FingerprintKey(1, 2);

  private static Fingerprint of(String sql) {
    return of(sql, ClientEncoding.UTF8, true);
  }

  private static Fingerprint of(String sql, ClientEncoding encoding, boolean standard) {
    byte[] text = Scans.surrounded(sql.getBytes(encoding.charset()));
    int length = sql.getBytes(encoding.charset()).length;
    StatementScanner scanner = new StatementScanner(KEY);
    scanner.scan(text, Scans.OFFSET, length, encoding, standard);
    return new Fingerprint(scanner.fingerprintHigh(), scanner.fingerprintLow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a FROM t WHERE b = 1|select A\n from T/**/ where -- x\n b=23|SELECT a FROM t WHERE b"
            + " = -1.5e3;|;SELECT a FROM \"t\" WHERE \"b\" = 0xFF;;",
        "SELECT 'a'|SELECT 'it''s'|SELECT E'\\''|SELECT $$;$$|SELECT $x$ $$ $x$|SELECT U&'a'",
        "SELECT * FROM t WHERE a = $1 AND b = $2|SELECT * FROM t WHERE a = $7 AND b = $7",
        "SELECT 1 WHERE a IN (1)|SELECT 1 WHERE a IN (1, 2, -3, +4)",
        "SELECT 1 WHERE a IN ($1)|SELECT 1 WHERE a in ($1,$2,$3,$4)",
        "SELECT 1 WHERE (a, b) IN ((1, 'a'))|SELECT 1 WHERE (a, b) IN ((1, 'a'), (2, 'b'))",
        "SELECT 1 WHERE a IN (IN (1), 2)|SELECT 1 WHERE a IN (IN (1, 2), 3)",
        "SELECT ARRAY[1]|SELECT ARRAY[1,2,3]",
        "SELECT ARRAY[[1]]|SELECT ARRAY[[1, 2], [3, 4]]|SELECT ARRAY[[1], [2]]",
        "INSERT INTO t VALUES (1, 'a', $1)|INSERT INTO t VALUES (2, 'b', $2), (3, 'c', $3)",
        "INSERT INTO t VALUES (1, NULL, true)|INSERT INTO t VALUES (NULL, 'a', 2),"
            + " (3, 'b', FALSE), (null, null, null)",
        "INSERT INTO t VALUES (now(), 1) RETURNING a|INSERT INTO t VALUES (now(), 2), (now(), 3)"
            + " RETURNING a",
        "INSERT INTO t VALUES (ARRAY[1], 1)|INSERT INTO t VALUES (ARRAY[1,2], -1), (ARRAY[3], 2)",
        "SELECT * FROM (VALUES (1), (2)) v, u|SELECT * FROM (VALUES (1)) v, u",
        "SELECT a FROM t LIMIT 5 OFFSET 6|SELECT a FROM t LIMIT 7 OFFSET 8",
        "UPDATE t SET a = a + 1, b = -2|UPDATE t SET a = a + 12, b = 3",
        "SELECT -1|SELECT 1|SELECT + 1",
        "SELECT 1; SELECT 2|SELECT 3 ;; SELECT 4;",
        "SELECT B'01'|SELECT X'1F'",
        "SET a = 'b'|set A = 'c'",
        "EXPLAIN SELECT 1|explain select 2",
      })
  void textsThatDifferInWhatDoesNotCountFallTogether(String texts) {
    String[] all = texts.split("\\|");
    assertThat(Arrays.stream(all).map(FingerprintTest::of).distinct()).as(texts).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a|SELECT \"A\"|SELECT b|SELECT a, b|SELECT ab|SELECT a b",
        "SELECT user|SELECT \"user\"|SELECT \"USER\"",
        "SELECT abcdefgh|SELECT abcdefg|SELECT abcdefghi|SELECT abcdefg h",
        "SELECT é|SELECT \"é\"|SELECT É",
        "SELECT NULL|SELECT TRUE|SELECT FALSE|SELECT 1|SELECT '1'|SELECT $1|SELECT B'1'|SELECT x",
        "SELECT a - 1|SELECT a + 1|SELECT a * 1|SELECT a -1 1|SELECT a, -1|SELECT - a|SELECT -$1",
        "SELECT a <> 1|SELECT a != 1|SELECT a < > 1",
        "SELECT 1|SELECT 1; SELECT 1|SELECT 1; SELECT 1; SELECT 1",
        "SELECT f(1)|SELECT f(1, 2)|SELECT f(1, 2, 3)",
        "SELECT 1 WHERE a IN (1)|SELECT 1 WHERE a IN ($1)|SELECT 1 WHERE a IN (1, nextval('s'))|"
            + "SELECT 1 WHERE a IN (nextval('s'), 1)|SELECT 1 WHERE a IN (nextval('s'))|"
            + "SELECT 1 WHERE a IN (1, $1)|SELECT 1 WHERE a IN ((1))|SELECT 1 WHERE a NOT IN (1)",
        "SELECT 1 WHERE a IN (SELECT 1)|SELECT 1 WHERE a IN (SELECT 1, 1)|"
            + "SELECT 1 WHERE a IN (SELECT 1, 1, 1 FROM t)|SELECT 1 WHERE a IN (SELECT 1, 1 FROM t)",
        "INSERT INTO t VALUES (1)|INSERT INTO t VALUES (1, 2)|INSERT INTO t VALUES (DEFAULT)|"
            + "INSERT INTO t VALUES ($1)|INSERT INTO t VALUES (1), (nextval('s'))|"
            + "INSERT INTO t VALUES (nextval('s')), (1)|INSERT INTO t VALUES (1), (2), (f())|"
            + "INSERT INTO t VALUES (1) RETURNING 1|INSERT INTO t VALUES (1), a|"
            + "INSERT INTO t VALUES (1) a",
        "SELECT values, a FROM t|SELECT values a FROM t|SELECT values, a, a FROM t",
        "SELECT a, b FROM t ORDER BY 1|SELECT a, b FROM t ORDER BY 2|"
            + "SELECT a, b FROM t ORDER BY 1, 2|SELECT a, b FROM t ORDER BY -1|"
            + "SELECT a, b FROM t ORDER BY max(a) OVER (ORDER BY b), 2|"
            + "SELECT a, b FROM t ORDER BY max(a) OVER (ORDER BY b), 1",
        "EXPLAIN (ANALYZE 'on') SELECT 1|EXPLAIN (ANALYZE 'off') SELECT 1|EXPLAIN SELECT 1|"
            + "EXPLAIN (ANALYZE 1) SELECT 1|EXPLAIN (ANALYZE 0) SELECT 1",
        "SELECT U&\"d!0061\" UESCAPE '!'|SELECT U&\"d!0061\" UESCAPE '+'|SELECT U&\"d+0061\"",
        "SELECT ARRAY[1]|SELECT ARRAY[[1]]|SELECT ARRAY[1][1]|SELECT ARRAY(1)|SELECT a[1]",
        "SELECT a.b|SELECT a..b|SELECT a::b|SELECT a:b|SELECT a:=b|SELECT (a) b|SELECT [a] b",
      })
  void textsThatMeanSomethingElseDiffer(String texts) {
    String[] all = texts.split("\\|");
    assertThat(Arrays.stream(all).map(FingerprintTest::of)).as(texts).doesNotHaveDuplicates();
  }

  @Test
  void aHintIsNoPartOfTheFingerprint() {
    assertThat(of("/* penstock: primary */ SELECT 1")).isEqualTo(of("SELECT 1"));
  }

  @Test
  void theLengthOfWhatIsReadBehindATextDoesNotMatter() {
    byte[] exact = "SELECT abc".getBytes(StandardCharsets.US_ASCII);
    StatementScanner scanner = new StatementScanner(KEY);
    scanner.scan(exact, 0, exact.length);
    assertThat(new Fingerprint(scanner.fingerprintHigh(), scanner.fingerprintLow()))
        .isEqualTo(of("SELECT abc"));
  }

  @Test
  void anotherKeyGivesAnotherFingerprint() {
    byte[] text = "SELECT 1".getBytes(StandardCharsets.US_ASCII);
    Set<Fingerprint> found = new HashSet<>();
    for (FingerprintKey key :
        new FingerprintKey[] {KEY, new FingerprintKey(1, 3), new FingerprintKey(2, 2)}) {
      StatementScanner scanner = new StatementScanner(key);
      scanner.scan(text, 0, text.length);
      found.add(new Fingerprint(scanner.fingerprintHigh(), scanner.fingerprintLow()));
    }
    assertThat(found).hasSize(3);
    assertThat(KEY.toString()).doesNotContain("1", "2");
  }

  @Test
  void theSameBytesInAnotherEncodingAreOtherNames() {
    Set<Fingerprint> found = new HashSet<>();
    for (ClientEncoding encoding : ClientEncoding.values()) {
      byte[] text = "SELECT a".getBytes(StandardCharsets.US_ASCII);
      StatementScanner scanner = new StatementScanner(KEY);
      scanner.scan(text, 0, text.length, encoding, true);
      found.add(new Fingerprint(scanner.fingerprintHigh(), scanner.fingerprintLow()));
    }
    assertThat(found).hasSize(ClientEncoding.values().length);
  }

  @Test
  void aTrailingByteThatLooksLikeALetterIsNotMadeLowerCase() {
    // In Shift JIS the second bytes of these are 0x41 and 0x61.
    assertThat(of("SELECT ア", ClientEncoding.SJIS, true))
        .isNotEqualTo(of("SELECT チ", ClientEncoding.SJIS, true));
  }

  @Test
  void standardConformingStringsDecidesWhereALiteralEnds() {
    String sql = "SELECT 'a\\', b FROM t --'";
    assertThat(of(sql, ClientEncoding.UTF8, true))
        .isNotEqualTo(of(sql, ClientEncoding.UTF8, false));
    assertThat(of(sql, ClientEncoding.UTF8, false)).isEqualTo(of("SELECT 'x'"));
  }

  @Test
  void deepNestingNeitherFailsNorHidesAnything() {
    String open = "SELECT a IN (".repeat(200);
    assertThat(of(open + "f(1))")).isNotEqualTo(of(open + "g(1))"));
    String arrays = "SELECT " + "ARRAY[".repeat(200);
    assertThat(of(arrays + "a")).isNotEqualTo(of(arrays + "b"));
  }
}
