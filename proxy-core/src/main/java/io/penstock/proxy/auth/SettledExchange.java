package io.penstock.proxy.auth;

import io.netty.buffer.ByteBuf;

/** A login that needs no message of the client. */
record SettledExchange(LoginStep step) implements LoginExchange {
  @Override
  public LoginStep begin() {
    return step;
  }

  @Override
  public LoginStep received(ByteBuf payload) {
    throw new IllegalStateException("nothing was asked");
  }
}
