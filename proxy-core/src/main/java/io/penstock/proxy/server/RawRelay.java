package io.penstock.proxy.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.pool.connect.ReadLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on whatever one end sends to the other, no faster than that takes it, and closes the other
 * when one has closed. Both ends are on one event loop.
 */
final class RawRelay extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RawRelay.class);

  private final Channel other;
  private final ReadLoop otherReads;

  private RawRelay(Channel other) {
    this.other = other;
    this.otherReads = ReadLoop.of(other);
  }

  /** Ties two channels together; from then on what is read goes to the other one. */
  static void between(Channel one, Channel other) {
    one.pipeline().addLast("relay", new RawRelay(other));
    other.pipeline().addLast("relay", new RawRelay(one));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var unused = other.write(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    otherReads.read(context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("{}: replication connection failed", context.channel().remoteAddress(), cause);
    var unused = context.close();
  }
}
