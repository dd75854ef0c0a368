package io.penstock.proxy.auth;

import io.netty.buffer.ByteBuf;

/** One client's proof, step by step. Confined to one thread; cheap enough for an event loop. */
public interface LoginExchange {
  /** The first step; once. */
  LoginStep begin();

  /**
   * The step after an answer to an {@link LoginStep.Ask}.
   *
   * @param payload of a frame of type {@code p}; neither kept nor released
   * @throws io.penstock.wire.ProtocolException when it is malformed
   */
  LoginStep received(ByteBuf payload);
}
