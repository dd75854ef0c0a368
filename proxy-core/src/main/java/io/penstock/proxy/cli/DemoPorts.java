package io.penstock.proxy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo listens.
 *
 * @param postgresql for PostgreSQL clients; 0 is any free one
 * @param http for the status page and metrics; 0 is any free one
 */
record DemoPorts(int postgresql, int http) {
  static final int POSTGRESQL = 6432;
  static final int HTTP = 6480;

  /**
   * Takes what was asked for. Where nothing was, takes the usual port, or a free one if that is
   * taken, and says so.
   *
   * @throws CommandFailedException if a port that was asked for cannot be had
   */
  static DemoPorts choose(@Nullable Integer port, @Nullable Integer httpPort, PrintWriter notes) {
    return new DemoPorts(
        choose("--port", port, POSTGRESQL, notes), choose("--http-port", httpPort, HTTP, notes));
  }

  private static int choose(String option, @Nullable Integer asked, int usual, PrintWriter notes) {
    if (asked == null) {
      return usualOrFree(option, usual, notes);
    }
    if (asked < 0 || asked > 65_535) {
      throw new CommandFailedException(
          "demo: %s %d (expected: 0 to 65535)".formatted(option, asked));
    }
    if (!isFree(asked)) {
      throw new CommandFailedException(
          "demo: port %d is taken (expected: a free one, or %s 0 for any)"
              .formatted(asked, option));
    }
    return asked;
  }

  static int usualOrFree(String option, int usual, PrintWriter notes) {
    if (isFree(usual)) {
      return usual;
    }
    notes.printf("Port %d is taken, so a free one is used (%s N chooses).%n", usual, option);
    return 0;
  }

  /**
   * Whether nobody listens there. Asked before the proxy binds, because two proxies may share a
   * port on purpose, and then each would get some of the clients.
   */
  private static boolean isFree(int port) {
    if (port == 0) {
      return true;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be tried", e);
    }
  }
}
