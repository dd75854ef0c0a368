package io.penstock.sql.facts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Verb;
import io.penstock.sql.grammar.Grammar;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1 | SELECT",
        "(((SELECT 1))) | SELECT",
        "WITH x AS (DELETE FROM t) SELECT 1 | SELECT",
        "WITH x AS (SELECT 1) INSERT INTO t TABLE x | INSERT",
        "WITH x AS (SELECT 1) UPDATE t SET a = 1 | UPDATE",
        "DELETE FROM t | DELETE",
        "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE | MERGE",
        "VALUES (1) LIMIT 1 | VALUES",
        "TABLE t | TABLE",
        "SELECT 1 UNION VALUES (2) | SELECT",
        "EXPLAIN DELETE FROM t | EXPLAIN"
      })
  void theVerbIsThatOfTheStatementItself(String sql, Verb verb) {
    assertThat(Texts.facts(sql).verb()).isEqualTo(verb);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"CREATE TABLE t () | CREATE", "COPY t TO STDOUT | COPY", "SET a = 'secret' | SET"})
  void anotherStatementIsTheLexersToClassify(String sql, Verb verb) {
    assertThat(StatementParser.parse(sql))
        .isInstanceOfSatisfying(
            ParseResult.Unparsed.class, unparsed -> assertThat(unparsed.verb()).isEqualTo(verb));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'secret' FROM FROM 'secret'",
        "SELECT 1 WHERE 'secret' 'secret'",
        "SELECT (secret",
        "INSERT INTO t VALUES ('secret',)"
      })
  void theReasonNeverQuotesTheStatement(String sql) {
    assertThat(StatementParser.parse(sql))
        .isInstanceOfSatisfying(
            ParseResult.Unparsed.class,
            unparsed -> assertThat(unparsed.reason()).startsWith("it ").doesNotContain("secret"));
  }

  @Test
  void aTextThatIsTooLongIsNotParsed() {
    String sql = "SELECT '" + "x".repeat(Grammar.LONGEST) + "'";

    assertThat(StatementParser.parse(sql)).isInstanceOf(ParseResult.Unparsed.class);
  }

  @Test
  void aTextOfTooManyWordsIsNotParsed() {
    String sql = "SELECT 1" + ",1".repeat(Grammar.MOST_TOKENS / 2);

    assertThat(StatementParser.parse(sql)).isInstanceOf(ParseResult.Unparsed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "( | 1 | )",
        "(SELECT | 1 | )",
        "f( | 1 | )",
        "ARRAY[ | 1 | ]",
        "a[ | 1 | ]",
        "NOT | true | ''",
        "- | 1 | ''",
        "@ | 1 | ''",
        "CASE WHEN true THEN | 1 | END",
        "(1, | 2 | )",
        "EXISTS (SELECT 1 WHERE | true | )",
        "1 + (2 * | 3 | )",
        "1 IN (SELECT | 1 | )"
      })
  void aTextNestedTooDeeplyIsNotParsedAndOneNestedSomewhatIs(
      String open, String inside, String close) throws InterruptedException {
    String end = close.equals("''") ? "" : close;

    assertThat(onUsualStack("SELECT " + nested(open, inside, end, 25)))
        .isInstanceOf(ParseResult.Parsed.class);
    assertThat(onUsualStack("SELECT " + nested(open, inside, end, 5000)))
        .isInstanceOfSatisfying(
            ParseResult.Unparsed.class,
            unparsed -> assertThat(unparsed.reason()).contains("nested deeper"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" OR a = 1", " AND a = 1", "[1]", ", f(1)"})
  void aChainOfAnyLengthIsParsed(String link) throws InterruptedException {
    assertThat(onUsualStack("SELECT a" + link.repeat(10_000)))
        .isInstanceOf(ParseResult.Parsed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", " || 'x'", " UNION SELECT 1", "::int"})
  void aChainOfOperatorsIsParsedUpToABound(String link) throws InterruptedException {
    assertThat(onUsualStack("SELECT a" + link.repeat(200))).isInstanceOf(ParseResult.Parsed.class);
    assertThat(onUsualStack("SELECT a" + link.repeat(10_000)))
        .isInstanceOfSatisfying(
            ParseResult.Unparsed.class,
            unparsed -> assertThat(unparsed.reason()).contains("deeper than"));
  }

  @Test
  void factsOfAScriptCoverAllItsStatements() {
    Facts facts = all("SELECT 1 FROM a; ; INSERT INTO b VALUES (1); SELECT * FROM c FOR UPDATE;");

    assertThat(facts.statements()).hasSize(3);
    assertThat(facts.understood()).isTrue();
    assertThat(facts.mayWrite()).isTrue();
    assertThat(facts.mayLock()).isTrue();
  }

  @Test
  void aScriptOfReadsNeitherWritesNorLocks() {
    Facts facts = all("SELECT 1; TABLE t; EXPLAIN DELETE FROM t");

    assertThat(facts.understood()).isTrue();
    assertThat(facts.mayWrite()).isFalse();
    assertThat(facts.mayLock()).isFalse();
  }

  @Test
  void aScriptWithOneStatementNotUnderstoodMayDoAnything() {
    Facts facts = all("SELECT 1; BEGIN; SELECT 2");

    assertThat(facts.understood()).isFalse();
    assertThat(facts.mayWrite()).isTrue();
    assertThat(facts.mayLock()).isTrue();
  }

  @Test
  void nothingHasNoStatements() {
    assertThat(all(" ; /* nothing */ ;").statements()).isEmpty();
  }

  @Test
  void aBackslashClosesNoStringUnlessTheSessionSaysSo() {
    byte[] sql = "SELECT 'a\\' FROM t --'".getBytes(UTF_8);

    assertThat(tables(sql, true)).hasSize(1);
    assertThat(tables(sql, false)).isEmpty();
  }

  @Test
  void theSecondByteOfACharacterIsNoQuote() {
    byte[] sql = "SELECT \"表\" FROM \"ソ\"".getBytes(Charset.forName("windows-31j"));

    ParseResult result = StatementParser.parse(sql, 0, sql.length, ClientEncoding.SJIS, true);

    assertThat(result)
        .isInstanceOfSatisfying(
            ParseResult.Parsed.class,
            parsed -> assertThat(parsed.facts().tables().getFirst().name()).isEqualTo("ソ"));
  }

  @Test
  void aNameOfBytesThatAreNoCharactersIsNotUnderstood() {
    byte[] sql = {'T', 'A', 'B', 'L', 'E', ' ', (byte) 0xC3};

    assertThat(StatementParser.parse(sql, 0, sql.length, ClientEncoding.UTF8, true))
        .isInstanceOf(ParseResult.Unparsed.class);
  }

  @Test
  void theHighestParameterIsTold() {
    assertThat(Texts.facts("SELECT $3 WHERE a = $12 LIMIT $7").parameters()).isEqualTo(12);
    assertThat(StatementParser.parse("SELECT $65536")).isInstanceOf(ParseResult.Unparsed.class);
  }

  private static Facts all(String sql) {
    byte[] bytes = sql.getBytes(UTF_8);
    return StatementParser.parseAll(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
  }

  private static List<TableUse> tables(byte[] sql, boolean conforming) {
    ParseResult result = StatementParser.parse(sql, 0, sql.length, ClientEncoding.UTF8, conforming);
    return result instanceof ParseResult.Parsed(StatementFacts facts) ? facts.tables() : List.of();
  }

  private static String nested(String open, String inside, String close, int times) {
    return (open + " ").repeat(times) + inside + (" " + close).repeat(times);
  }

  private static ParseResult onUsualStack(String sql) throws InterruptedException {
    AtomicReference<ParseResult> result = new AtomicReference<>();
    Thread thread =
        new Thread(null, () -> result.set(StatementParser.parse(sql)), "usual stack", 1 << 20);
    thread.start();
    thread.join();
    return result.get();
  }
}
