package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StatementScannerPropertyTest {
  private static final long SEED = 20261120;

  private static final String[] FRAGMENTS = {
    "SELECT ",
    "set ",
    "SET LOCAL ",
    "RESET ",
    "BEGIN ",
    "ATOMIC ",
    "END ",
    "CREATE FUNCTION f() ",
    "CREATE TEMP TABLE x ",
    "DROP TABLE x ",
    "PREPARE ",
    "EXECUTE ",
    "DEALLOCATE ",
    "EXPLAIN ",
    "ANALYZE ",
    "(ANALYZE off) ",
    "INTO ",
    "TEMP ",
    "pg_temp.",
    "AS ",
    "TO ",
    "= ",
    "DEFAULT ",
    "TIME ZONE ",
    "INTERVAL ",
    "SESSION ",
    "AUTHORIZATION ",
    "TRANSACTION ",
    "CHARACTERISTICS ",
    "set_config(",
    "'a', ",
    "'b', ",
    "false)",
    "true)",
    "nextval('s') ",
    "f(",
    "\"f\" (",
    "pg_catalog.lower(",
    "ON (",
    "WITH x (a) AS (",
    "INSERT INTO t ",
    "pg_advisory_lock(1) ",
    "DECLARE c CURSOR ",
    "WITH HOLD ",
    "FOR ",
    "COPY t ",
    "FROM STDIN ",
    "LISTEN ",
    "UNLISTEN ",
    "* ",
    "DISCARD ",
    "ALL ",
    "; ",
    ";",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    ":",
    "::",
    ":=",
    "'",
    "''",
    "\"",
    "\"a\"",
    "E'",
    "\\",
    "\\'",
    "U&'",
    "U&\"",
    "N'",
    "B'",
    "X'",
    "$$",
    "$a$",
    "$1",
    "$",
    "/*",
    "*/",
    "--",
    "\n",
    "\r",
    "\t",
    " ",
    "+",
    "-",
    "@",
    "<",
    ">",
    "=",
    "1",
    ".5",
    "1e",
    "0x",
    "é",
    "表",
    "\u0000",
    "ROLLBACK TO ",
    "SAVEPOINT ",
    "RELEASE ",
    "AND CHAIN ",
    "NAMES ",
    "ROLE ",
    "SHOW ",
    "penstock",
    "VALUES ",
    "IN (",
    "ARRAY[",
    "BY ",
    "/* penstock: primary */"
  };

  @Test
  void anyBytesAreScannedWithinTheirRange() {
    Random random = new Random(SEED);
    for (int round = 0; round < 50_000; round++) {
      byte[] text = new byte[random.nextInt(60)];
      random.nextBytes(text);
      check(text, random, "random bytes, round " + round);
    }
  }

  @Test
  void anyMixOfFragmentsIsScannedWithinItsRange() {
    Random random = new Random(SEED);
    for (int round = 0; round < 100_000; round++) {
      StringBuilder sql = new StringBuilder();
      for (int count = random.nextInt(14); count > 0; count--) {
        sql.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
      }
      check(sql.toString().getBytes(ClientEncoding.UTF8.charset()), random, sql.toString());
    }
  }

  private static void check(byte[] text, Random random, String from) {
    ClientEncoding[] encodings = ClientEncoding.values();
    ClientEncoding encoding = encodings[random.nextInt(encodings.length)];
    boolean standard = random.nextBoolean();
    checkTokens(text, encoding, standard, from);
    Script script = checkStatements(text, encoding, standard, from);

    byte[] surrounded = Scans.surrounded(text);
    StatementScanner scanner = new StatementScanner();
    assertThat(scanner.scan(surrounded, Scans.OFFSET, text.length, encoding, standard))
        .as(from)
        .isEqualTo(script);
    checkWithoutShortcut(text, encoding, standard, script, from);
  }

  /** An empty statement in front keeps the scanner from its fast way to PLAIN. */
  private static void checkWithoutShortcut(
      byte[] text, ClientEncoding encoding, boolean standard, Script script, String from) {
    byte[] longer = new byte[text.length + 1];
    longer[0] = ';';
    System.arraycopy(text, 0, longer, 1, text.length);
    Script slow = new StatementScanner().scan(longer, 0, longer.length, encoding, standard);
    assertThat(slow.plain()).as(from).isEqualTo(script.plain());
    assertThat(slow.empty()).as(from).isEqualTo(script.empty());
    assertThat(slow.statements())
        .as(from)
        .extracting(Statement::verb)
        .isEqualTo(script.statements().stream().map(Statement::verb).toList());
  }

  private static void checkTokens(
      byte[] text, ClientEncoding encoding, boolean standard, String from) {
    Lexer lexer = new Lexer(true);
    lexer.reset(text, 0, text.length, encoding, standard);
    int position = 0;
    while (lexer.next() != TokenKind.END) {
      assertThat(lexer.start()).as(from).isGreaterThanOrEqualTo(position);
      assertThat(lexer.end())
          .as(from)
          .isGreaterThan(lexer.start())
          .isLessThanOrEqualTo(text.length);
      for (int between = position; between < lexer.start(); between++) {
        assertThat(text[between]).as(from).isIn(bytes(" \t\n\r\f\u000B"));
      }
      position = lexer.end();
    }
    assertThat(lexer.start()).as(from).isEqualTo(text.length);
  }

  private static Script checkStatements(
      byte[] text, ClientEncoding encoding, boolean standard, String from) {
    Script script = new StatementScanner().scan(text, 0, text.length, encoding, standard);
    int position = 0;
    for (Statement statement : script.statements()) {
      assertThat(statement.start()).as(from).isGreaterThanOrEqualTo(position);
      assertThat(statement.end()).as(from).isGreaterThan(statement.start());
      position = statement.end();
    }
    assertThat(position).as(from).isLessThanOrEqualTo(text.length);
    return script;
  }

  private static Object[] bytes(String text) {
    return text.chars().mapToObj(character -> (byte) character).toArray();
  }
}
