package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.Conversation;
import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a proxy answers is what a server answers, message for message, though between any two steps
 * another client uses the backend, or holds it so that another one serves.
 */
class ConversationIT {
  private static ProxyFixture proxy;
  private static ProxyFixture single;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2");
    single = ProxyFixture.start("size: 1, max-prepared-statements: 2");
    for (ProxyFixture each : List.of(proxy, single)) {
      each.execute("CREATE TABLE t(a int, b text)", "INSERT INTO t VALUES (1, 'one'), (2, 'two')");
    }
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
    single.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
    single.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void theProxyAnswersAsTheServerDoes(String name, String script) {
    List<String> direct;
    try (ScriptedClient client = proxy.directClient()) {
      direct = new Conversation(script).play(client, other -> {});
      direct.add(client.run("SELECT 'alive'"));
    }
    assertThat(throughProxy(proxy, script)).as("two backends").isEqualTo(direct);
    if (!script.contains("PREPARE p")) {
      assertThat(throughProxy(single, script.replaceAll("<(HOLD|FREE)>", "<OTHER>")))
          .as("one backend, two statements on it")
          .isEqualTo(direct);
    }
  }

  /** The same with every byte by itself: whatever stands at the border of a read. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void theProxyAnswersTheSameWhenBytesComeOneByOne(String name, String script) {
    List<String> direct;
    try (ScriptedClient client = proxy.directClient()) {
      direct = new Conversation(script).play(client, other -> {});
    }
    try (ScriptedClient client = proxy.client()) {
      client.byteByByte();
      assertThat(new Conversation(script).play(client, other -> {})).isEqualTo(direct);
    }
  }

  /** PostgreSQL 18 answers the next statement with XX000: it must not be somebody else's. */
  @Test
  void aBackendThatWasSentAQueryInTheMiddleOfAPipelineIsNotHandedOn() {
    try (ScriptedClient client = single.client();
        ScriptedClient other = single.client()) {
      new Conversation("P::SELECT 1 & B:: & E: & Q:SELECT 2 ~ S").play(client, step -> {});
      assertThat(other.runExtended("SELECT 1")).isEqualTo("1 2 D(1) C(SELECT 1) Z(I)");
    }
  }

  /** A name that was lent for one text is not left on the backend. */
  @Test
  void executeLeavesNoNameOfTheClientOnTheBackend() {
    try (ScriptedClient client = single.client();
        ScriptedClient other = single.client()) {
      new Conversation(
              "P:s:SELECT 1 & S ~ Q:EXECUTE s ~ P::EXECUTE s & B:: & E: & P::SELEKT & S ~ Q:EXECUTE"
                  + " s; SELECT 1/0")
          .play(client, step -> {});
      assertThat(
              other.value(
                  "SELECT count(*) FROM pg_prepared_statements WHERE name NOT LIKE 'penstock%'"))
          .isEqualTo("0");
    }
  }

  private static List<String> throughProxy(ProxyFixture proxy, String script) {
    try (ScriptedClient client = proxy.client();
        ScriptedClient other = proxy.client()) {
      List<String> answers = new Conversation(script).play(client, step -> interfere(other, step));
      other.run("ROLLBACK");
      answers.add(client.run("SELECT 'alive'"));
      return answers;
    }
  }

  private static void interfere(ScriptedClient other, String step) {
    switch (step) {
      case "<OTHER>" -> {
        // The same names with other texts, and more statements than a backend may keep.
        for (String name : List.of("s", "s1", "s2")) {
          other.sends(
              ScriptedClient.close(name),
              ScriptedClient.parse(name, "SELECT 'of the other', '" + name + "'"),
              ScriptedClient.bind("", name),
              ScriptedClient.execute(""),
              ScriptedClient.sync());
          assertThat(other.untilReady())
              .as(other.lastError())
              .contains("D(of the other," + name + ")");
        }
        other.runExtended("SELECT 'unnamed of the other'");
      }
      case "<HOLD>" -> {
        other.run("BEGIN");
        other.run("SELECT 1");
      }
      case "<FREE>" -> other.run("COMMIT");
      default -> throw new IllegalArgumentException(step);
    }
  }

