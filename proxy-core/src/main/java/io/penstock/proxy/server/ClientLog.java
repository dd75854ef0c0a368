package io.penstock.proxy.server;

import io.penstock.config.LogConfig;
import io.penstock.proxy.startup.AuthenticatedClient;
import io.penstock.proxy.startup.LogText;
import io.penstock.wire.backend.ErrorFields;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs who comes, who goes and who got no backend, as far as the configuration has it logged. For
 * any thread.
 */
final class ClientLog {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLog.class);

  private final Supplier<LogConfig> config;

  ClientLog(Supplier<LogConfig> config) {
    this.config = config;
  }

  /** The client may send statements now. */
  void loggedIn(long id, AuthenticatedClient client) {
    if (config.get().connections()) {
      LOG.info(
          "login: {}, {}, application {}",
          who(id, client),
          client.tls() ? "TLS" : "no TLS",
          LogText.name(client.startup().parameters().get("application_name")));
    }
  }

  /**
   * The client is gone.
   *
   * @param since when it was authenticated, by System.nanoTime
   */
  void ended(long id, AuthenticatedClient client, long since, String reason) {
    if (config.get().disconnections()) {
      Duration lasted = Duration.ofNanos(System.nanoTime() - since);
      LOG.info("end: {}: {} after {} ms", who(id, client), reason, lasted.toMillis());
    }
  }

  /** The pool had no backend for the client. */
  void refused(long id, AuthenticatedClient client, ErrorFields error) {
    if (config.get().poolErrors()) {
      LOG.warn(
          "no backend: {}: {} {}",
          who(id, client),
          error.sqlState(),
          LogText.printable(String.valueOf(error.message()), Integer.MAX_VALUE));
    }
  }

  private static String who(long id, AuthenticatedClient client) {
    return "session %d, user %s, database %s, %s"
        .formatted(
            id,
            LogText.name(client.user()),
            LogText.name(client.database()),
            address(client.address()));
  }

  private static String address(SocketAddress address) {
    return address instanceof InetSocketAddress socket && socket.getAddress() != null
        ? socket.getAddress().getHostAddress() + ":" + socket.getPort()
        : address.toString();
  }
}
