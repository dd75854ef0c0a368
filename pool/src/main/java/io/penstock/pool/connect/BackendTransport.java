package io.penstock.pool.connect;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops that backends live on, and the kind of channel that fits them.
 *
 * @param group one loop per core; whoever made it shuts it down
 * @param channelClass for example {@code EpollSocketChannel}, when the group is epoll's
 */
public record BackendTransport(EventLoopGroup group, Class<? extends Channel> channelClass) {
  /** The JDK's own, which works everywhere. */
  public static BackendTransport nio(int loops) {
    return new BackendTransport(
        new MultiThreadIoEventLoopGroup(loops, NioIoHandler.newFactory()), NioSocketChannel.class);
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
