package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.penstock.config.NodeRole;
import io.penstock.config.PatroniConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
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
    return "http://127.0.0.1:" + serve(server);
  }

  private int serve(HttpServer server) {
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
    return server.getAddress().getPort();
  }

  private static Path file(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(PatroniWatchTest.class.getResource("/tls/" + name)).toURI());
  }

  /** HTTPS with the certificate of the tests, which is its own authority, for localhost. */
  private String httpsServer() throws Exception {
    String key =
        Files.readString(file("server.key"))
            .replaceAll("-----[A-Z ]+-----", "")
            .replaceAll("\\s", "");
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream certificate = Files.newInputStream(file("server.crt"))) {
      store.setKeyEntry(
          "server",
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key))),
          new char[0],
          new Certificate[] {
            CertificateFactory.getInstance("X.509").generateCertificate(certificate)
          });
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return "https://localhost:" + serve(server);
  }

  private void watch(String... urls) {
    watch(null, urls);
  }

  private void watch(@Nullable Path authorities, String... urls) {
    var unused = watch(Duration.ofMillis(20), authorities, urls);
  }

  private PatroniWatch watch(Duration pace, @Nullable Path authorities, String... urls) {
    List<WatchedNode> nodes =
        List.of(
            new WatchedNode("pg-a", NodeRole.AUTO, 1, null, "10.0.0.1:5432", null),
            new WatchedNode("pg-b", NodeRole.AUTO, 1, null, "10.0.0.2:5432", null));
    PatroniConfig config =
        new PatroniConfig(List.of(urls), Duration.ofMillis(20), Duration.ofSeconds(2), authorities);
    PatroniWatch watch =
        new PatroniWatch(
            "shop", config, nodes, leader -> named.add(Optional.ofNullable(leader)), () -> pace);
    open.add(0, watch);
    watch.start();
    return watch;
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
  void whoIsInAHurryDoesNotWaitForTheNextQuestion() throws Exception {
    answer = cluster(member("pg-a", "leader", "running", "10.0.0.1", 4));
    PatroniWatch watch = watch(Duration.ofHours(1), null, server());
    assertThat(named.poll(10, TimeUnit.SECONDS)).contains("pg-a");
    answer = cluster(member("pg-b", "leader", "running", "10.0.0.2", 5));
    watch.hurry();
    assertThat(named.poll(10, TimeUnit.SECONDS)).contains("pg-b");
    assertThat(named.poll(100, TimeUnit.MILLISECONDS)).as("asked once").isNull();
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
  void httpsIsTrustedByTheAuthoritiesOfTheFileAndByNoOthers() throws Exception {
    answer = cluster(member("pg-a", "leader", "running", "10.0.0.1", 4));
    String url = httpsServer();
    watch(file("server.crt"), url);
    assertThat(next()).contains("pg-a");
    close();
    open.clear();
    String again = httpsServer();
    watch(file("other.crt"), again);
    assertThat(next()).isEmpty();
  }

  @Test
  void authoritiesThatCannotBeReadAreNamed() {
    PatroniConfig config =
        new PatroniConfig(
            List.of("https://127.0.0.1:1"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Path.of("absent.pem"));
    assertThatThrownBy(
            () -> new PatroniWatch("shop", config, List.of(), leader -> {}, config::interval))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("patroni.ca: absent.pem");
    assertThatThrownBy(() -> TrustedAuthorities.read(file("server.key")))
        .isInstanceOf(IllegalStateException.class);
  }
}
