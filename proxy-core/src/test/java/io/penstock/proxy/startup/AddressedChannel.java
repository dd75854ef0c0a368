package io.penstock.proxy.startup;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.SocketAddress;

/** An embedded channel whose client has an address. */
final class AddressedChannel extends EmbeddedChannel {
  private final SocketAddress address;

  AddressedChannel(SocketAddress address) {
    this.address = address;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return address;
  }
}
