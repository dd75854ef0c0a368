package io.penstock.proxy.cli;

import io.penstock.config.ConfigLoader;
import io.penstock.config.InvalidConfigException;
import io.penstock.config.PenstockConfig;
import io.penstock.proxy.console.ShutdownMode;
import io.penstock.proxy.http.AdminHttpServer;
import io.penstock.proxy.server.Operator;
import io.penstock.proxy.server.ProxyServer;
import io.penstock.proxy.server.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy as a process: serves one file until it is told to stop. Signals are its orders. */
final class ProxyRun {
  private static final Logger log = LoggerFactory.getLogger(ProxyRun.class);

  private static final int SUCCESSOR_MILLIS = 1000;

  private final Path file;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final PenstockConfig config;
  private volatile boolean accepting = true;
  private boolean draining;

  private enum Order {
    /** SIGHUP: read the file again. */
    RELOAD,
    /** SIGTERM: let sessions finish; a second one does not wait for them. */
    DRAIN,
    /** Let clients leave when they like. */
    AWAIT_CLIENTS,
    /** SIGINT, or everything has been drained. */
    STOP
  }

  /**
   * @throws CommandFailedException if the file is not valid
   */
  ProxyRun(Path file) {
    this.file = file;
    this.config = ConfigFile.load(file);
  }

  /**
   * Serves, and returns when all has been closed.
   *
   * @throws CommandFailedException if the proxy does not start
   */
  int run() throws InterruptedException {
    try (ProxyServer server = ServerStart.start(config);
        AdminHttpServer http = ServerStart.openAdminPort(server, () -> accepting)) {
      server.operatedBy(new Runner());
      Signals.handle("HUP", () -> orders.add(Order.RELOAD));
      Signals.handle("TERM", () -> orders.add(Order.DRAIN));
      Signals.handle("INT", () -> orders.add(Order.STOP));
      log.info(
          "penstock {} serves {} on {}, HTTP on {}",
          Version.text(),
          file,
          text(server.address()),
          text(http.address()));
      while (follow(orders.take(), server, http)) {}
    }
    log.info("stopped");
    return ExitCode.OK;
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** What the admin console asks for. */
  private final class Runner implements Operator {
    @Override
    public PenstockConfig readConfig() {
      return ConfigLoader.load(file);
    }

    @Override
    public void shutdown(ShutdownMode mode) {
      orders.add(
          switch (mode) {
            case IMMEDIATE -> Order.STOP;
            case WAIT_FOR_SERVERS -> Order.DRAIN;
            case WAIT_FOR_CLIENTS -> Order.AWAIT_CLIENTS;
          });
    }
  }

  /** Whether to go on. */
  private boolean follow(Order order, ProxyServer server, AdminHttpServer http) {
    switch (order) {
      case RELOAD -> reload(server);
      case DRAIN -> {
        if (draining) {
          log.info("told to stop a second time: closing what is left");
          return false;
        }
        draining = true;
        accepting = false;
        server.stopListening();
        leaveToSuccessor(server, http);
        drain(server, server.config().shutdown().drainTimeout());
      }
      case AWAIT_CLIENTS -> {
        if (accepting) {
          accepting = false;
          server.stopListening();
          leaveToSuccessor(server, http);
          awaitClients(server);
        }
      }
      case STOP -> {
        return false;
      }
    }
    return true;
  }

  /** Of two processes on the HTTP port, load balancers must hear the one that takes clients. */
  private static void leaveToSuccessor(ProxyServer server, AdminHttpServer http) {
    try (Socket successor = new Socket()) {
      successor.connect(reachable(server.address()), SUCCESSOR_MILLIS);
    } catch (IOException nobody) {
      return;
    }
    log.info("another process listens on the port: the HTTP port is left to it");
    http.close();
  }

  private static InetSocketAddress reachable(InetSocketAddress listening) {
    return listening.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getPort())
        : listening;
  }

  private void drain(ProxyServer server, Duration timeout) {
    log.info("draining: sessions have {} s to finish; stop again not to wait", timeout.toSeconds());
    Thread.ofVirtual()
        .name("drain")
        .start(() -> {
          try {
            boolean finished = server.drain(timeout);
            log.info(finished ? "all sessions have finished" : "closing what is left");
          } finally {
            orders.add(Order.STOP);
          }
        });
  }

  private void awaitClients(ProxyServer server) {
    log.info("no new clients: stopping when the last one has left; SIGTERM drains");
    Thread.ofVirtual()
        .name("await-clients")
        .start(() -> {
          try {
            server.awaitClients();
            log.info("all clients have left");
            orders.add(Order.STOP);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void reload(ProxyServer server) {
    try {
      var unused = server.reload();
    } catch (InvalidConfigException invalid) {
      log.error("not reloaded, nothing has changed:\n{}", invalid.getMessage());
    } catch (IllegalStateException e) {
      log.error("not reloaded, nothing has changed: {}", e.getMessage());
    }
  }
}
