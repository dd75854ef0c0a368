package io.penstock.pool.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Logs in, and tells what became of it. */
final class TestLogin implements AutoCloseable {
  final BackendTransport transport = BackendTransport.nio(1);
  final BackendConnector connector = new BackendConnector(transport);
  private final List<LoggedIn> open = new ArrayList<>();

  /** Either. */
  record Outcome(CompletableFuture<LoggedIn> connection, CompletableFuture<ConnectFailure> failure)
      implements LoginListener {
    @Override
    public void loggedIn(LoggedIn loggedIn) {
      loggedIn
          .channel()
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                  failure.completeExceptionally(new AssertionError("bytes after the login"));
                }
              });
      connection.complete(loggedIn);
    }

    @Override
    public void failed(ConnectFailure why) {
      failure.complete(why);
      connection.completeExceptionally(new AssertionError("refused: " + why));
    }
  }

  EventLoop loop() {
    return transport.loops().get(0);
  }

  Outcome start(LoginRequest request) {
    Outcome outcome = new Outcome(new CompletableFuture<>(), new CompletableFuture<>());
    connector.connect(loop(), request, outcome);
    return outcome;
  }

  LoggedIn succeed(Endpoint endpoint, String user, BackendCredentials credentials) {
    LoggedIn loggedIn =
        start(request(endpoint, user, credentials))
            .connection()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    open.add(loggedIn);
    assertThat(loggedIn.key().processId()).isPositive();
    assertThat(loggedIn.parameters()).containsKeys("server_version", "client_encoding");
    // On the loop, after what it is doing: the handler leaves once the listener has returned.
    assertThat(
            loop()
                .submit(() -> loggedIn.channel().pipeline().get(BackendLoginHandler.class) == null)
                .syncUninterruptibly()
                .getNow())
        .isTrue();
    return loggedIn;
  }

  ConnectFailure fail(Endpoint endpoint, String user, BackendCredentials credentials) {
    return start(request(endpoint, user, credentials))
        .failure()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  static LoginRequest request(Endpoint endpoint, String user, BackendCredentials credentials) {
    return new LoginRequest(
        endpoint, "postgres", user, credentials, Map.of(), Duration.ofSeconds(5));
  }

  @Override
  public void close() {
    open.forEach(loggedIn -> loggedIn.channel().close().syncUninterruptibly());
    transport.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
