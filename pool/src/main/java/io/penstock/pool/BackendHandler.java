package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.pool.connect.Outbound;

/** The last handler of a backend's pipeline: hands bytes to whoever holds the lease. */
final class BackendHandler extends ChannelInboundHandlerAdapter {
  private final Backend backend;

  BackendHandler(Backend backend) {
    this.backend = backend;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    backend.received((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    BackendReceiver receiver = backend.receiver();
    if (receiver != null) {
      receiver.readComplete(backend);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    BackendReceiver receiver = backend.receiver();
    if (receiver != null) {
      receiver.writabilityChanged(backend, context.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    backend.part().closed(backend);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    backend.failed(cause);
    Outbound.close(context.channel());
  }
}