  private static Arguments says(String name, String script) {
    return Arguments.of(name, script);
  }

  static Stream<Arguments> scripts() {
    return Stream.of(
        // ---- prepared statements
        says(
            "a named statement follows its client to another backend",
            "P:s:SELECT $1::int + 1 & S ~ <HOLD> ~ B::s:41 & E: & S ~ <FREE> ~ <OTHER> ~ B::s:1 &"
                + " E: & S"),
        says(
            "a named statement is described on another backend",
            "P:s:SELECT $1::int, 'x' AS x & S ~ <HOLD> ~ D:s & S ~ <FREE> ~ <OTHER> ~ D:s & B::s:3"
                + " & E: & S"),
        says(
            "a name that exists cannot be prepared again",
            "P:s:SELECT 1 & S ~ <OTHER> ~ P:s:SELECT 2 & S ~ B::s & E: & S"),
        says(
            "a name that exists cannot be prepared again in a transaction, which fails",
            "P:s:SELECT 1 & S ~ Q:BEGIN ~ P:s:SELECT 2 & S ~ Q:SELECT 1 ~ Q:COMMIT"),
        says(
            "an existing name in a pipeline undoes what stands before it",
            "P:s:SELECT 1 & S ~ P::INSERT INTO t VALUES (9, 'nine') & B:: & E: & P:s:SELECT 2 & S ~"
                + " Q:SELECT count(*) FROM t WHERE a = 9"),
        says(
            "a closed name can be prepared again",
            "P:s:SELECT 1 & S ~ C:s & S ~ <OTHER> ~ P:s:SELECT 2 & B::s & E: & S"),
        says(
            "close and prepare again in one pipeline",
            "P:s:SELECT 1 & S ~ C:s & P:s:SELECT 2 & B::s & E: & S ~ <OTHER> ~ B::s & E: & S"),
        says("closing a name that does not exist is no error", "C:nothing & S ~ C: & S ~ CP:p & S"),
        says("a closed name is gone", "P:s:SELECT 1 & S ~ C:s & S ~ <OTHER> ~ B::s & E: & S"),
        says("a name that never existed", "B::s & E: & S ~ D:s & S ~ <OTHER> ~ B::s & E: & S"),
        says(
            "a Parse that failed is not remembered",
            "P:s:SELEKT & S ~ <OTHER> ~ B::s & E: & S ~ P:s:SELECT 1 & B::s & E: & S"),
        says(
            "a Parse behind an error is not remembered",
            "P:x:SELEKT & P:s:SELECT 1 & S ~ B::s & E: & S ~ P:s:SELECT 2 & B::s & E: & S"),
        says(
            "a Parse of a known text behind an error is not remembered",
            "P:s1:SELECT 1 & S ~ P:x:SELEKT & P:s2:SELECT 1 & S ~ P:s2:SELECT 1 & B::s2 & E: & S"),
        says(
            "a Close behind an error has not happened",
            "P:s:SELECT 1 & S ~ P:x:SELEKT & C:s & S ~ B::s & E: & S"),
        says(
            "a Close and a Parse of its name behind an error have not happened",
            "P:s:SELECT 1 & S ~ P:x:SELEKT & C:s & P:s:SELECT 2 & S ~ B::s & E: & S"),
        says(
            "statements evicted behind an error are still there",
            "P:s1:SELECT 1 & S ~ P:s2:SELECT 2 & S ~ P::SELEKT & P:s3:SELECT 3 & P:s4:SELECT 4 & S"
                + " ~ B::s1 & E: & B::s2 & E: & S ~ P:s3:SELECT 3 & B::s3 & E: & S ~ B::s1 & E: &"
                + " S ~ B::s2 & E: & S"),
        says(
            "more statements than a backend keeps",
            "P:a:SELECT 1 & P:b:SELECT 2 & P:c:SELECT 3 & P:d:SELECT 4 & S ~ B::a & E: & B::b & E:"
                + " & B::c & E: & B::d & E: & B::a & E: & S ~ <OTHER> ~ B::d & E: & B::c & E: &"
                + " B::b & E: & B::a & E: & S"),
        says(
            "an error among statements that had to be prepared first",
            "P:a:SELECT 1 & P:b:SELECT 1/0 & P:c:SELECT 3 & S ~ <OTHER> ~ B::a & E: & B::b & E: &"
                + " B::c & E: & S ~ B::c & E: & S ~ B::a & E: & S ~ B::b & E: & S ~ B::c & E: & S"),
        says(
            "the unnamed statement lives until the next one",
            "P::SELECT 1 & S ~ B:: & E: & S ~ <OTHER> ~ B:: & E: & S ~ <HOLD> ~ B:: & E: & S ~"
                + " <FREE>"),
        says(
            "a simple query destroys the unnamed statement",
            "P::SELECT 1 & S ~ Q:SELECT 2 ~ <OTHER> ~ B:: & E: & S"),
        says("closing the unnamed statement", "P::SELECT 1 & S ~ C: & S ~ <OTHER> ~ B:: & E: & S"),
        says(
            "a failed Parse destroys the unnamed statement",
            "P::SELECT 1 & S ~ P::SELEKT & S ~ <OTHER> ~ B:: & E: & S"),
        says(
            "DEALLOCATE by simple query",
            "P:s:SELECT 1 & S ~ <OTHER> ~ Q:DEALLOCATE s ~ B::s & E: & S ~ Q:DEALLOCATE s"),
        says(
            "DEALLOCATE PREPARE of a quoted name",
            "P:S 1:SELECT 1 & S ~ Q:DEALLOCATE PREPARE \"S 1\" ~ B::S 1 & E: & S"),
        says(
            "DEALLOCATE ALL",
            "P:s1:SELECT 1 & P:s2:SELECT 2 & S ~ Q:DEALLOCATE ALL ~ B::s1 & E: & S ~ P:s1:SELECT 3"
                + " & B::s1 & E: & S"),
        says(
            "DEALLOCATE ALL by the extended protocol",
            "P:s1:SELECT 1 & P:s2:SELECT 2 & S ~ <OTHER> ~ P::DEALLOCATE ALL & B:: & E: & S ~"
                + " B::s1 & E: & S ~ P:s1:SELECT 3 & B::s1 & E: & S ~ <OTHER> ~ B::s1 & E: & S"),
        says(
            "DISCARD ALL",
            "P:s1:SELECT 1 & S ~ Q:DISCARD ALL ~ B::s1 & E: & S ~ P:s1:SELECT 3 & B::s1 & E: & S ~"
                + " <OTHER> ~ B::s1 & E: & S"),
        says(
            "a Parse pipelined behind DISCARD ALL",
            "P:s1:SELECT 1 & S ~ Q:DISCARD ALL & P:s1:SELECT 1 & B::s1 & E: & S ~ B::s1 & E: & S"),
        says(
            "a Parse pipelined behind DEALLOCATE ALL",
            "P:s1:SELECT 1 & S ~ Q:SELECT 1 & Q:DEALLOCATE ALL & P:s1:SELECT 1 & B::s1 & E: & S ~"
                + " B::s1 & E: & S"),
        says(
            "DEALLOCATE pipelined behind BEGIN",
            "P:s1:SELECT 1 & S ~ Q:BEGIN & Q:SELECT 1 & Q:DEALLOCATE s1 & Q:SELECT 2 ~ Q:COMMIT"),
        says(
            "DEALLOCATE in a failed transaction",
            "P:s:SELECT 1 & S ~ Q:BEGIN ~ Q:SELECT 1/0 ~ Q:DEALLOCATE s ~ Q:ROLLBACK ~ B::s & E: &"
                + " S"),
        says(
            "DEALLOCATE pipelined behind an error in a transaction",
            "P:s:SELECT 1 & S ~ Q:BEGIN & Q:SELECT 1/0 & Q:DEALLOCATE s ~ Q:ROLLBACK ~ B::s & E: &"
                + " S"),
        says(
            "SQL PREPARE and EXECUTE",
            "Q:PREPARE p AS SELECT 1 ~ <OTHER> ~ Q:EXECUTE p ~ Q:PREPARE p AS SELECT 2 ~"
                + " Q:DEALLOCATE p ~ Q:EXECUTE p ~ <OTHER> ~ Q:SELECT 1"),
        says(
            "Bind of a statement prepared in SQL",
            "Q:PREPARE p AS SELECT 8 ~ B::p & E: & S ~ D:p & S ~ C:p & S ~ Q:EXECUTE p"),
        says(
            "a portal that is bound again does what its new statement does",
            "P:set:SET work_mem = '5MB' & P:get:SHOW work_mem & S ~ B:p:set & E:p & S ~ Q:RESET"
                + " work_mem ~ B:p:get & E:p & S ~ <OTHER> ~ Q:SHOW work_mem"),
        says(
            "a described statement follows its client to another backend",
            "P:s:SELECT $1::int AS a & D:s & S ~ <HOLD> ~ B::s:4 & E: & S ~ <FREE> ~ <OTHER> ~"
                + " B::s:5 & DP: & E: & S"),
        says(
            "described statements are used in one pipeline on another backend",
            "P:s:SELECT 1 & P:u:SELECT 2 & D:s & D:u & S ~ <HOLD> ~ B::s & E: & B::u & E: & S & B::s"
                + " & E: & S & Q:SELECT 7 ~ <FREE>"),
        says(
            "a statement whose portal was described follows too",
            "P:s:SELECT * FROM t WHERE a < 3 ORDER BY a & B::s & DP: & E: & S ~ <HOLD> ~ B:p:s &"
                + " E:p:1 & E:p & S ~ <FREE> ~ <OTHER> ~ B::s & DP: & E: & S"),
        says(
            "an error among described statements that had to be prepared first",
            "P:a:SELECT 1 & P:b:SELECT 1/0 & D:a & D:b & S ~ <HOLD> ~ B::a & E: & B::b & E: & B::a"
                + " & E: & S ~ B::a & E: & S ~ B::b & E: & S ~ <FREE> ~ <OTHER> ~ B::b & E: & B::a"
                + " & E: & S ~ B::a & E: & S"),
        says(
            "an error before a described statement that had to be prepared first",
            "P:a:SELECT 1 & D:a & S ~ <HOLD> ~ P::SELECT 1/0 & B:: & E: & B::a & E: & S & B::a & E:"
                + " & S ~ <FREE>"),
        says(
            "a described statement in a failed transaction",
            "P:s:SELECT 1 & D:s & S ~ <HOLD> ~ Q:BEGIN ~ Q:SELECT 1/0 ~ B::s & E: & S ~ D:s & S ~"
                + " Q:ROLLBACK ~ B::s & E: & S ~ <FREE>"),
        says(
            "the unnamed statement described here and bound there",
            "P::SELECT $1::int & D: & S ~ <HOLD> ~ B:::5 & E: & S ~ <FREE> ~ <OTHER> ~ B:::6 & E: &"
                + " S ~ P::SELECT 'x' & D: & S ~ <OTHER> ~ B:: & E: & S"),
        says(
            "a table changes under a described statement",
            "Q:CREATE TABLE m(a int) ~ P:s:SELECT * FROM m & D:s & S ~ Q:ALTER TABLE m ADD b int ~"
                + " <HOLD> ~ B::s & E: & S ~ <FREE> ~ <OTHER> ~ B::s & E: & S ~ C:s &"
                + " P:s:SELECT * FROM m & D:s & B::s & E: & S ~ <HOLD> ~ B::s & E: & S ~ <FREE> ~"
                + " Q:DROP TABLE m"),
        says(
            "a table changes and changes back",
            "Q:CREATE TABLE m(a int) ~ P:s:SELECT * FROM m & D:s & S ~ Q:ALTER TABLE m ADD b int ~"
                + " <HOLD> ~ B::s & E: & S ~ <FREE> ~ Q:ALTER TABLE m DROP b ~ <OTHER> ~ B::s & E: &"
                + " S ~ Q:DROP TABLE m"),
        says(
            "a column's type changes, and only that",
            "Q:CREATE TABLE m(a int, b varchar(3)) ~ P:s:SELECT a FROM m & D:s & P:u:SELECT b FROM m"
                + " & D:u & S ~ Q:ALTER TABLE m ALTER a TYPE bigint, ALTER b TYPE varchar(4) ~"
                + " <HOLD> ~ B::s & E: & S ~ B::u & E: & S ~ <FREE> ~ Q:DROP TABLE m"),
        says(
            "a table changes in ways that its readers do not see",
            "Q:CREATE TABLE m(a int, b int) ~ P:s:SELECT a FROM m & D:s & S ~ Q:ALTER TABLE m DROP b"
                + " ~ <HOLD> ~ B::s & E: & S ~ <FREE> ~ Q:DROP TABLE m; CREATE TABLE m(x int, a int)"
                + " ~ <OTHER> ~ B::s & E: & S ~ Q:DROP TABLE m"),
        says(
            "a changed table undoes what stands before it in the pipeline",
            "Q:CREATE TABLE m(a int) ~ P:s:INSERT INTO m VALUES (1) RETURNING * & D:s & S ~ Q:ALTER"
                + " TABLE m ADD b int ~ <HOLD> ~ P::INSERT INTO m VALUES (2) & B:: & E: & B::s & E: &"
                + " S & Q:SELECT count(*) FROM m ~ <FREE> ~ Q:DROP TABLE m"),
        says(
            "a changed table fails the transaction that it is found in",
            "Q:CREATE TABLE m(a int) ~ P:s:SELECT * FROM m & D:s & S ~ Q:ALTER TABLE m ADD b int ~"
                + " <HOLD> ~ Q:BEGIN ~ Q:SELECT 1 ~ B::s & E: & S ~ Q:SELECT 1 ~ Q:COMMIT ~ <FREE> ~"
                + " Q:DROP TABLE m"),
        says(
            "a cursor's rows may differ from one FETCH to the next",
            "Q:BEGIN ~ Q:DECLARE c CURSOR FOR SELECT 1 ~ P:f:FETCH ALL FROM c & B::f & DP: & E: & S ~"
                + " Q:COMMIT ~ <HOLD> ~ Q:BEGIN ~ Q:DECLARE c CURSOR FOR SELECT 1, 2 ~ B::f & DP: &"
                + " E: & S ~ Q:COMMIT ~ <FREE>"),
        says(
            "DEALLOCATE by the extended protocol",
            "P:s:SELECT 1 & S ~ <OTHER> ~ P::DEALLOCATE s & B:: & E: & S ~ B::s & E: & S ~"
                + " P::DEALLOCATE s & B:: & E: & S ~ P:s:SELECT 2 & P::DEALLOCATE s & B:: & E: &"
                + " P:s:SELECT 3 & B::s & E: & S"),
        says(
            "DEALLOCATE by the extended protocol behind an error has not happened",
            "P:s:SELECT 1 & P:d:DEALLOCATE s & S ~ P::SELEKT & B::d & E: & S ~ B::s & E: & S ~ B::d &"
                + " E: & H => 'C ~ B::s & S"),
        says(
            "DEALLOCATE among other statements",
            "P:s:SELECT 1 & P:u:SELECT 2 & S ~ <OTHER> ~ Q:SELECT 1; DEALLOCATE s; SELECT 2 ~ B::s &"
                + " E: & S ~ Q:SELECT 1/0; DEALLOCATE u ~ B::u & E: & S ~ Q:DEALLOCATE u; DEALLOCATE"
                + " u ~ B::u & E: & S"),
        says(
            "EXECUTE of a statement of the protocol",
            "P:s:SELECT $1::int + 1 & S ~ <OTHER> ~ Q:EXECUTE s(41) ~ <HOLD> ~ Q:BEGIN ~ Q:EXECUTE"
                + " s(1) ~ Q:EXECUTE s(2); EXECUTE s(3) ~ Q:COMMIT ~ <FREE> ~ Q:EXECUTE s('x') ~"
                + " Q:EXECUTE s(4) & Q:DEALLOCATE s & Q:EXECUTE s(5) ~ B::s:1 & E: & S"),
        says(
            "EXECUTE of a statement of the protocol by the extended protocol",
            "P:s:SELECT 3 AS x & S ~ <OTHER> ~ P::EXECUTE s & D: & B:: & DP: & E: & S & B:: & E: & S"
                + " ~ <HOLD> ~ P:e:EXECUTE s & B::e & E: & P::SELECT 1/0 & B:: & E: & S ~ <FREE> ~"
                + " B::e & E: & H => 'C ~ S ~ D:e & S ~ Q:DEALLOCATE s ~ B::e & E: & S"),
        says(
            "a name of the protocol cannot be prepared in SQL",
            "P:s:SELECT 1 & S ~ Q:PREPARE s AS SELECT 2 ~ B::s & E: & S ~ Q:BEGIN ~ Q:PREPARE s AS"
                + " SELECT 2 ~ Q:SELECT 1 ~ Q:ROLLBACK"),

        // ---- pipelines
        says(
            "several Sync in one write",
            "P::SELECT 1 & B:: & E: & S & P::SELECT 2 & B:: & E: & S & S & S & P::SELECT 3 & B:: &"
                + " E: & S"),
        says(
            "Parse, Bind, Execute, then Flush, then Sync",
            "P::SELECT 1 & B:: & E: & H => 'C ~ S ~ <OTHER> ~ Q:SELECT 2"),
        says("Parse and Flush alone", "P:s:SELECT 1 & H => '1 ~ S"),
        says(
            "Parse of what the backend knows and Flush alone",
            "P:s1:SELECT 1 & S ~ P:s2:SELECT 1 & H => '1 ~ B::s2 & E: & S"),
        says(
            "Parse and Describe, Flush, then Bind and Sync, as asyncpg does",
            "P:s:SELECT $1::int & D:s & H => 'T ~ B::s:5 & E: & S ~ <OTHER> ~ B::s:6 & E: & S"),
        says(
            "an error comes at once and what follows is skipped up to Sync",
            "P::SELEKT & H => 'E ~ P::SELECT 1 & B:: & E: & S ~ <OTHER> ~ Q:SELECT 1"),
        says(
            "an error in the middle undoes what stands before",
            "P::INSERT INTO t VALUES (9, 'x') & B:: & E: & P::SELECT 1/0 & B:: & E: & P::SELECT 2 &"
                + " B:: & E: & S & P::SELECT 3 & B:: & E: & S ~ Q:SELECT count(*) FROM t WHERE a ="
                + " 9"),
        says("Query behind Query", "Q:SELECT 1 & Q:SELECT 2 & Q:SELECT 1/0 & Q:SELECT 3 & Q:"),
        says("Sync alone", "S ~ S & S ~ Q:BEGIN ~ S ~ Q:SELECT 1 ~ S ~ Q:COMMIT ~ S"),
        says("Flush alone", "H & S ~ H & H & Q:SELECT 1"),
        says(
            "Bind, Describe, Execute of two portals at once",
            "P:s:SELECT * FROM t ORDER BY a & B:p1:s & B:p2:s & DP:p1 & E:p1:1 & E:p2:1 & E:p1:1 &"
                + " E:p2:0 & E:p1:1 & S"),
        says("an empty query", "Q: ~ P:: & B:: & E: & S ~ Q:-- nothing ~ Q:;;"),
        says("an empty query in a failed transaction", "Q:BEGIN ~ Q:SELECT 1/0 ~ Q: ~ Q:ROLLBACK"),
        says(
            "a portal of an earlier pipeline is gone, in a transaction it is not",
            "P:s:SELECT * FROM t ORDER BY a & B:p:s & E:p:1 & S ~ E:p:1 & S ~ Q:BEGIN ~ B:p:s &"
                + " E:p:1 & S ~ E:p:1 & S ~ CP:p & S ~ E:p:1 & S ~ Q:ROLLBACK"),
        says("Describe of a portal that does not exist", "DP:p & S ~ <OTHER> ~ DP: & S"),
        says(
            "a transaction in one pipeline",
            "P::BEGIN & B:: & E: & P:s:INSERT INTO t VALUES ($1, 'y') & B::s:50 & E: & P::ROLLBACK &"
                + " B:: & E: & S ~ Q:SELECT count(*) FROM t WHERE a = 50"),

        // ---- transactions
        says("BEGIN and COMMIT", "Q:BEGIN ~ Q:COMMIT ~ Q:BEGIN ~ Q:ROLLBACK ~ Q:COMMIT"),
        says("START TRANSACTION", "Q:START TRANSACTION ~ Q:SELECT 1 ~ Q:END"),
        says("begin twice", "Q:BEGIN ~ Q:BEGIN ~ Q:SELECT 1 ~ Q:COMMIT"),
        says(
            "BEGIN keeps its modes",
            "Q:BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE ~ <OTHER> ~ Q:SHOW"
                + " transaction_isolation ~ Q:SHOW transaction_read_only ~ Q:SHOW"
                + " transaction_deferrable ~ Q:COMMIT"),
        says("BEGIN of nonsense", "Q:BEGIN ISOLATION LEVEL NONSENSE ~ Q:BEGIN foo ~ Q:SELECT 1"),
        says("begin and an error", "Q:BEGIN ~ Q:SELECT 1/0 ~ Q:SELECT 1 ~ Q:COMMIT ~ Q:SELECT 1"),
        says("begin and a syntax error", "Q:BEGIN ~ Q:SELEKT ~ Q:SELECT 1 ~ Q:ROLLBACK"),
        says("begin, extended", "Q:BEGIN ~ P::SELECT 1 & B:: & E: & S ~ P::COMMIT & B:: & E: & S"),
        says("begin, then a Parse alone", "Q:BEGIN ~ P:s:SELECT 1 & S ~ B::s & E: & S ~ Q:COMMIT"),
        says("begin, then a Close alone", "Q:BEGIN ~ C:s & S ~ Q:COMMIT"),
        says(
            "begin and what follows in one write",
            "Q:BEGIN & Q:SELECT 1 & Q:COMMIT & Q:BEGIN & Q:ROLLBACK & Q:SELECT 2"),
        says(
            "savepoints",
            "Q:BEGIN ~ Q:SAVEPOINT a ~ Q:SELECT 1/0 ~ Q:ROLLBACK TO a ~ Q:SELECT 1 ~ Q:RELEASE a ~"
                + " Q:RELEASE a ~ Q:COMMIT"),
        says(
            "multi-statement",
            "Q:SELECT 1; SELECT 2 ~ Q:INSERT INTO t VALUES (8, 'x'); SELECT 1/0; SELECT 3 ~"
                + " Q:SELECT count(*) FROM t WHERE a = 8 ~ Q:BEGIN; SELECT 1; COMMIT; SELECT 2 ~"
                + " Q:BEGIN; SELECT 1 ~ Q:ROLLBACK; SELECT 5"),
        says("chains", "Q:BEGIN ~ Q:COMMIT AND CHAIN ~ Q:SELECT 1 ~ Q:ROLLBACK AND CHAIN ~ Q:END"),
        says("commit outside of a transaction", "Q:COMMIT ~ Q:ROLLBACK ~ Q:ABORT ~ Q:END"),
        says(
            "PREPARE TRANSACTION where it is not allowed",
            "Q:BEGIN ~ Q:SELECT 1 ~ Q:PREPARE TRANSACTION 'x' ~ Q:ROLLBACK PREPARED 'x'"),
        says(
            "notices",
            "Q:DO $$ BEGIN RAISE NOTICE 'n'; RAISE WARNING 'w'; END $$ ~ <OTHER> ~ Q:SELECT 1"),
        says(
            "a cursor",
            "Q:BEGIN ~ Q:DECLARE c CURSOR FOR SELECT * FROM t ORDER BY a ~ Q:FETCH 1 FROM c ~ Q:FETCH"
                + " ALL FROM c ~ Q:CLOSE c ~ Q:COMMIT"),

        // ---- COPY
        says("COPY out", "Q:COPY t TO STDOUT ~ P::COPY t TO STDOUT & B:: & E: & S ~ <OTHER>"),
        says(
            "COPY in",
            "Q:COPY t FROM STDIN => 'G ~ d:5\tx\\n & d:6\ty\\n & c => 1 ~ Q:DELETE FROM t WHERE a > 2"),
        says(
            "COPY in, all in one write",
            "Q:COPY t FROM STDIN & d:5\tx\\n & c & Q:DELETE FROM t WHERE a > 2"),
        says(
            "COPY in by the extended protocol",
            "P::COPY t FROM STDIN & B:: & E: & S => 'G ~ d:5\tx\\n & c & S => 1 ~ Q:DELETE FROM t"
                + " WHERE a > 2"),
        says(
            "COPY in by the extended protocol, all in one write",
            "P::COPY t FROM STDIN & B:: & E: & S & d:5\tx\\n & c & S => 1 ~ Q:DELETE FROM t WHERE"
                + " a > 2"),
        says(
            "COPY in by the extended protocol, without the Sync before the data",
            "P::COPY t FROM STDIN & B:: & E: & H => 'G ~ d:5\tx\\n & H & c & S ~ Q:DELETE FROM t"
                + " WHERE a > 2"),
        says(
            "CopyFail",
            "Q:COPY t FROM STDIN => 'G ~ d:5\tx\\n & f:no => 1 ~ <OTHER> ~ Q:SELECT count(*) FROM t"),
        says(
            "CopyFail by the extended protocol",
            "P::COPY t FROM STDIN & B:: & E: & S => 'G ~ d:5\tx\\n & f:no & S => 1 ~ <OTHER> ~"
                + " Q:SELECT count(*) FROM t"),
        says(
            "an error in the middle of COPY in, with data behind it",
            "Q:COPY t FROM STDIN => 'G ~ d:x\tx\\n & d:5\tx\\n & d:5\tx\\n & c => 1 ~ <OTHER> ~"
                + " Q:SELECT count(*) FROM t"),
        says(
            "an error in the middle of COPY in by the extended protocol",
            "P::COPY t FROM STDIN & B:: & E: & S => 'G ~ d:x\tx\\n & d:5\tx\\n & c & S => 1 ~ <OTHER>"
                + " ~ Q:SELECT count(*) FROM t"),
        says(
            "COPY in that fails before it begins, with data behind it",
            "Q:COPY nothing FROM STDIN & d:5\tx\\n & c & Q:SELECT 1 => 2 ~ <OTHER> ~ Q:SELECT 2"),
        says(
            "COPY in that fails before it begins, by the extended protocol",
            "P::COPY nothing FROM STDIN & B:: & E: & d:5\tx\\n & c & S ~ <OTHER> ~ Q:SELECT 2"),
        says(
            "COPY in and further statements in one query",
            "Q:COPY t FROM STDIN; SELECT 1; COPY t FROM STDIN; DELETE FROM t WHERE a > 2 => 'G ~"
                + " d:5\tx\\n & c => 'G ~ d:6\tx\\n & c => 1"),
        says("two COPY in one write", "Q:COPY t FROM STDIN & c & Q:COPY t FROM STDIN & c"),
        says("copy messages without a COPY", "d:x & c & f:x & Q:SELECT 1 ~ <OTHER> ~ d:x & S"));
  }
}
