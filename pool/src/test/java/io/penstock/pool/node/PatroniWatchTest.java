package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.penstock.config.NodeRole;
import io.penstock.config.PatroniConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against answers in the form of Patroni 4's, and of older ones, on a real HTTP server. */
@Timeout(30)
class PatroniWatchTest {
  private static final String MEMBER =
      """
      {"name": "%s", "role": "%s", "state": "%s", "api_url": "http://%s:8008/patroni",
       "host": "%s", "port": 5432, "timeline": %d%s}\
      """;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<Optional<String>> named = new LinkedBlockingQueue<>();
  private volatile String answer = "";
  private volatile int status = 200;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private static String member(String name, String role, String state, String host, int timeline) {
    String lag = role.equals("leader") ? "" : ", \"lag\": 0";
    return MEMBER.formatted(name, role, state, host, host, timeline, lag);
  }

  private static String cluster(String... members) {
    return "{\"members\": [" + String.join(", ", members) + "], \"scope\": \"shop\"}";
  }

  private String server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/cluster",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    open.add(() -> server.stop(0));
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void watch(String... urls) {
    List<WatchedNode> nodes =
        List.of(
            new WatchedNode("pg-a", NodeRole.AUTO, 1, null, "10.0.0.1:5432", null),
            new WatchedNode("pg-b", NodeRole.AUTO, 1, null, "10.0.0.2:5432", null));
    PatroniConfig config =
        new PatroniConfig(List.of(urls), Duration.ofMillis(20), Duration.ofMillis(500), null);
    PatroniWatch watch =
        new PatroniWatch("shop", config, nodes, leader -> named.add(Optional.ofNullable(leader)));
    open.add(0, watch);
    watch.start();
  }

  /** What a question brings that is asked from now on: the first may have been under way. */
  private Optional<String> next() throws InterruptedException {
    named.clear();
    assertThat(named.poll(10, TimeUnit.SECONDS)).isNotNull();
    Optional<String> leader = named.poll(10, TimeUnit.SECONDS);
    assertThat(leader).as("somebody is named").isNotNull();
    return leader;
  }

  private void awaitNamed(Optional<String> wanted) throws InterruptedException {
    while (!next().equals(wanted)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theLeaderIsFoundByItsAddressOrItsName() throws Exception {
    answer =
        cluster(
            member("patroni-1", "leader", "running", "10.0.0.1", 4),
            member("patroni-2", "replica", "streaming", "10.0.0.2", 4));
    watch(server());
    assertThat(next()).contains("pg-a");
    answer =
        cluster(
            member("pg-a", "replica", "streaming", "192.168.0.1", 5),
            member("pg-b", "leader", "running", "192.168.0.2", 5));
    awaitNamed(Optional.of("pg-b"));
    answer = cluster(member("pg-a", "master", "running", "10.0.0.1", 6));
    awaitNamed(Optional.of("pg-a"));
  }

  @Test
  void aLeaderThatDoesNotRunOrIsNoneOfOursIsNobody() throws Exception {
    answer =
        cluster(
            member("pg-a", "leader", "stopped", "10.0.0.1", 4),
            member("pg-b", "sync_standby", "streaming", "10.0.0.2", 4));
    watch(server());
    assertThat(next()).isEmpty();
    answer = cluster(member("pg-x", "leader", "running", "10.9.9.9", 4));
    assertThat(next()).isEmpty();
    answer = cluster(member("pg-a", "standby_leader", "running", "10.0.0.1", 4));
    assertThat(next()).isEmpty();
  }

  @Test
  void aMemberWithoutAnAddressYetIsFoundByName() throws Exception {
    answer = "{\"members\": [{\"name\": \"pg-b\", \"role\": \"leader\", \"state\": \"running\"}]}";
    watch(server());
    assertThat(next()).contains("pg-b");
  }

  @Test
  void whenOneMemberDoesNotAnswerTheNextIsAsked() throws Exception {
    answer = cluster(member("pg-a", "leader", "running", "10.0.0.1", 4));
    watch("http://127.0.0.1:1", server() + "/");
    assertThat(next()).contains("pg-a");
  }

  @Test
  void errorsAndNonsenseNameNobodyAndTheWatchGoesOn() throws Exception {
    String url = server();
    watch(url);
    for (String nonsense : List.of("", "[]", "{", "{\"members\": 1}", "<html>")) {
      answer = nonsense;
      assertThat(next()).as(nonsense).isEmpty();
    }
    answer = cluster(member("pg-a", "leader", "running", "10.0.0.1", 4));
    status = 503;
    awaitNamed(Optional.empty());
    status = 200;
    awaitNamed(Optional.of("pg-a"));
  }

  @Test
  void aMemberThatAnswersWithoutEndIsLeftAfterItsTime() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    HttpServer slow =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slow.createContext(
        "/cluster",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            var unused = over.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    slow.start();
    open.add(() -> {
      over.countDown();
      slow.stop(0);
    });
    answer = cluster(member("pg-a", "leader", "running", "10.0.0.1", 4));
    watch("http://127.0.0.1:" + slow.getAddress().getPort(), server());
    assertThat(next()).contains("pg-a");
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void authoritiesThatCannotBeReadAreNamed() {
    PatroniConfig config =
        new PatroniConfig(
            List.of("https://127.0.0.1:1"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Path.of("absent.pem"));
    assertThatThrownBy(() -> new PatroniWatch("shop", config, List.of(), leader -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("patroni.ca: absent.pem");
  }
}
