package io.penstock.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.AdminConfig;
import io.penstock.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A server on a free port, and ways to talk to it. */
final class HttpConversation implements AutoCloseable {
  final AtomicReference<@Nullable Secret> token = new AtomicReference<>();
  final AdminHttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  HttpConversation(StatusSource source, HttpLimits limits) {
    AdminConfig admin = new AdminConfig("127.0.0.1", 0, List.of(), List.of(), null);
    server = AdminHttpServer.start(admin, false, token::get, source, limits);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A bare connection, whose reads give up after 20 seconds. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 20_000);
    return socket;
  }

  /** Sends this text as it is, and reads until the server hangs up. */
  String say(String text) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  int port() {
    return server.address().getPort();
  }

  static void assertStatus(HttpResponse<?> response, int status) {
    assertThat(response.statusCode()).as("%s", response.body()).isEqualTo(status);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
