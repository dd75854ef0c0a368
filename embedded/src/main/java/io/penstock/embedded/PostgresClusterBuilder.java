package io.penstock.embedded;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Settings for a new {@link PostgresCluster}. Confined to one thread. */
public final class PostgresClusterBuilder {
  private static final int MAX_REPLICAS = 9;

  private final List<Consumer<PostgresServerBuilder>> forEachServer = new ArrayList<>();
  private final List<String> startupSql = new ArrayList<>();
  private String name = "pg";
  private int replicas = 1;

  PostgresClusterBuilder() {}

  /** Prefix of the servers' names, followed by -a for the first, -b and so on. Default: pg. */
  public PostgresClusterBuilder name(String name) {
    this.name = name;
    return this;
  }

  /**
   * How many replicas stream from the primary. Default: 1.
   *
   * @throws IllegalArgumentException unless it is 0 to 9
   */
  public PostgresClusterBuilder replicas(int replicas) {
    if (replicas < 0 || replicas > MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "%d replicas (expected: 0 to %d)".formatted(replicas, MAX_REPLICAS));
    }
    this.replicas = replicas;
    return this;
  }

  /** Statements that run on the new primary as superuser in the database postgres. */
  public PostgresClusterBuilder startupSql(String... sql) {
    startupSql.addAll(List.of(sql));
    return this;
  }

  /** See {@link PostgresServerBuilder#setting}; holds for every server. */
  public PostgresClusterBuilder setting(String setting, String value) {
    forEachServer.add(server -> server.setting(setting, value));
    return this;
  }

  /** See {@link PostgresServerBuilder#hba}; holds for every server. */
  public PostgresClusterBuilder hba(String line) {
    forEachServer.add(server -> server.hba(line));
    return this;
  }

  /** See {@link PostgresServerBuilder#tls}; holds for every server. */
  public PostgresClusterBuilder tls(Path certificate, Path key) {
    forEachServer.add(server -> server.tls(certificate, key));
    return this;
  }

  /** See {@link PostgresServerBuilder#withoutShutdownHook}; holds for every server. */
  public PostgresClusterBuilder withoutShutdownHook() {
    forEachServer.add(PostgresServerBuilder::withoutShutdownHook);
    return this;
  }

  /**
   * Starts all servers, runs the startup SQL, and waits until every replica has caught up. The
   * cluster has a system identifier of its own.
   *
   * @throws PostgresServerException if a server does not come up; nothing is left of any then
   * @throws SQLException if the startup SQL fails; likewise
   */
  public PostgresCluster start() throws SQLException {
    List<PostgresServer> servers = new ArrayList<>();
    try {
      PostgresServer primary = server(0).prepare((data, template) -> template.initialise(data));
      servers.add(primary);
      for (int replica = 1; replica <= replicas; replica++) {
        servers.add(
            server(replica)
                .prepare((data, template) -> Folders.copy(primary.dataDirectory(), data)));
      }
      return start(primary, servers.subList(1, servers.size()));
    } catch (SQLException | RuntimeException e) {
      servers.forEach(PostgresServer::close);
      throw e;
    }
  }

  private PostgresCluster start(PostgresServer primary, List<PostgresServer> replicas)
      throws SQLException {
    FreePorts ports = new FreePorts();
    primary.startOn(ports);
    for (PostgresServer replica : replicas) {
      replica.follow(primary);
      replica.startOn(ports);
    }
    if (!startupSql.isEmpty()) {
      primary.execute(startupSql.toArray(String[]::new));
    }
    PostgresCluster cluster = new PostgresCluster(primary, replicas);
    cluster.awaitCaughtUp();
    return cluster;
  }

  private PostgresServerBuilder server(int index) {
    PostgresServerBuilder server = PostgresServer.builder().name(name + "-" + (char) ('a' + index));
    forEachServer.forEach(setting -> setting.accept(server));
    return server;
  }
}
