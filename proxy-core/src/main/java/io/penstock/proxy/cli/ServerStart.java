package io.penstock.proxy.cli;

import io.penstock.config.PenstockConfig;
import io.penstock.proxy.http.AdminHttpServer;
import io.penstock.proxy.server.AdminPort;
import io.penstock.proxy.server.ProxyServer;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.BooleanSupplier;

/** Starts the proxy and its HTTP port, and puts into words why they do not start. */
final class ServerStart {
  private ServerStart() {}

  /**
   * @throws CommandFailedException if the configuration cannot be carried out here
   */
  static ProxyServer start(PenstockConfig config) throws InterruptedException {
    try {
      return startOrThrow(config);
    } catch (IOException e) {
      throw cannotListen(config, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    } catch (UnresolvedAddressException e) {
      throw cannotListen(config, "no such host");
    }
  }

  /**
   * Opens the HTTP port of a proxy, to be closed before it.
   *
   * @param accepting whether new clients are let in
   * @throws CommandFailedException if it cannot listen where the configuration says
   */
  static AdminHttpServer openAdminPort(ProxyServer server, BooleanSupplier accepting) {
    try {
      return AdminPort.open(server, accepting);
    } catch (IllegalStateException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    }
  }

  /** Netty throws what binding fails with, an IOException too, without declaring it. */
  private static ProxyServer startOrThrow(PenstockConfig config)
      throws InterruptedException, IOException {
    return ProxyServer.start(config);
  }

  private static CommandFailedException cannotListen(PenstockConfig config, String why) {
    return new CommandFailedException(
        "cannot listen on %s:%d: %s (expected: an address of this machine and a free port; see listen)"
            .formatted(config.listen().address(), config.listen().port(), why));
  }
}
