package io.penstock.proxy.http;

import static io.penstock.proxy.http.HttpConversation.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.AdminConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the port does with peers that are many, slow, greedy or broken. */
class AdminHttpServerTest {
  private static final String CLOSING = "Host: x\r\nConnection: close\r\n\r\n";

  private final SampleStatus sample = new SampleStatus(System::currentTimeMillis);
  private HttpConversation http = new HttpConversation(sample, HttpLimits.DEFAULT);

  @AfterEach
  void close() {
    http.close();
    sample.close();
  }

  @Test
  void aHeaderThatIsTooLongIsRefusedAndTheConnectionClosed() throws IOException {
    assertThat(http.say("GET / HTTP/1.1\r\nX-Long: " + "x".repeat(10_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("the headers are too long");
  }

  @Test
  void aRequestLineThatIsTooLongIsRefusedAndTheConnectionClosed() throws IOException {
    assertThat(http.say("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n" + CLOSING))
        .startsWith("HTTP/1.1 414 ");
  }

  @Test
  void aBodyIsRefusedBeforeItIsRead() throws IOException {
    for (String header : List.of("Content-Length: 1000000000", "Transfer-Encoding: chunked")) {
      assertThat(http.say("GET /metrics HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    assertThat(http.say("\u0000\u0000\u0000\u0008\u0004\u00d2\u0016/\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aConnectionServesOneRequestAfterTheOtherInOrderEvenIfTheyComeAtOnce() throws IOException {
    String answers =
        http.say(
            "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /health/ready HTTP/1.1\r\n"
                + CLOSING);
    assertThat(answers.split("HTTP/1.1 "))
        .hasSize(4)
        .satisfies(parts -> {
          assertThat(parts[1]).startsWith("200 ").contains("\"live\":true");
          assertThat(parts[2]).startsWith("404 ");
          assertThat(parts[3]).startsWith("200 ").contains("\"ready\" : true");
        });
  }

  @Test
  void aRequestThatTricklesInIsCutOffAlthoughBytesKeepComing() throws IOException {
    restart(limits(64, Duration.ofMillis(300)));
    long start = System.nanoTime();
    try (Socket socket = http.connect()) {
      InputStream in = socket.getInputStream();
      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.getOutputStream().write('G');
                  socket.setSoTimeout(20);
                  if (hungUp(in)) {
                    throw new IOException("closed by the server");
                  }
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aConnectionThatSendsNothingIsClosed() throws IOException {
    restart(limits(64, Duration.ofMillis(200)));
    assertThat(http.say("")).isEmpty();
  }

  @Test
  void anAnswerThatNobodyReadsIsGivenUp() throws IOException {
    byte[] page = new byte[64 << 20];
    java.util.Arrays.fill(page, (byte) 'x');
    String big = new String(page, StandardCharsets.US_ASCII);
    restart(
        new StatusSource() {
          @Override
          public Status status() {
            return sample.status();
          }

          @Override
          public Readiness readiness() {
            return sample.readiness();
          }

          @Override
          public String metrics() {
            return big;
          }
        },
        new HttpLimits(1, 2048, 8192, Duration.ofSeconds(20), Duration.ofMillis(500)));
    try (Socket socket = http.connect()) {
      socket
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      // The only connection there may be is held by a peer that reads nothing, until it is closed.
      assertThat(becomesFree()).isTrue();
    }
  }

  @Test
  void noMoreThanTheLimitAreConnectedAndRoomIsFreedWhenOneLeaves() throws IOException {
    restart(limits(2, Duration.ofSeconds(20)));
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Socket socket = http.connect();
      socket
          .getOutputStream()
          .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      held.add(socket);
    }
    try (Socket refused = http.connect()) {
      assertThat(hungUp(refused.getInputStream())).isTrue();
    }
    for (Socket socket : held) {
      socket.close();
    }
    assertThat(becomesFree()).isTrue();
  }

  @Test
  void manyAskAtOnceAndAllAreAnswered() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Callable<Integer>> asking = new ArrayList<>();
      List<String> paths = List.of("/", "/metrics", "/api/status", "/health/ready");
      for (int i = 0; i < 400; i++) {
        String path = paths.get(i % paths.size());
        asking.add(() -> {
          HttpResponse<String> response = http.get(path, "Accept-Encoding", "gzip");
          return response.statusCode();
        });
      }
      for (Future<Integer> status : threads.invokeAll(asking)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  @Test
  void oneThatIsAnsweredSlowlyHoldsUpNobody() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger scrapes = new AtomicInteger();
    restart(
        new StatusSource() {
          @Override
          public Status status() {
            return sample.status();
          }

          @Override
          public Readiness readiness() {
            return sample.readiness();
          }

          @Override
          public String metrics() {
            scrapes.incrementAndGet();
            asked.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return "done 1\n";
          }
        },
        HttpLimits.DEFAULT);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<HttpResponse<String>> slow = thread.submit(() -> http.get("/metrics"));
      asked.await();
      assertStatus(http.get("/health/live"), 200);
      assertThat(slow.isDone()).isFalse();
      release.countDown();
      assertThat(slow.get().body()).isEqualTo("done 1\n");
      assertThat(scrapes).hasValue(1);
    }
  }

  @Test
  void aSourceThatFailsIsAnErrorOfOneAnswerWithoutItsReason() {
    restart(
        new StatusSource() {
          @Override
          public Status status() {
            throw new IllegalStateException("inner secret");
          }

          @Override
          public Readiness readiness() {
            return sample.readiness();
          }

          @Override
          public String metrics() {
            return sample.metrics();
          }
        },
        HttpLimits.DEFAULT);
    HttpResponse<String> response = http.get("/api/status");
    assertStatus(response, 500);
    assertThat(response.body()).doesNotContain("inner secret");
    assertStatus(http.get("/health/ready"), 200);
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    AdminConfig taken = new AdminConfig("127.0.0.1", http.port(), List.of(), List.of(), null);
    assertThatThrownBy(
            () -> AdminHttpServer.start(taken, false, () -> null, sample, HttpLimits.DEFAULT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("admin.port " + http.port())
        .hasMessageContaining("expected: a free port");
  }

  @Test
  void closingHangsUpOnWhoIsConnected() throws IOException {
    try (Socket socket = http.connect()) {
      socket
          .getOutputStream()
          .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      http.server.close();
      socket.getInputStream().readAllBytes();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private void restart(HttpLimits limits) {
    restart(sample, limits);
  }

  private void restart(StatusSource source, HttpLimits limits) {
    http.close();
    http = new HttpConversation(source, limits);
  }

  private static HttpLimits limits(int connections, Duration requestTime) {
    return new HttpLimits(connections, 2048, 8192, requestTime, Duration.ofSeconds(20));
  }

  /** Whether a new connection is served before long. */
  private boolean becomesFree() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      try (Socket socket = http.connect()) {
        socket
            .getOutputStream()
            .write(("GET /health/live HTTP/1.1\r\n" + CLOSING).getBytes(StandardCharsets.UTF_8));
        if (socket.getInputStream().read() == 'H') {
          return true;
        }
      } catch (java.net.SocketException refused) {
        // closed before all was sent: no room yet
        Thread.onSpinWait();
      }
    }
    return false;
  }

  /** Whether the server has closed; false when nothing was heard within the socket's timeout. */
  private static boolean hungUp(InputStream in) throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }
}
