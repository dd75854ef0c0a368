package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigDifference.Change;
import io.penstock.config.ConfigLoader;
import io.penstock.config.InvalidConfigException;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.NoticeResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command has the server do, and what its user is told. */
class CommandsTest {
  private final TestingClient client = TestingClient.administrator();
  private final TestingServer server = client.server;

  @AfterEach
  void close() {
    client.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSE, PAUSE, pause null",
    "PAUSE shop, PAUSE, pause shop",
    "RESUME, RESUME, resume null",
    "KILL, KILL, kill null",
    "KILL shop, KILL, kill shop",
    "KILL_CLIENT 12, KILL_CLIENT, kill client 12",
    "RECONNECT, RECONNECT, reconnect null",
    "RECONNECT shop, RECONNECT, reconnect shop",
    "WAIT_CLOSE, WAIT_CLOSE, wait close null",
    "WAIT_CLOSE shop, WAIT_CLOSE, wait close shop",
    "DISABLE shop, DISABLE, disable shop",
    "ENABLE shop, ENABLE, enable shop",
    "BAN pg-b, BAN, 'ban pg-b in null, for ever, null'",
    "BAN pg-b FOR 5m IN shop BECAUSE slow, BAN, 'ban pg-b in shop, for a time, slow'",
    "UNBAN pg-b, UNBAN, unban pg-b in null",
    "UNBAN pg-b IN shop, UNBAN, unban pg-b in shop",
    "RELOAD, RELOAD, reload",
    "SHARDS MOVE shop WITHIN 40, SHARDS MOVE, move shop within 40",
    "SHUTDOWN, SHUTDOWN, shutdown IMMEDIATE",
    "SHUTDOWN WAIT_FOR_CLIENTS, SHUTDOWN, shutdown WAIT_FOR_CLIENTS"
  })
  void aCommandIsCarriedOutAndCompletedWithItsName(String command, String tag, String done) {
    assertThat(client.tag(command)).isEqualTo(tag);
    assertThat(server.done).containsExactly(done);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAUSE nowhere",
        "RESUME nowhere",
        "KILL nowhere",
        "RECONNECT nowhere",
        "WAIT_CLOSE nowhere",
        "DISABLE nowhere",
        "ENABLE nowhere",
        "SHARDS MOVE nowhere"
      })
  void aDatabaseThatThereIsNotIsRefused(String command) {
    ErrorFields error = client.error(command);
    assertThat(error.sqlState()).isEqualTo("3D000");
    assertThat(error.message()).isEqualTo("no such database: \"nowhere\"");
    assertThat(error.hint()).isEqualTo("SHOW DATABASES lists them.");
    assertThat(server.done).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAUSE",
        "RESUME",
        "KILL",
        "KILL_CLIENT 12",
        "RECONNECT",
        "WAIT_CLOSE",
        "DISABLE shop",
        "ENABLE shop",
        "BAN pg-b",
        "UNBAN pg-b",
        "RELOAD",
        "RELOAD DRY RUN",
        "SHARDS MOVE shop",
        "SHUTDOWN",
        "SUSPEND",
        "SET max_client_conn = 5"
      })
  void aStatsUserMayOnlyLook(String command) {
    try (TestingClient stats = TestingClient.statistician()) {
      ErrorFields error = stats.error(command);
      assertThat(error.sqlState()).isEqualTo("42501");
      assertThat(error.message()).isEqualTo("user \"stats\" may only run SHOW");
      assertThat(stats.server.done).isEmpty();
      assertThat(stats.rows("SHOW POOLS")).hasSize(1);
    }
  }

  @Test
  void pausingTwiceAndResumingWhatIsNotPausedIsToldSo() {
    assertThat(client.error("RESUME shop").sqlState()).isEqualTo("55000");
    client.asks("PAUSE");
    assertThat(client.error("PAUSE").message()).isEqualTo("all databases are paused already");
    assertThat(client.error("PAUSE shop").sqlState()).isEqualTo("55000");
    assertThat(client.tag("RESUME shop")).isEqualTo("RESUME");
  }

  @Test
  void aNodeThatThereIsNotCannotBeBannedNorUnbanned() {
    ErrorFields error = client.error("BAN pg-x");
    assertThat(error.sqlState()).isEqualTo("42704");
    assertThat(error.message()).isEqualTo("no such node: \"pg-x\"");
    assertThat(client.error("UNBAN pg-b IN nowhere").message())
        .isEqualTo("no such node: \"pg-b\" in \"nowhere\"");
    assertThat(server.done).isEmpty();
  }

  @Test
  void aClientThatThereIsNotCannotBeKilled() {
    ErrorFields error = client.error("KILL_CLIENT 13");
    assertThat(error.sqlState()).isEqualTo("42704");
    assertThat(error.message()).isEqualTo("no such client: 13");
  }

  @Test
  void reloadDryRunShowsTheDifferenceAndAppliesNothing() {
    server.changes =
        List.of(
            new Change("pool.size", "25", "30", true), new Change("listen.port", "1", "2", false));
    assertThat(client.columns("RELOAD DRY RUN")).containsExactly("key", "old", "new", "applied");
    assertThat(client.rows("RELOAD DRY RUN"))
        .containsExactly(
            List.of("pool.size", "25", "30", "yes"), List.of("listen.port", "1", "2", "restart"));
    assertThat(server.done).containsOnly("dry run");
  }

  @Test
  void reloadWarnsOfWhatTakesARestart() {
    server.changes = List.of(new Change("listen.port", "6432", "6433", false));
    var answer = client.asks("RELOAD");
    ErrorFields warning = TestingClient.one(answer, NoticeResponse.class).fields();
    assertThat(warning.severity()).isEqualTo("WARNING");
    assertThat(warning.detail()).isEqualTo("listen.port: 6432 -> 6433 (needs a restart)");
    assertThat(TestingClient.one(answer, CommandComplete.class).tag()).isEqualTo("RELOAD");
  }

  @Test
  void aFileWithMistakesIsRefusedWithEveryOneOfThem() {
    InvalidConfigException invalid = mistakes();
    server.gate = CompletableFuture.failedFuture(invalid);
    for (String command : List.of("RELOAD", "RELOAD DRY RUN")) {
      ErrorFields error = client.error(command);
      assertThat(error.sqlState()).isEqualTo("F0000");
      assertThat(error.detail()).isEqualTo(invalid.getMessage());
    }
  }

  private static InvalidConfigException mistakes() {
    try {
      ConfigLoader.parse("pool: {size: none}");
    } catch (InvalidConfigException invalid) {
      return invalid;
    }
    throw new AssertionError("that was no mistake");
  }

  @Test
  void aConfigurationThatCannotBeCarriedOutIsNoInternalError() {
    server.gate = CompletableFuture.failedFuture(new IllegalStateException("no certificate"));
    ErrorFields error = client.error("RELOAD");
    assertThat(error.sqlState()).isEqualTo("F0000");
    assertThat(error.detail()).isEqualTo("no certificate");
  }

  @Test
  void suspendAndFdsAreRefusedWithWhatToDoInstead() {
    assertThat(client.error("SUSPEND").sqlState()).isEqualTo("0A000");
    assertThat(client.error("SUSPEND").hint()).contains("reuse-port", "PAUSE");
    assertThat(client.error("SHOW FDS").sqlState()).isEqualTo("0A000");
    assertThat(client.error("SHOW FDS").hint()).contains("SHOW SOCKETS");
  }

  @Test
  void setChangesWhatStandsForItselfUnderBothNames() {
    assertThat(client.tag("SET max_client_conn = 55")).isEqualTo("SET");
    assertThat(server.config.limits().maxClients()).isEqualTo(55);
    client.asks("SET limits.max-clients-per-user = '6'");
    client.asks("SET max_db_client_connections TO 7");
    client.asks("SET limits.max-clients-per-address = 8");
    client.asks("SET log_connections = 0");
    client.asks("SET log.disconnections = off");
    client.asks("SET log.pool-errors = no");
    var limits = server.config.limits();
    assertThat(limits.maxClients()).isEqualTo(55);
    assertThat(limits.maxClientsPerUser()).isEqualTo(6);
    assertThat(limits.maxClientsPerDatabase()).isEqualTo(7);
    assertThat(limits.maxClientsPerAddress()).isEqualTo(8);
    assertThat(server.config.log().connections()).isFalse();
    assertThat(server.config.log().disconnections()).isFalse();
    assertThat(server.config.log().poolErrors()).isFalse();
    assertThat(client.rows("SHOW CONFIG"))
        .contains(List.of("max_client_conn", "55", "1000", "yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "SET max_client_conn = 0, 22023",
    "SET max_client_conn = lots, 22023",
    "SET max_client_conn = 10000001, 22023",
    "SET log_connections = maybe, 22023",
    "SET pool.size = 5, 55P02",
    "SET default_pool_size = 5, 55P02",
    "SET no_such_key = 5, 55P02"
  })
  void setRefusesOtherKeysAndValues(String command, String sqlState) {
    ErrorFields error = client.error(command);
    assertThat(error.sqlState()).isEqualTo(sqlState);
    assertThat(error.hint()).isNotBlank();
    assertThat(server.done).isEmpty();
  }

  @Test
  void helpIsANoticeWithTheCommandsAsItsDetail() {
    var answer = client.asks("SHOW HELP");
    ErrorFields notice = TestingClient.one(answer, NoticeResponse.class).fields();
    assertThat(notice.severity()).isEqualTo("NOTICE");
    assertThat(notice.sqlState()).isEqualTo("00000");
    assertThat(notice.message()).isEqualTo("Console usage");
    assertThat(notice.detail()).contains("SHOW HELP|STATS|", "KILL_CLIENT <client_id>");
    assertThat(TestingClient.one(answer, CommandComplete.class).tag()).isEqualTo("SHOW");
  }

  @Test
  void anUnexpectedFailureIsToldWithoutEndingTheSession() {
    server.gate = CompletableFuture.failedFuture(new ArithmeticException("by zero"));
    assertThat(client.error("PAUSE").sqlState()).isEqualTo("XX000");
    server.gate = CompletableFuture.completedFuture(null);
    assertThat(client.rows("SHOW POOLS")).hasSize(1);
  }
}
