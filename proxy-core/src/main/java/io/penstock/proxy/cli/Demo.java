package io.penstock.proxy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.penstock.config.PenstockConfig;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.cli.tour.Tour;
import io.penstock.proxy.cli.tour.TourPlace;
import io.penstock.proxy.http.AdminHttpServer;
import io.penstock.proxy.server.ProxyServer;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** A real cluster with Penstock in front of it, which is gone when it is closed. */
final class Demo implements AutoCloseable {
  private final PostgresCluster cluster;
  private final ProxyServer proxy;
  private final AdminHttpServer http;

  private Demo(PostgresCluster cluster, ProxyServer proxy, AdminHttpServer http) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.http = http;
  }

  /** Shows the way in, and returns when it has been told to stop and nothing is left. */
  static int untilStopped(DemoPorts ports, PrintWriter out)
      throws SQLException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Demo demo = start(ports, out, Level.WARN)) {
      Signals.handle("INT", stopped::countDown);
      Signals.handle("TERM", stopped::countDown);
      out.print(demo.directions());
      out.flush();
      stopped.await();
      out.println("Stopping.");
    }
    out.println("Stopped: the servers and their data are gone.");
    return ExitCode.OK;
  }

  /** Runs the tour, and says by its exit code whether every step did what it says. */
  static int tour(DemoPorts ports, PrintWriter out) throws SQLException, InterruptedException {
    try (Demo demo = start(ports, out, Level.ERROR)) {
      TourPlace place =
          new TourPlace(
              demo.jdbcUrl(),
              demo.url(DemoCluster.SHARDED, DemoCluster.USER, DemoCluster.PASSWORD),
              DemoCluster.SHARDS,
              demo.consoleUrl(),
              demo.cluster,
              DemoCluster.USER,
              DemoConfig.POOL_SIZE);
      return new Tour(place, out).run() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static Demo start(DemoPorts ports, PrintWriter out, Level level)
      throws SQLException, InterruptedException {
    quietLog(level);
    out.println("Starting PostgreSQL: a primary and two replicas.");
    long start = System.nanoTime();
    PostgresCluster cluster = DemoCluster.start();
    try {
      Demo demo = inFrontOf(cluster, DemoConfig.of(ports, cluster));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      out.printf("Ready after %.1f s.%n", took.toMillis() / 1000.0);
      return demo;
    } catch (InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Demo inFrontOf(PostgresCluster cluster, PenstockConfig config)
      throws InterruptedException {
    ProxyServer proxy = ServerStart.start(config);
    try {
      return new Demo(cluster, proxy, ServerStart.openAdminPort(proxy, () -> true));
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  /**
   * What the demo has to say it prints; the log is for what goes wrong, unless asked for more. The
   * tour makes nodes fail: that this is noticed is no news.
   */
  private static void quietLog(Level level) {
    if (System.getenv("PENSTOCK_LOG") == null) {
      ((Logger) LoggerFactory.getLogger("io.penstock")).setLevel(level);
      ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(level);
    }
  }

  private String jdbcUrl() {
    return url(DemoCluster.DATABASE, DemoCluster.USER, DemoCluster.PASSWORD);
  }

  private String consoleUrl() {
    return url("penstock", DemoConfig.ADMIN, DemoConfig.ADMIN);
  }

  private String url(String database, String user, String password) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(proxy.address().getPort(), database, user, password);
  }

  private String directions() {
    return """

    JDBC     %1$s
    psql     PGPASSWORD=%2$s psql -h 127.0.0.1 -p %4$d -U %3$s %5$s
    console  PGPASSWORD=%6$s psql -h 127.0.0.1 -p %4$d -U %6$s penstock   (try SHOW POOLS;)
    page     http://127.0.0.1:%7$d/   (metrics: /metrics)

    Behind it: %8$s.
    Another database, %9$s, has its rows on two shards by customer_id.
    Press Ctrl-C to stop; nothing is left then.
    """
        .formatted(
            jdbcUrl(),
            DemoCluster.PASSWORD,
            DemoCluster.USER,
            proxy.address().getPort(),
            DemoCluster.DATABASE,
            DemoConfig.ADMIN,
            http.address().getPort(),
            cluster.servers().stream().map(this::describe).collect(Collectors.joining(", ")),
            DemoCluster.SHARDED);
  }

  private String describe(PostgresServer server) {
    String role = server == cluster.primary() ? "primary" : "replica";
    return "%s (%s, port %d)".formatted(server.name(), role, server.port());
  }

  /** Ends the proxy, then the servers and their data. */
  @Override
  public void close() {
    try (cluster;
        proxy) {
      http.close();
    }
  }
}
