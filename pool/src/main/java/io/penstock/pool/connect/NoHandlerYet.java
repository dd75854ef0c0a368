package io.penstock.pool.connect;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;

/** In the pipeline until the channel is open: only then is it known who speaks first. */
@ChannelHandler.Sharable
final class NoHandlerYet extends ChannelHandlerAdapter {
  static final NoHandlerYet INSTANCE = new NoHandlerYet();

  private NoHandlerYet() {}
}
