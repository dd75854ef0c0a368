package io.penstock.pool.connect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.wire.frontend.FrontendMessage;

/**
 * Writes and closes whose outcome nobody waits for: when they fail the channel closes, and its
 * handler is told of that.
 */
public final class Outbound {
  private Outbound() {}

  /** Sends one message. */
  public static void send(Channel channel, FrontendMessage message) {
    ByteBuf out = channel.alloc().buffer();
    message.encode(out);
    var unused = channel.writeAndFlush(out, channel.voidPromise());
  }

  /** Closes the channel now, whatever is still to be written. */
  public static void close(Channel channel) {
    var unused = channel.close();
  }
}
