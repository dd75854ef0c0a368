package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client sees whose replica fails between its request and the answer: a frozen server holds
 * that moment. The hint sends it to that replica first, and so to the primary afterwards.
 */
@Timeout(120)
class ReadRetryIT {
  private static ReadCluster nodes;
  private static PostgresServer victim;

  @BeforeAll
  static void start() throws Exception {
    nodes = ReadCluster.start("reads: prefer-replica, consistency: eventual");
    victim = nodes.cluster().replicas().get(0);
  }

  @AfterAll
  static void close() {
    nodes.close();
  }

  /** Each answers the same whichever server does; READ stands for a statement with the hint. */
  private static Stream<Arguments> conversations() {
    String carriedByName = "P:s:READ & S ~ <FREEZE> ~ B::s & D:s & E: & S ~ B::s & E: & S";
    return Stream.of(
            "<FREEZE> ~ Q:READ",
            "<FREEZE> ~ Q:READ /* LONG */",
            "<FREEZE> ~ P::READ & B:: & DP: & E: & S",
            "<FREEZE> ~ P:s:READ & D:s & B::s & E: & S ~ B::s & E: & S",
            "P:old:READ & S ~ <FREEZE> ~ C:old & P:s:READ & B::s & E: & S ~ B::s & E: & S",
            "P:s:READ & B::s & D:s & E: & S ~ <FREEZE> ~ B::s & E: & S ~ B::s & E: & S",
            carriedByName,
            "P::READ & S ~ <FREEZE> ~ B:: & DP: & E: & S ~ B:: & E: & S",
            "Q:SET statement_timeout = '54321ms' ~ <FREEZE> ~ Q:READ ~ Q:SHOW statement_timeout",
            "Q:BEGIN READ ONLY ~ <FREEZE> ~ Q:READ ~ Q:READ ~ Q:COMMIT ~ Q:READ",
            "Q:BEGIN READ ONLY ~ <FREEZE> ~ P:s:READ & B::s & E: & S ~ Q:ROLLBACK ~ B::s & E: & S",
            "Q:BEGIN READ ONLY, ISOLATION LEVEL REPEATABLE READ ~ <FREEZE> ~ Q:READ"
                + " ~ Q:SHOW transaction_isolation ~ Q:SHOW transaction_read_only ~ Q:COMMIT")
        .flatMap(script -> Stream.of(Arguments.of(script, true), Arguments.of(script, false)));
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void anExchangeWhoseReplicaFailsBeforeItAnswersIsAnsweredByAnotherNode(
      String script, boolean killed) throws Exception {
    Conversation conversation =
        new Conversation(
            script
                .replace("READ & ", read() + " & ")
                .replace("READ ~", read() + " ~")
                .replaceFirst("READ$", read())
                .replace("READ /* LONG */", read() + " /* " + "long ".repeat(60_000) + "*/"));
    List<String> expected;
    try (ScriptedClient client = nodes.client()) {
      expected = conversation.play(client, freeze -> {});
    }
    try (ScriptedClient client = nodes.client()) {
      ProxyFixture.eventually(
          "the replica serves", () -> client.run(port()).contains("D(" + victim.port() + ")"));
      CompletableFuture<?>[] death = {null};
      List<String> answers =
          conversation.play(
              client,
              freeze -> {
                List<Long> processes = processes();
                victim.pause();
                death[0] = CompletableFuture.runAsync(() -> whenLeased(processes, killed));
              });
      assertThat(answers).isEqualTo(expected);
      death[0].get(20, TimeUnit.SECONDS);
    } finally {
      if (victim.isRunning()) {
        victim.resume();
      } else {
        victim.start();
      }
      ProxyFixture.eventually("it takes reads", () -> nodes.is(victim, "state", "up"));
    }
    nodes.verifyNothingLeft();
  }

  private static String read() {
    return "/* penstock: node=" + victim.name() + " */ SELECT v FROM t WHERE n = 6";
  }

  private static String port() {
    return "/* penstock: node=" + victim.name() + " */ SELECT current_setting('port')";
  }

  private static List<Long> processes() {
    try {
      return ReadCluster.processes(victim);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The request is on its way to a server that does not read it: now it ends, or its backends. */
  private static void whenLeased(List<Long> processes, boolean killed) {
    ProxyFixture.eventually("it was sent there", () -> nodes.active(victim) > 0);
    if (killed) {
      victim.kill();
    } else {
      for (long process : processes) {
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroy);
      }
      victim.resume();
    }
  }

  @Test
  void whatTheClientHasSeenAPartOfIsNotSentAgain() throws Exception {
    try (ScriptedClient client = nodes.client()) {
      client.sends(
          ScriptedClient.query(
              "/* penstock: node="
                  + victim.name()
                  + " */ SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"));
      client.until('D');
      victim.kill();
      assertThat(client.untilReady()).endsWith(" end").doesNotContain("Z(");
    } finally {
      victim.start();
      ProxyFixture.eventually("it takes reads", () -> nodes.is(victim, "state", "up"));
    }
    nodes.verifyNothingLeft();
  }
}
