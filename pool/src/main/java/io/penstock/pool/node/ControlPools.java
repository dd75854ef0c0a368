package io.penstock.pool.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections for the proxy's own SQL: probes, catalog, auth_query. At most three for each target,
 * opened when they are first needed; they never take part in what clients do. For any thread; the
 * work itself runs on virtual threads.
 */
public final class ControlPools implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPools.class);
  private static final int MAX_CONNECTIONS = 3;
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  private final Map<ControlTarget, HikariDataSource> sources = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("control-", 0).factory());
  private final Timeouts timeouts;

  /**
   * How long a caller may be kept.
   *
   * @param connect to get a connection, a new one included
   * @param answer for each answer of the server
   */
  public record Timeouts(Duration connect, Duration answer) {
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  public ControlPools(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  /**
   * Does this with a connection in autocommit mode whose search_path is pg_catalog.
   *
   * @return fails with what the work threw, or an SQLException when there is no connection
   */
  public <T> CompletableFuture<T> run(ControlTarget target, ControlWork<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection connection = source(target).getConnection()) {
            return work.with(connection);
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  /** Ends the connections of a target that the configuration no longer has. */
  public void forget(ControlTarget target) {
    HikariDataSource source = sources.remove(target);
    if (source != null) {
      threads.execute(source::close);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    sources.values().forEach(HikariDataSource::close);
    sources.clear();
  }

  private HikariDataSource source(ControlTarget target) {
    return sources.computeIfAbsent(target, this::open);
  }

  /** Opens no connection yet. */
  private HikariDataSource open(ControlTarget target) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("control " + target.node() + "/" + target.database());
    config.setJdbcUrl(target.jdbcUrl());
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setConnectionTimeout(timeouts.connect().toMillis());
    config.setValidationTimeout(timeouts.connect().toMillis());
    config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    config.setMaxLifetime(MAX_LIFETIME.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setUsername(target.user());
    if (target.password() != null) {
      config.setPassword(target.password().reveal());
    }
    config.addDataSourceProperty("PGDBNAME", target.database());
    config.addDataSourceProperty("ApplicationName", "penstock control");
    config.addDataSourceProperty("options", "-c search_path=pg_catalog");
    config.addDataSourceProperty("connectTimeout", seconds(timeouts.connect()));
    config.addDataSourceProperty("loginTimeout", seconds(timeouts.connect()));
    config.addDataSourceProperty("socketTimeout", seconds(timeouts.answer()));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("sslmode", target.sslMode());
    if (target.tls() != null && target.tls().ca() != null) {
      config.addDataSourceProperty("sslrootcert", target.tls().ca().toString());
    }
    if (target.tls() != null && target.tls().certificate() != null && target.tls().key() != null) {
      config.addDataSourceProperty("sslcert", target.tls().certificate().toString());
      config.addDataSourceProperty("sslkey", target.tls().key().toString());
      config.addDataSourceProperty("pemKeyAlgorithm", keyAlgorithm(target.tls().certificate()));
    }
    return new HikariDataSource(config);
  }

  /** pgjdbc takes every key for one of RSA unless it is told. */
  static String keyAlgorithm(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate found = CertificateFactory.getInstance("X.509").generateCertificate(in);
      return found.getPublicKey().getAlgorithm();
    } catch (IOException | CertificateException e) {
      LOG.debug("{} cannot be read: {}", certificate, e.toString());
      return "RSA";
    }
  }

  /** pgjdbc counts in whole seconds, and 0 is for ever. */
  private static String seconds(Duration duration) {
    return String.valueOf(Math.max(1, duration.toSeconds()));
  }
}
