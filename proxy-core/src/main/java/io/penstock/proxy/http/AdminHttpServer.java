package io.penstock.proxy.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.penstock.config.AdminConfig;
import io.penstock.config.Secret;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port. It has an event loop of its own and does its work on virtual threads, so that
 * nobody who asks for figures holds up a session. Any thread.
 */
public final class AdminHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHttpServer.class);
  private static final int COMPRESSED_FROM = 1024;
  private static final long MAX_STOP_SECONDS = 5;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("penstock-http", true), NioIoHandler.newFactory());
  private final ExecutorService blocking =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Site site;
  private final HttpLimits limits;
  private final Channel listener;

  private AdminHttpServer(AdminConfig admin, boolean reusePort, Site site, HttpLimits limits) {
    this.site = site;
    this.limits = limits;
    try {
      listener = listen(new InetSocketAddress(admin.address(), admin.port()), reusePort);
    } catch (Exception e) {
      stopThreads();
      throw new IllegalStateException(
          "cannot listen on admin.address %s, admin.port %d: %s (expected: a free port of this machine)"
              .formatted(admin.address(), admin.port(), e.getMessage()),
          e);
    }
    LOG.info("HTTP on {}", address());
  }

  /**
   * Starts; the port can be connected to when this returns.
   *
   * @param reusePort whether another process may listen on the port too, where the system can
   * @param token what everything but the health paths asks for, now; null: nothing
   * @throws IllegalStateException when the address cannot be listened on
   */
  public static AdminHttpServer start(
      AdminConfig admin,
      boolean reusePort,
      Supplier<@Nullable Secret> token,
      StatusSource source,
      HttpLimits limits) {
    return new AdminHttpServer(admin, reusePort, new Site(source, new TokenGate(token)), limits);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Hangs up on everyone; takes a few seconds at most. Closing again does nothing. */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    listener.close().syncUninterruptibly();
    connections.close().awaitUninterruptibly(MAX_STOP_SECONDS, TimeUnit.SECONDS);
    stopThreads();
  }

  private void stopThreads() {
    blocking.shutdownNow();
    group
        .shutdownGracefully(0, MAX_STOP_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(MAX_STOP_SECONDS, TimeUnit.SECONDS);
  }

  private Channel listen(InetSocketAddress address, boolean reusePort) throws InterruptedException {
    ServerBootstrap bootstrap = new ServerBootstrap();
    if (reusePort) {
      bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    return bootstrap
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                accept(channel);
              }
            })
        .bind(address)
        .sync()
        .channel();
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= limits.connections()) {
      LOG.debug(
          "{}: {} connections are open already", channel.remoteAddress(), limits.connections());
      var unused = channel.close();
      return;
    }
    connections.add(channel);
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(limits.requestLine())
                    .setMaxHeaderSize(limits.headers())),
            new HttpServerKeepAliveHandler(),
            new HttpContentCompressor(
                COMPRESSED_FROM,
                StandardCompressionOptions.gzip(),
                StandardCompressionOptions.deflate()),
            new RequestHandler(site, limits, blocking));
  }
}
