package io.penstock.pool.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.frontend.CancelRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends cancel requests, each on a connection of its own. PostgreSQL closes that connection after
 * it has signalled the session: until then the session must not be handed on, or the cancel could
 * hit somebody else's statement. Never logs the key.
 */
public final class CancelSender {
  private final BackendConnector connector;

  public CancelSender(BackendConnector connector) {
    this.connector = connector;
  }

  /**
   * Asks the server to cancel what the session with this key runs.
   *
   * @param loop where the connection lives and the callback is called
   * @param done called once: with null when the server has taken the request and closed the
   *     connection, else with the failure; then nobody knows whether it took it
   */
  public void send(
      EventLoop loop,
      Endpoint endpoint,
      BackendKeyData key,
      Duration timeout,
      Consumer<@Nullable ConnectFailure> done) {
    if (loop.inEventLoop()) {
      start(loop, endpoint, key, timeout, done);
    } else {
      loop.execute(() -> start(loop, endpoint, key, timeout, done));
    }
  }

  private void start(
      EventLoop loop,
      Endpoint endpoint,
      BackendKeyData key,
      Duration timeout,
      Consumer<@Nullable ConnectFailure> done) {
    ConnectAttempt attempt =
        new ConnectAttempt(
            connector.bootstrap(loop), loop, endpoint, failure -> done.accept(failure));
    attempt.start(
        connector.lookup(),
        timeout,
        channel -> {
          channel.pipeline().addLast("cancel", new CancelHandler(attempt, done));
          Outbound.send(channel, new CancelRequest(key.processId(), key.secretKey()));
        });
  }

  /** Waits until the server closes the connection. */
  private static final class CancelHandler extends ChannelInboundHandlerAdapter {
    private final ConnectAttempt attempt;
    private final Consumer<@Nullable ConnectFailure> done;

    CancelHandler(ConnectAttempt attempt, Consumer<@Nullable ConnectFailure> done) {
      this.attempt = attempt;
      this.done = done;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      attempt.stage("waiting for the server to take a cancel request");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!attempt.ended()) {
        attempt.succeed();
        done.accept(null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      attempt.fail(attempt.failures().closedDuringLogin(cause));
      Outbound.close(context.channel());
    }
  }
}
