package io.penstock.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Where a server listens. */
public record Address(String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECT_MILLIS = 500;

  /**
   * Reads {@code host:port}.
   *
   * @throws BenchException if it is something else
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65536) {
        return new Address(text.substring(0, colon), port);
      }
    } catch (NumberFormatException notNumeric) {
      // Said below, as for a number out of range.
    }
    throw new BenchException("address '" + text + "' (expected: host:port, as in 127.0.0.1:5432)");
  }

  /** A port of the loopback address that nobody listens on at this moment. */
  public static Address free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Address(LOOPBACK, socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + LOOPBACK, e);
    }
  }

  /** The address as a socket needs it: the first that the name has, as for libpq. */
  @SuppressWarnings("AddressSelection")
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  /** Whether somebody accepts a connection. */
  boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(resolve(), CONNECT_MILLIS);
      return true;
    } catch (IOException nobodyThere) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
