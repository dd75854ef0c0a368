package io.penstock.proxy.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.config.ListenConfig;
import io.penstock.config.Transport;
import io.penstock.pool.connect.BackendTransport;

/**
 * The event loops and the kinds of channel that fit them.
 *
 * @param name epoll or nio, for the log
 */
record Transports(
    String name, BackendTransport backends, Class<? extends ServerChannel> serverChannel) {

  static Transports open(ListenConfig listen) {
    int loops =
        listen.eventLoops() == 0 ? Runtime.getRuntime().availableProcessors() : listen.eventLoops();
    DefaultThreadFactory threads = new DefaultThreadFactory("penstock-loop");
    if (listen.transport() != Transport.NIO && Epoll.isAvailable()) {
      EventLoopGroup group =
          new MultiThreadIoEventLoopGroup(loops, threads, EpollIoHandler.newFactory());
      return new Transports(
          "epoll",
          new BackendTransport(group, EpollSocketChannel.class),
          EpollServerSocketChannel.class);
    }
    if (listen.transport() == Transport.EPOLL) {
      throw new IllegalStateException(
          "listen.transport: epoll is not available here (use auto or nio)",
          Epoll.unavailabilityCause());
    }
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(loops, threads, NioIoHandler.newFactory());
    return new Transports(
        "nio", new BackendTransport(group, NioSocketChannel.class), NioServerSocketChannel.class);
  }

  EventLoopGroup group() {
    return backends.group();
  }
}
