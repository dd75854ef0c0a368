package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.wire.frontend.CancelRequest;
import org.jspecify.annotations.Nullable;

/** Where startup leads. Called on the client's event loop. */
public interface ClientDoor {
  /**
   * The client has proved who it is, and no AuthenticationOk was sent yet; what must go before it
   * was written, not flushed. The pipeline holds nothing but the SslHandler, if any; reading is
   * off. The receiver closes {@link AuthenticatedClient#admission} when the session ends.
   *
   * @param pending what the client sent beyond its last authentication message; ownership passes
   */
  void authenticated(Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending);

  /**
   * A cancel request. The channel is closed once {@code done} ran.
   *
   * @param done to be run once, on any thread
   */
  void cancel(CancelRequest request, Runnable done);

  /** A client was sent this SQLSTATE instead of being let in. */
  void rejected(String sqlState);
}
