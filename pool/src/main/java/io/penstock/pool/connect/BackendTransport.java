package io.penstock.pool.connect;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops that backends and clients live on, and the kinds of channel that fit them.
 *
 * @param group one loop per core; whoever opened it shuts it down
 * @param channelClass for example {@code EpollSocketChannel}, when the group is epoll's
 * @param serverChannelClass what listens, of the same kind
 */
public record BackendTransport(
    EventLoopGroup group,
    Class<? extends Channel> channelClass,
    Class<? extends ServerChannel> serverChannelClass) {
  /** The JDK's own, which works everywhere. */
  public static BackendTransport nio(int loops) {
    return new BackendTransport(
        group(loops, NioIoHandler.newFactory()),
        NioSocketChannel.class,
        NioServerSocketChannel.class);
  }

  /** Linux's. */
  public static BackendTransport epoll(int loops) {
    return new BackendTransport(
        group(loops, EpollIoHandler.newFactory()),
        EpollSocketChannel.class,
        EpollServerSocketChannel.class);
  }

  /** Linux's newer one; only where {@link IoUringReads#available()}. */
  public static BackendTransport ioUring(int loops) {
    return new BackendTransport(
        group(loops, IoUringReads.handlers()),
        IoUringSocketChannel.class,
        IoUringServerSocketChannel.class);
  }

  private static EventLoopGroup group(int loops, IoHandlerFactory handlers) {
    return new MultiThreadIoEventLoopGroup(
        loops, new DefaultThreadFactory("penstock-loop"), handlers);
  }

  /** A bootstrap of connections to servers. */
  Bootstrap connecting(EventLoop loop) {
    Bootstrap bootstrap = new Bootstrap().group(loop).channel(channelClass);
    return isIoUring() ? IoUringReads.prepare(bootstrap) : bootstrap;
  }

  /** A bootstrap that accepts connections of clients. */
  public ServerBootstrap accepting() {
    ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(serverChannelClass);
    return isIoUring() ? IoUringReads.prepare(bootstrap) : bootstrap;
  }

  private boolean isIoUring() {
    return channelClass == IoUringSocketChannel.class;
  }

  /** The loops in the group's own order. */
  public List<EventLoop> loops() {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      loops.add((EventLoop) executor);
    }
    return List.copyOf(loops);
  }
}
