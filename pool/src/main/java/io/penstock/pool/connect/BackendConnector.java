package io.penstock.pool.connect;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.penstock.config.TlsMode;
import io.penstock.wire.SqlState;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Opens connections to PostgreSQL and logs in. For any thread. */
public final class BackendConnector {
  private static final int LOW_WATERMARK = 32 * 1024;
  private static final int HIGH_WATERMARK = 64 * 1024;

  private final BackendTransport transport;
  private final WriteBufferWaterMark watermarks;
  private final Executor blocking;
  private final AddressLookup lookup;
  private final ScramKeyCache scramKeys = new ScramKeyCache();

  /** A connector with the usual watermarks of 32 and 64 KiB. */
  public BackendConnector(BackendTransport transport) {
    this(transport, new WriteBufferWaterMark(LOW_WATERMARK, HIGH_WATERMARK));
  }

  /**
   * A connector whose blocking work is done by virtual threads.
   *
   * @param watermarks how many unsent bytes make a backend unwritable, and writable again
   */
  public BackendConnector(BackendTransport transport, WriteBufferWaterMark watermarks) {
    this.transport = transport;
    this.watermarks = watermarks;
    this.blocking =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("backend-login-", 0).factory());
    this.lookup = new AddressLookup(blocking);
  }

  /** Opens a connection on this loop; the listener is called there, once. */
  public void connect(EventLoop loop, LoginRequest request, LoginListener listener) {
    if (loop.inEventLoop()) {
      start(loop, request, listener);
    } else {
      loop.execute(() -> start(loop, request, listener));
    }
  }

  /** Opens no connection yet. */
  Bootstrap bootstrap(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(transport.channelClass())
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, watermarks)
        .option(ChannelOption.AUTO_READ, false)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                // The others follow once the channel is open: only then is it known who speaks
                // first.
                channel.pipeline().addLast("reads", ReadLoop.reading());
              }
            });
  }

  private void start(EventLoop loop, LoginRequest request, LoginListener listener) {
    ConnectAttempt attempt =
        new ConnectAttempt(
            bootstrap(loop),
            loop,
            request.endpoint(),
            failure -> {
              if (insistsOnTls(request, failure)) {
                start(loop, request.with(request.endpoint().requiringTls()), listener);
              } else {
                listener.failed(failure);
              }
            });
    attempt.start(
        lookup,
        request.timeout(),
        channel ->
            channel
                .pipeline()
                .addLast(
                    "login",
                    new BackendLoginHandler(
                        request,
                        attempt,
                        listener,
                        new BackendAuthentication(request, scramKeys, blocking))));
  }

  /** In mode allow, a server that refused the plain connection is asked again with TLS. */
  private static boolean insistsOnTls(LoginRequest request, ConnectFailure failure) {
    return request.endpoint().tls().mode() == TlsMode.ALLOW
        && failure.sqlState().equals(SqlState.INVALID_AUTHORIZATION_SPECIFICATION);
  }

  AddressLookup lookup() {
    return lookup;
  }
}
