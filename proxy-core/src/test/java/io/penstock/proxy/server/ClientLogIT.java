package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is logged of clients. */
class ClientLogIT {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ClientLog.class);
  private final Lines lines = new Lines();

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      seen.add(event.getFormattedMessage());
    }
  }

  @BeforeEach
  void listen() {
    lines.setContext(logger.getLoggerContext());
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  private void awaitLine(String pattern) {
    ProxyFixture.eventually(
        pattern + " in " + lines.seen,
        () -> lines.seen.stream().anyMatch(line -> line.matches(pattern)));
  }

  @Test
  void aLoginAndItsEndAreOneLineEachAndNeitherHoldsSql() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1")) {
      try (Connection connection =
              proxy.connect("ApplicationName=billing%0aforged", "assumeMinServerVersion=10");
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT 'literal of a statement'");
        awaitLine(
            "login: session \\d+, user postgres, database %s, 127.0.0.1:\\d+, no TLS,"
                    .formatted(proxy.database())
                + " application billing\\?forged");
      }
      awaitLine(
          "end: session \\d+, user postgres, database %s, 127.0.0.1:\\d+: CLIENT_LEFT after \\d+ ms"
              .formatted(proxy.database()));
    }
    assertThat(lines.seen).hasSize(2).noneMatch(line -> line.contains("literal"));
  }

  @Test
  void theReasonIsTheOneThatEndedTheSession() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 2, idle-in-transaction-timeout: 100ms")) {
      proxy.client().vanish();
      awaitLine("end: .*: CLIENT_LOST after .*");
      try (Connection connection = proxy.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("SELECT 1");
        awaitLine("end: .*: TIMED_OUT after .*");
      }
      try (Connection connection = proxy.connect();
          Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute("SELECT pg_terminate_backend(pg_backend_pid())"))
            .isInstanceOf(SQLException.class);
        awaitLine("end: .*: SERVER_ENDED after .*");
      }
      try (Connection connection = proxy.connect()) {
        assertThat(connection.isValid(5)).isTrue();
        proxy.proxy().sessions().endAll();
        awaitLine("end: .*: ADMINISTRATOR after .*");
      }
    }
  }

  @Test
  void whoGetsNoBackendIsNamedWithTheReason() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1, max-wait: 100ms");
        Connection holder = proxy.connect();
        Statement holds = holder.createStatement();
        Connection waiter = proxy.connect();
        Statement waits = waiter.createStatement()) {
      holder.setAutoCommit(false);
      holds.execute("SELECT 1");
      assertThatThrownBy(() -> waits.execute("SELECT 'literal'")).isInstanceOf(SQLException.class);
      awaitLine("no backend: session \\d+, user postgres, .*: 53300 no backend of pool .*");
      assertThat(lines.seen).noneMatch(line -> line.contains("literal"));
    }
  }

  @Test
  void whatTheFileSwitchesOffIsNotLogged() throws SQLException {
    try (ProxyFixture proxy =
        ProxyFixture.start(
            "size: 1, max-wait: 100ms",
            "log: {connections: false, disconnections: false, pool-errors: false}")) {
      try (Connection holder = proxy.connect();
          Statement holds = holder.createStatement();
          Connection waiter = proxy.connect();
          Statement waits = waiter.createStatement()) {
        holder.setAutoCommit(false);
        holds.execute("SELECT 1");
        assertThatThrownBy(() -> waits.execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      proxy.verifyNothingLeft();
    }
    assertThat(lines.seen).isEmpty();
  }
}
