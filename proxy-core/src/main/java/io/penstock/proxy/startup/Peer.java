package io.penstock.proxy.startup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as far as the connection tells.
 *
 * @param certificate what it showed and TLS has verified; null without any
 */
record Peer(SocketAddress address, boolean tls, @Nullable ClientCertificate certificate) {
  /** Its IP address; null for a Unix-domain socket. */
  @Nullable InetAddress ip() {
    return address instanceof InetSocketAddress socket ? socket.getAddress() : null;
  }

  /** The user its certificate names; null when there is none, or it names no single one. */
  @Nullable String certificateName() {
    return certificate == null ? null : certificate.commonName();
  }
}
