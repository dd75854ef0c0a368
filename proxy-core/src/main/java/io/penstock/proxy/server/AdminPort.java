package io.penstock.proxy.server;

import io.penstock.proxy.http.AdminHttpServer;
import io.penstock.proxy.http.HttpLimits;
import java.util.function.BooleanSupplier;

/** The HTTP port of a server: status page, metrics, health. */
public final class AdminPort {
  private AdminPort() {}

  /**
   * Opens the port that the server's configuration names. The token follows reloads.
   *
   * @param accepting whether new clients are let in; false from the beginning of a shutdown on, so
   *     that load balancers turn away before the listening socket is closed
   * @return to be closed before the server
   * @throws IllegalStateException when the address cannot be listened on
   */
  public static AdminHttpServer open(ProxyServer server, BooleanSupplier accepting) {
    return AdminHttpServer.start(
        server.config().admin(),
        server.config().listen().reusePort(),
        () -> server.config().admin().token(),
        new ServerStatus(server, accepting),
        HttpLimits.DEFAULT);
  }
}
