package io.penstock.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.config.ListenConfig;
import io.penstock.config.Transport;
import io.penstock.pool.connect.BackendTransport;
import org.jspecify.annotations.Nullable;

/**
 * The event loops and the kinds of channel that fit them.
 *
 * @param transport which of them, never AUTO
 */
record Transports(
    Transport transport, BackendTransport backends, Class<? extends ServerChannel> serverChannel) {
  private static final String POLL_STAYS_ARMED = "io.netty.iouring.pollAddMultishotEnabled";

  static {
    // A poll that stays armed tells of a reset only once. Netty overlooks that while a read is
    // under
    // way, and the kernel says of the read that nothing is left: such a client would stay for ever.
    // A poll armed anew after each read finds the reset. Netty reads this when IoUring is loaded.
    if (System.getProperty(POLL_STAYS_ARMED) == null) {
      System.setProperty(POLL_STAYS_ARMED, "false");
    }
  }

  /**
   * Starts the event loops.
   *
   * @throws IllegalStateException if the transport that is asked for is not to be had here
   */
  static Transports open(ListenConfig listen) {
    int loops =
        listen.eventLoops() == 0
            ? (Runtime.getRuntime().availableProcessors() + 1) / 2
            : listen.eventLoops();
    return switch (chosen(listen.transport())) {
      case IO_URING ->
          of(
              Transport.IO_URING,
              loops,
              IoUringIoHandler.newFactory(),
              IoUringSocketChannel.class,
              IoUringServerSocketChannel.class);
      case EPOLL ->
          of(
              Transport.EPOLL,
              loops,
              EpollIoHandler.newFactory(),
              EpollSocketChannel.class,
              EpollServerSocketChannel.class);
      case NIO, AUTO ->
          of(
              Transport.NIO,
              loops,
              NioIoHandler.newFactory(),
              NioSocketChannel.class,
              NioServerSocketChannel.class);
    };
  }

  private static Transport chosen(Transport wanted) {
    switch (wanted) {
      case IO_URING -> require(wanted, IoUring.unavailabilityCause());
      case EPOLL -> require(wanted, Epoll.unavailabilityCause());
      case NIO -> {}
      case AUTO -> {
        // Containers often forbid io_uring; kernels before 6.0 lack what makes it worth having.
        if (IoUring.isAvailable() && IoUring.isRecvMultishotEnabled()) {
          return Transport.IO_URING;
        }
        return Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
      }
    }
    return wanted;
  }

  private static void require(Transport wanted, @Nullable Throwable obstacle) {
    if (obstacle != null) {
      throw new IllegalStateException(
          "listen.transport: " + wanted.key() + " is not available here (use auto or nio)",
          obstacle);
    }
  }

  private static Transports of(
      Transport transport,
      int loops,
      IoHandlerFactory handlers,
      Class<? extends Channel> channel,
      Class<? extends ServerChannel> serverChannel) {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("penstock-loop"), handlers);
    return new Transports(transport, new BackendTransport(group, channel), serverChannel);
  }

  EventLoopGroup group() {
    return backends.group();
  }

  /** Whether several processes may listen on one port. */
  boolean sharesPorts() {
    return transport != Transport.NIO;
  }
}
