package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.wire.ProtocolVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoginFailuresTest {
  private static final Refusal REFUSAL = Refusal.of("28P01", "no").because("wrong password");

  private long now;
  private final LoginFailures failures = new LoginFailures(() -> now);
  private final Logger logger = (Logger) LoggerFactory.getLogger(LoginFailures.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  private boolean refused(String address, int port, String user) {
    return failures.refused(
        new InetSocketAddress(address, port),
        StartupClient.startup(ProtocolVersion.V3_0, "user", user, "database", "shop"),
        REFUSAL);
  }

  @Test
  void aLineNamesUserDatabaseAddressReasonAndSqlState() {
    assertThat(refused("10.1.2.3", 5, "app")).isTrue();
    assertThat(lines.list.getFirst().getFormattedMessage())
        .isEqualTo(
            "login refused: user app database shop address /10.1.2.3:5: wrong password (28P01)");
  }

  @Test
  void aNameCannotForgeALineOrFillTheLog() {
    refused("10.1.2.3", 5, "a\n2026-01-01 INFO all is well\u001b[31m" + "x".repeat(500));
    assertThat(lines.list.getFirst().getFormattedMessage())
        .contains("user a?2026-01-01 INFO all is well?[31mx")
        .hasSizeLessThan(200);
  }

  @Test
  void anAddressIsLoggedTenTimesAMinuteWhateverItsPortAndTheRestIsCounted() {
    for (int i = 0; i < 15; i++) {
      assertThat(refused("10.1.2.3", 1000 + i, "app")).isEqualTo(i < 10);
    }
    assertThat(refused("10.1.2.4", 1000, "app")).isTrue();
    now += Duration.ofSeconds(61).toNanos();
    assertThat(refused("10.1.2.3", 2000, "app")).isTrue();
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.startsWith("5 further refused logins"));
  }

  @Test
  void aHealthCheckThatConnectsAndLeavesLogsNothing() {
    Logger everything = (Logger) LoggerFactory.getLogger("io.penstock");
    everything.addAppender(lines);
    everything.setLevel(Level.INFO);
    try {
      TestProxy.with("").client().close();
      assertThat(lines.list).isEmpty();
      // The same ears hear a client that is refused.
      logger.setAdditive(true);
      StartupClient refused = TestProxy.with("").client().startsUp("app", "shop");
      refused.scram("wrong");
      assertThat(lines.list).isNotEmpty();
      refused.close();
    } finally {
      everything.detachAppender(lines);
      everything.setLevel(null);
    }
  }
}
