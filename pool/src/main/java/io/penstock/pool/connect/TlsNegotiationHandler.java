package io.penstock.pool.connect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.frontend.SslRequest;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server for TLS, does the handshake, and leaves the pipeline. The server answers with one
 * byte in clear; a second one would be somebody's attempt to have it taken for encrypted.
 */
final class TlsNegotiationHandler extends ChannelInboundHandlerAdapter {
  private final Endpoint endpoint;
  private final ConnectAttempt attempt;
  private final Consumer<Channel> ready;
  private boolean answered;

  TlsNegotiationHandler(Endpoint endpoint, ConnectAttempt attempt, Consumer<Channel> ready) {
    this.endpoint = endpoint;
    this.attempt = attempt;
    this.ready = ready;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Outbound.send(context.channel(), SslRequest.INSTANCE);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (attempt.ended() || !bytes.isReadable()) {
        return;
      }
      if (answered || bytes.readableBytes() > 1) {
        attempt.fail(
            attempt
                .failures()
                .protocol(
                    ProtocolException.violation(
                        "bytes before the TLS handshake: "
                            + bytes.readableBytes()
                            + " (expected: 1, S or N)")));
        return;
      }
      answered = true;
      answer(context, bytes.readByte());
    } finally {
      bytes.release();
    }
  }

  private void answer(ChannelHandlerContext context, byte answer) {
    SslContext tls = endpoint.tls().context();
    if (answer == 'S' && tls != null) {
      context.pipeline().addBefore(context.name(), "tls", handler(tls, context));
    } else if (answer != 'N') {
      attempt.fail(
          attempt
              .failures()
              .protocol(
                  ProtocolException.violation(
                      "answer to SSLRequest: byte " + (answer & 0xFF) + " (expected: S or N)")));
    } else if (endpoint.tls().optional()) {
      proceed(context);
    } else {
      attempt.fail(attempt.failures().tlsNotOffered());
    }
  }

  private SslHandler handler(SslContext tls, ChannelHandlerContext context) {
    SslHandler handler = tls.newHandler(context.alloc(), endpoint.host(), endpoint.port());
    // The attempt's own timeout bounds the handshake.
    handler.setHandshakeTimeoutMillis(0);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(endpoint.tls().verifiesHost() ? "HTTPS" : "");
    engine.setSSLParameters(parameters);
    return handler;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !attempt.ended()) {
      if (handshake.isSuccess()) {
        proceed(context);
      } else if (context.channel().isActive()) {
        attempt.fail(attempt.failures().tls(handshake.cause()));
      } else {
        failed(handshake.cause());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failed(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed(cause);
    Outbound.close(context.channel());
  }

  private void failed(@Nullable Throwable cause) {
    attempt.fail(attempt.failures().closedDuringLogin(cause));
  }

  private void proceed(ChannelHandlerContext context) {
    context.pipeline().remove(this);
    ready.accept(context.channel());
  }
}
