package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.config.PoolMode;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.SqlState;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.DataRow;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;
import io.penstock.wire.backend.RowDescription;
import io.penstock.wire.frontend.Bind;
import io.penstock.wire.frontend.Close;
import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Execute;
import io.penstock.wire.frontend.Flush;
import io.penstock.wire.frontend.Parse;
import io.penstock.wire.frontend.Query;
import io.penstock.wire.frontend.Sync;
import io.penstock.wire.frontend.Target;
import io.penstock.wire.frontend.Terminate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private final TestingServer server = new TestingServer();
  private final TestingClient client = TestingClient.administrator(server);

  @AfterEach
  void close() {
    client.close();
    assertThat(server.sessions).isEmpty();
  }

  private static Parse parse(String name, String sql) {
    return new Parse(name, sql, List.of());
  }

  private static Bind bind(String portal, String statement, Formats results) {
    return new Bind(portal, statement, Formats.ALL_TEXT, List.of(), results);
  }

  @Test
  void theGreetingIsWhatDriversWaitFor() {
    try (TestingClient connected = TestingClient.connected()) {
      List<BackendMessage> greeting = connected.receives();
      Map<String, String> parameters =
          greeting.stream()
              .filter(ParameterStatus.class::isInstance)
              .map(ParameterStatus.class::cast)
              .collect(Collectors.toMap(ParameterStatus::name, ParameterStatus::value));
      assertThat(parameters)
          .containsEntry("server_version", "18.0 (Penstock 1.2.3)")
          .containsEntry("client_encoding", "UTF8")
          .containsEntry("DateStyle", "ISO")
          .containsEntry("TimeZone", "GMT")
          .containsEntry("integer_datetimes", "on")
          .containsEntry("standard_conforming_strings", "on")
          .containsEntry("is_superuser", "on");
      assertThat(greeting.get(0).getClass().getSimpleName()).isEqualTo("AuthenticationOk");
      assertThat(greeting.get(greeting.size() - 2))
          .isEqualTo(new BackendKeyData(99, Bytes.of(new byte[] {1, 2, 3, 4})));
      assertThat(greeting.get(greeting.size() - 1))
          .isEqualTo(new ReadyForQuery(TransactionStatus.IDLE));
    }
  }

  @Test
  void aSimpleQueryIsAnsweredInOneGo() {
    assertThat(client.sends(new Query("SHOW VERSION;")).receivesNames())
        .containsExactly("RowDescription", "DataRow", "CommandComplete", "ReadyForQuery");
    assertThat(client.tag("SHOW VERSION")).isEqualTo("SHOW");
  }

  @Test
  void anEmptyQueryIsAnsweredAsOne() {
    assertThat(client.sends(new Query(" ; ")).receivesNames())
        .containsExactly("EmptyQueryResponse", "ReadyForQuery");
  }

  @Test
  void queriesSentTogetherAreAnsweredInOrder() {
    assertThat(
            client
                .sends(new Query("SHOW VERSION"), new Query("NONSENSE"), new Query("RECONNECT"))
                .receivesNames())
        .containsExactly(
            "RowDescription",
            "DataRow",
            "CommandComplete",
            "ReadyForQuery",
            "ErrorResponse",
            "ReadyForQuery",
            "CommandComplete",
            "ReadyForQuery");
  }

  @Test
  void messagesMayComeOneByteAtATime() {
    assertThat(
            client
                .trickles(
                    parse("", "SHOW VERSION"),
                    bind("", "", Formats.ALL_TEXT),
                    new Execute("", 0),
                    Sync.INSTANCE,
                    new Query("RECONNECT shop"))
                .receivesNames())
        .containsExactly(
            "ParseComplete",
            "BindComplete",
            "DataRow",
            "CommandComplete",
            "ReadyForQuery",
            "CommandComplete",
            "ReadyForQuery");
    assertThat(server.done).containsExactly("reconnect shop");
  }

  @Test
  void theExtendedProtocolDescribesAndExecutes() {
    assertThat(
            client
                .sends(
                    parse("s1", "SHOW POOLS"),
                    new Describe(Target.STATEMENT, "s1"),
                    bind("p1", "s1", Formats.ALL_TEXT),
                    new Describe(Target.PORTAL, "p1"),
                    new Execute("p1", 0),
                    new Close(Target.PORTAL, "p1"),
                    new Close(Target.STATEMENT, "s1"),
                    Sync.INSTANCE)
                .receivesNames())
        .containsExactly(
            "ParseComplete",
            "ParameterDescription",
            "RowDescription",
            "BindComplete",
            "RowDescription",
            "DataRow",
            "CommandComplete",
            "CloseComplete",
            "CloseComplete",
            "ReadyForQuery");
  }

  @Test
  void aCommandWithoutRowsDescribesAsNoData() {
    assertThat(
            client
                .sends(
                    parse("", "RECONNECT"),
                    new Describe(Target.STATEMENT, ""),
                    bind("", "", Formats.ALL_TEXT),
                    new Describe(Target.PORTAL, ""),
                    new Execute("", 0),
                    Sync.INSTANCE)
                .receivesNames())
        .containsExactly(
            "ParseComplete",
            "ParameterDescription",
            "NoData",
            "BindComplete",
            "NoData",
            "CommandComplete",
            "ReadyForQuery");
  }

  @Test
  void aNamedStatementRunsAgainAndAgain() {
    client.sends(parse("s", "SHOW VERSION"), Sync.INSTANCE).receives();
    for (int i = 0; i < 3; i++) {
      List<BackendMessage> answer =
          client
              .sends(bind("", "s", Formats.ALL_TEXT), new Execute("", 0), Sync.INSTANCE)
              .receives();
      assertThat(TestingClient.rows(answer)).hasSize(1);
    }
  }

  @Test
  void columnsComeInTheFormatsThatWereAskedFor() {
    List<BackendMessage> answer =
        client
            .sends(
                parse("", "SHOW TOTALS"),
                bind("", "", Formats.of(0, 1)),
                new Describe(Target.PORTAL, ""),
                new Execute("", 1),
                Sync.INSTANCE)
            .receives();
    RowDescription description = TestingClient.one(answer, RowDescription.class);
    assertThat(description.fields()).extracting(RowDescription.Field::format).containsExactly(0, 1);
    DataRow row = TestingClient.one(answer, DataRow.class);
    assertThat(row.values().get(1)).isEqualTo(Bytes.of(new byte[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  }

  @Test
  void aRowLimitSuspendsThePortalAndTheNextExecuteGoesOn() {
    List<BackendMessage> answer =
        client
            .sends(
                parse("", "SHOW LISTS"),
                bind("", "", Formats.ALL_TEXT),
                new Execute("", 10),
                new Execute("", 10),
                Sync.INSTANCE)
            .receives();
    List<String> names =
        answer.stream().map(message -> message.getClass().getSimpleName()).toList();
    assertThat(names.indexOf("PortalSuspended")).isEqualTo(12);
    assertThat(Collections.frequency(names, "DataRow")).isEqualTo(14);
    assertThat(names).endsWith("CommandComplete", "ReadyForQuery");
  }

  @Test
  void afterAnErrorEverythingUpToSyncIsSkipped() {
    assertThat(
            client
                .sends(
                    parse("", "SHOW NOTHING"),
                    bind("", "", Formats.ALL_TEXT),
                    new Execute("", 0),
                    new Query("KILL"),
                    Sync.INSTANCE,
                    parse("", "SHOW VERSION"),
                    Sync.INSTANCE)
                .receivesNames())
        .containsExactly("ErrorResponse", "ReadyForQuery", "ParseComplete", "ReadyForQuery");
    assertThat(server.done).isEmpty();
  }

  @Test
  void anErrorIsSentBeforeTheSyncComes() {
    assertThat(client.sends(parse("", "SHOW NOTHING")).receivesNames())
        .containsExactly("ErrorResponse");
    assertThat(client.sends(Sync.INSTANCE).receivesNames()).containsExactly("ReadyForQuery");
  }

  @Test
  void answersOfAPipelineAreSentWithoutWaitingForItsSync() {
    assertThat(
            client
                .sends(
                    parse("", "SHOW VERSION"), new Describe(Target.STATEMENT, ""), Flush.INSTANCE)
                .receivesNames())
        .containsExactly("ParseComplete", "ParameterDescription", "RowDescription");
  }

  @Test
  void statementsAndPortalsThatThereAreNotOrAlreadyAreAreRefused() {
    assertThat(code(bind("", "none", Formats.ALL_TEXT)))
        .isEqualTo(SqlState.INVALID_SQL_STATEMENT_NAME);
    assertThat(code(new Describe(Target.STATEMENT, "none")))
        .isEqualTo(SqlState.INVALID_SQL_STATEMENT_NAME);
    assertThat(code(new Execute("none", 0))).isEqualTo(SqlState.INVALID_CURSOR_NAME);
    assertThat(code(parse("s", "SHOW VERSION"), parse("s", "SHOW VERSION")))
        .isEqualTo(SqlState.DUPLICATE_PREPARED_STATEMENT);
    assertThat(code(bind("p", "s", Formats.ALL_TEXT), bind("p", "s", Formats.ALL_TEXT)))
        .isEqualTo(SqlState.DUPLICATE_CURSOR);
    assertThat(client.sends(new Close(Target.STATEMENT, "none"), Sync.INSTANCE).receivesNames())
        .containsExactly("CloseComplete", "ReadyForQuery");
  }

  @Test
  void parametersAndOddFormatsAreRefusedAtBind() {
    client.sends(parse("s", "SHOW TOTALS"), Sync.INSTANCE).receives();
    Bind withParameter =
        new Bind("", "s", Formats.ALL_TEXT, List.of(Bytes.utf8("x")), Formats.ALL_TEXT);
    assertThat(code(withParameter)).isEqualTo(SqlState.PROTOCOL_VIOLATION);
    assertThat(code(bind("", "s", Formats.of(0, 0, 0)))).isEqualTo(SqlState.PROTOCOL_VIOLATION);
    assertThat(code(bind("", "s", Formats.of(2)))).isEqualTo(SqlState.INVALID_PARAMETER_VALUE);
  }

  @Test
  void aClientCannotPrepareWithoutEnd() {
    List<BackendMessage> answers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.addAll(client.sends(parse("s" + i, "SHOW VERSION"), Sync.INSTANCE).receives());
    }
    assertThat(answers)
        .filteredOn(io.penstock.wire.backend.ErrorResponse.class::isInstance)
        .isNotEmpty()
        .allSatisfy(message ->
            assertThat(((io.penstock.wire.backend.ErrorResponse) message).fields().sqlState())
                .isEqualTo(SqlState.CONFIGURATION_LIMIT_EXCEEDED));
  }

  private String code(io.penstock.wire.frontend.FrontendMessage... messages) {
    client.sends(messages);
    List<BackendMessage> answer = client.sends(Sync.INSTANCE).receives();
    return String.valueOf(TestingClient.error(answer).sqlState());
  }

  @Test
  void aTransactionOfADriverIsReportedButNeverFails() {
    assertThat(status("BEGIN")).isEqualTo(TransactionStatus.IN_TRANSACTION);
    assertThat(status("SHOW NOTHING")).isEqualTo(TransactionStatus.IN_TRANSACTION);
    assertThat(status("SHOW VERSION")).isEqualTo(TransactionStatus.IN_TRANSACTION);
    assertThat(status("COMMIT")).isEqualTo(TransactionStatus.IDLE);
  }

  private TransactionStatus status(String command) {
    return TestingClient.one(client.asks(command), ReadyForQuery.class).status();
  }

  @Test
  void whileACommandWaitsTheNextOnesWaitBehindIt() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    server.gate = released;
    client.sends(new Query("PAUSE"), new Query("SHOW VERSION"), new Query("RECONNECT"));
    assertThat(client.receives()).isEmpty();
    assertThat(server.done).containsExactly("pause null");

    released.complete(null);
    List<BackendMessage> answer = client.receives();
    assertThat(answer)
        .filteredOn(CommandComplete.class::isInstance)
        .extracting(message -> ((CommandComplete) message).tag())
        .containsExactly("PAUSE", "SHOW", "RECONNECT");
  }

  @Test
  void aClientThatSendsOnWhileItsCommandWaitsIsNoLongerRead() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    server.gate = released;
    client.sends(new Query("PAUSE"));
    assertThat(ReadLoop.of(client.channel).paused()).isFalse();
    String padding = " ".repeat(30_000);
    client.sends(new Query("SHOW VERSION" + padding), new Query("SHOW VERSION" + padding));
    client.sends(new Query("SHOW VERSION" + padding));
    assertThat(ReadLoop.of(client.channel).paused()).isTrue();

    released.complete(null);
    assertThat(TestingClient.rows(client.receives())).hasSize(3);
    assertThat(ReadLoop.of(client.channel).paused()).isFalse();
  }

  @Test
  void aClientThatLeavesWhileItsCommandWaitsLeavesNothingBehind() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    server.gate = released;
    client.sends(new Query("PAUSE"), new Query("SHOW VERSION"));
    var unused = client.channel.close();
    assertThat(server.sessions).isEmpty();
    released.complete(null);
    assertThat(client.receives()).isEmpty();
    assertThat(server.allPaused).as("the pause stays").isTrue();
  }

  @Test
  void aWaitingExecuteIsAnsweredInItsPlaceOfThePipeline() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    server.gate = released;
    client.sends(
        parse("", "SHOW POOLS"),
        bind("", "", Formats.ALL_TEXT),
        new Execute("", 0),
        Sync.INSTANCE,
        new Query("SHOW VERSION"));
    assertThat(client.receivesNames()).containsExactly("ParseComplete", "BindComplete");
    released.complete(null);
    assertThat(client.receivesNames())
        .containsExactly(
            "DataRow",
            "CommandComplete",
            "ReadyForQuery",
            "RowDescription",
            "DataRow",
            "CommandComplete",
            "ReadyForQuery");
  }

  @Test
  void aWaitingExecuteThatFailsSkipsToItsSync() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    server.gate = released;
    client.sends(
        parse("", "PAUSE"),
        bind("", "", Formats.ALL_TEXT),
        new Execute("", 0),
        new Execute("", 0),
        Sync.INSTANCE);
    client.receives();
    released.completeExceptionally(new IllegalArgumentException("broken"));
    assertThat(client.receivesNames()).containsExactly("ErrorResponse", "ReadyForQuery");
  }

  @Test
  void aLargeTableArrivesWhole() {
    PoolView pool =
        new PoolView(
            "shop", "u".repeat(60), PoolMode.SESSION, 1, 1, new PoolCounts(0, 0, 0, 0, 0, 0));
    server.pools = Collections.nCopies(20_000, pool);
    assertThat(client.rows("SHOW POOLS")).hasSize(20_000);
  }

  @Test
  void terminateClosesTheConnection() {
    client.sends(Terminate.INSTANCE);
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void whatIsAnsweredBeforeTerminateIsSent() {
    client.sends(new Query("SHOW VERSION"), Terminate.INSTANCE);
    assertThat(client.receivesNames()).endsWith("ReadyForQuery");
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void aMessageThatIsTooLongEndsTheSession() {
    client.channel.writeInbound(Unpooled.buffer().writeByte('Q').writeInt(1 << 20));
    ErrorFields error = TestingClient.error(client.receives());
    assertThat(error.severity()).isEqualTo("FATAL");
    assertThat(error.sqlState()).isEqualTo(SqlState.PROTOCOL_VIOLATION);
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void terminatedByTheServerItIsToldWhy() {
    ConsoleSession session = server.sessions.iterator().next();
    session.terminate(ErrorFields.fatal(SqlState.ADMIN_SHUTDOWN, "enough"));
    ErrorFields error = TestingClient.error(client.receives());
    assertThat(error.sqlState()).isEqualTo(SqlState.ADMIN_SHUTDOWN);
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void itIsAClientLikeOthersInShowClients() {
    client.asks("SET application_name = 'check_postgres'");
    ConnectionView view = server.sessions.iterator().next().view();
    assertThat(view.user()).isEqualTo("admin");
    assertThat(view.database()).isEqualTo("penstock");
    assertThat(view.traits().applicationName()).isEqualTo("check_postgres");
    assertThat(view.shownAs(5)).isTrue();
  }

  @RepeatedTest(10)
  void garbageEndsTheSessionOrIsAnsweredButNeverEscapes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < 100; i++) {
      try (TestingClient stranger = TestingClient.administrator()) {
        for (int j = 0; j < 10 && stranger.channel.isOpen(); j++) {
          byte[] payload = new byte[random.nextInt(40)];
          random.nextBytes(payload);
          ByteBuf frame = stranger.channel.alloc().buffer();
          frame.writeByte("BCDEFHPQSXcdf?".charAt(random.nextInt(14)));
          frame.writeInt(4 + payload.length).writeBytes(payload);
          stranger.channel.writeInbound(frame);
        }
        stranger.receives();
        stranger.channel.checkException();
      }
    }
  }
}
