package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.config.NodeRole;
import io.penstock.config.PatroniConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against what a cluster of three members of Patroni 3.0.2 answered, with etcd 3.4.23 and
 * PostgreSQL 15, one file for each thing done to it: every line is the whole answer of one member,
 * in the order of time, without repetitions. Only addresses and ports were changed.
 */
@Timeout(30)
class PatroniRecordingsTest {
  private static final List<WatchedNode> BY_NAME = nodes("pg-", "192.168.0.");
  private static final List<WatchedNode> BY_ADDRESS = nodes("node-", "10.0.0.");

  private static List<WatchedNode> nodes(String names, String network) {
    List<WatchedNode> nodes = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      String address = network + i + ":5432";
      nodes.add(new WatchedNode(names + i, NodeRole.AUTO, 1, null, address, null));
    }
    return nodes;
  }

  private static URI directory() throws URISyntaxException {
    return Objects.requireNonNull(PatroniRecordingsTest.class.getResource("/patroni")).toURI();
  }

  private static List<String> recording(String name) throws Exception {
    return Files.readAllLines(Path.of(directory()).resolve(name + ".jsonl"));
  }

  /** The numbers of the nodes that are named, in the order of the answers; - for nobody. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "start, --1111",
    "switchover, 1-2222",
    "postgres-killed, -11",
    "patroni-killed, -33",
    "node-killed, 222",
    "member-returns, 333333",
    "pause, 3",
    "stopped-in-pause, --",
    "synchronous, 1",
    "pending-restart, 11",
    "scheduled-switchover, 1",
    "new-replica, 111",
    "standby-cluster, --",
  })
  void theLeaderOfEachAnswerIsNamedAndNobodyWhileThereIsNone(String name, String leaders)
      throws Exception {
    List<String> answers = recording(name);
    assertThat(answers).hasSameSizeAs(leaders.split(""));
    assertThat(named(answers, BY_NAME)).isEqualTo(expected("pg-", leaders));
    assertThat(named(answers, BY_ADDRESS)).isEqualTo(expected("node-", leaders));
  }

  private static List<Optional<String>> expected(String names, String leaders) {
    List<Optional<String>> expected = new ArrayList<>();
    for (String leader : leaders.split("")) {
      expected.add(leader.equals("-") ? Optional.empty() : Optional.of(names + leader));
    }
    return expected;
  }

  /** Whom the watch names when a member gives these answers one after another. */
  private static List<Optional<String>> named(List<String> answers, List<WatchedNode> nodes)
      throws IOException, InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/cluster",
        exchange -> {
          String answer = answers.get(Math.min(asked.getAndIncrement(), answers.size() - 1));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    PatroniConfig config =
        new PatroniConfig(
            List.of("http://127.0.0.1:" + server.getAddress().getPort()),
            Duration.ofMillis(10),
            Duration.ofSeconds(10),
            null);
    BlockingQueue<Optional<String>> named = new LinkedBlockingQueue<>();
    List<Optional<String>> first = new ArrayList<>();
    try (PatroniWatch watch =
        new PatroniWatch(
            "shop",
            config,
            nodes,
            leader -> named.add(Optional.ofNullable(leader)),
            config::interval)) {
      watch.start();
      while (first.size() < answers.size()) {
        first.add(Objects.requireNonNull(named.poll(10, TimeUnit.SECONDS), "nothing was asked"));
      }
    } finally {
      server.stop(0);
    }
    return first;
  }

  @Test
  void everyFileOfTheRecordingsIsUnderstood() throws Exception {
    try (var files = Files.list(Path.of(directory()))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(13);
      for (Path file : all) {
        for (String answer : Files.readAllLines(file)) {
          List<PatroniMember> members = PatroniMember.of(answer);
          assertThat(members).as(answer).isNotEmpty();
          for (PatroniMember member : members) {
            assertThat(member.name()).matches("pg-[123]");
            assertThat(member.address()).isEqualTo("10.0.0." + member.name().charAt(3) + ":5432");
            assertThat(member.role()).isIn("leader", "standby_leader", "replica", "sync_standby");
            assertThat(member.state()).isNotEmpty();
          }
        }
      }
    }
  }

  @Test
  void aMemberThatDoesNotRunTellsNoTimelineAndALeaderThatShutsDownStillLeads() throws Exception {
    List<String> answers = recording("switchover");
    assertThat(PatroniMember.of(answers.get(0)).get(0))
        .isEqualTo(new PatroniMember("pg-1", "leader", "running", "10.0.0.1:5432", 0));
    assertThat(PatroniMember.of(answers.get(2)).get(0))
        .isEqualTo(new PatroniMember("pg-1", "replica", "stopping", "10.0.0.1:5432", 0));
    assertThat(PatroniMember.of(answers.get(2)).get(1))
        .as("elected, not promoted yet")
        .isEqualTo(new PatroniMember("pg-2", "leader", "running", "10.0.0.2:5432", 4));
  }
}
