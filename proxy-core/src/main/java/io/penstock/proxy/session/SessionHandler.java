package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client's channel tells its {@link Session} what happens on it. */
public final class SessionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

  private final Session session;

  public SessionHandler(Session session) {
    this.session = session;
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object bytes) {
    session.received((ByteBuf) bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    session.readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    session.clientWritabilityChanged(channel.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    session.clientClosed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("client {}: {}", channel.channel().remoteAddress(), cause.getMessage());
    } else {
      LOG.error("session of {} ends on an error of the proxy's", channel.channel(), cause);
    }
    var unused = channel.close();
  }
}
