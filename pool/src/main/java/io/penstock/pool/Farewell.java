package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.penstock.pool.connect.Outbound;
import io.penstock.wire.frontend.Terminate;

/** How the pool leaves a backend. */
final class Farewell {
  private static final int TERMINATE_BYTES = 5;

  private Farewell() {}

  /** Closes the channel; an idle backend is told first, so that its log has no lost connection. */
  static void close(Channel channel, boolean politely) {
    if (politely && channel.isActive()) {
      ByteBuf out = channel.alloc().buffer(TERMINATE_BYTES);
      Terminate.INSTANCE.encode(out);
      channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    } else {
      Outbound.close(channel);
    }
  }
}
