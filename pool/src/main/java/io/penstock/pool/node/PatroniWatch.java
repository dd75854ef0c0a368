package io.penstock.pool.node;

import io.penstock.config.PatroniConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Patroni's REST interface again and again who leads, on a virtual thread. What it says only
 * ever narrows down who takes writes: the node it names must say so itself, too. While no member
 * answers, nobody is named, and what the nodes say is all there is.
 */
final class PatroniWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PatroniWatch.class);

  /** A cluster of hundreds of members takes some tens of kilobytes. */
  private static final int LONGEST_ANSWER = 1 << 20;

  private static final int OK = 200;

  private final String database;
  private final PatroniConfig config;
  private final List<WatchedNode> nodes;
  private final Consumer<@Nullable String> named;
  private final Supplier<Duration> pace;
  private final Semaphore hurry = new Semaphore(0);
  private final HttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private @Nullable String problem;

  /**
   * @param named told, on the watch's thread, the name of the node that leads; null when nobody is
   *     named
   * @param pace how long until it is asked again; asked on the watch's thread
   * @throws IllegalStateException when the authorities cannot be read
   */
  PatroniWatch(
      String database,
      PatroniConfig config,
      List<WatchedNode> nodes,
      Consumer<@Nullable String> named,
      Supplier<Duration> pace) {
    this.database = database;
    this.config = config;
    this.nodes = List.copyOf(nodes);
    this.named = named;
    this.pace = pace;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(config.timeout());
    if (config.ca() != null) {
      builder.sslContext(TrustedAuthorities.read(config.ca()));
    }
    this.client = builder.build();
    this.thread = Thread.ofVirtual().name("patroni " + database).unstarted(this::untilInterrupted);
  }

  void start() {
    thread.start();
  }

  /** Asks now instead of when it is due. Any thread. */
  void hurry() {
    hurry.release();
  }

  @Override
  public void close() {
    thread.interrupt();
    threads.shutdownNow();
    client.shutdownNow();
  }

  private void untilInterrupted() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long began = System.nanoTime();
        named.accept(leader());
        Duration rest = pace.get().minusNanos(System.nanoTime() - began);
        if (hurry.tryAcquire(Math.max(0, rest.toNanos()), TimeUnit.NANOSECONDS)) {
          hurry.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Who leads, by the first member that answers. */
  private @Nullable String leader() throws InterruptedException {
    String failure = "";
    for (String url : config.urls()) {
      try {
        List<PatroniMember> members = PatroniMember.of(inTime(url));
        answered();
        return leader(members);
      } catch (ExecutionException e) {
        failure = url + ": " + e.getCause();
      } catch (IOException | TimeoutException | RuntimeException e) {
        failure = url + ": " + e;
      }
    }
    if (problem == null) {
      LOG.warn("database {}: Patroni does not answer: {}", database, failure);
    }
    problem = failure;
    return null;
  }

  private void answered() {
    if (problem != null) {
      LOG.info("database {}: Patroni answers again", database);
      problem = null;
    }
  }

  private @Nullable String leader(List<PatroniMember> members) {
    for (PatroniMember member : members) {
      for (WatchedNode node : nodes) {
        if (member.leads() && member.is(node)) {
          return node.name();
        }
      }
    }
    return null;
  }

  /** The whole answer, however slowly it comes, within the timeout. */
  private String inTime(String url)
      throws InterruptedException, ExecutionException, TimeoutException {
    Future<String> answer = threads.submit(() -> get(url));
    try {
      return answer.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  private String get(String url) throws IOException, InterruptedException {
    URI uri = URI.create(url.replaceFirst("/+$", "") + "/cluster");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(config.timeout()).build();
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != OK) {
        throw new IOException("status " + answer.statusCode() + " (expected: " + OK + ")");
      }
      byte[] bytes = body.readNBytes(LONGEST_ANSWER + 1);
      if (bytes.length > LONGEST_ANSWER) {
        throw new IOException("more than " + LONGEST_ANSWER + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
