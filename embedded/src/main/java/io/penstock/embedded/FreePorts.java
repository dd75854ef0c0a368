package io.penstock.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;

/**
 * Suggests loopback ports that nobody listens on right now. Somebody may by the time the server
 * does: then it is asked again.
 */
final class FreePorts implements IntSupplier {
  /** Below Linux's range for outgoing connections, which could take the port during a restart. */
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  @Override
  public int getAsInt() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw PostgresServerException.unsuitable(
        "no free port on %s after %d attempts (expected: one between %d and %d)"
            .formatted(PostgresServer.LOOPBACK, ATTEMPTS, LOWEST, HIGHEST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
