package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.NodeRole;
import io.penstock.config.PenstockConfig;
import io.penstock.config.Secret;
import io.penstock.config.TlsConfig;
import io.penstock.pool.PoolKey;
import io.penstock.pool.connect.BackendTls;
import io.penstock.pool.connect.Endpoint;
import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.pool.node.MonitorSettings;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.NodeFailure;
import io.penstock.pool.node.NodeListener;
import io.penstock.pool.node.NodeMonitor;
import io.penstock.pool.node.NodeStatus;
import io.penstock.pool.node.Topology;
import io.penstock.pool.node.TrustedAuthorities;
import io.penstock.pool.node.WatchedNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of the configuration: which of a database's takes writes, and how to reach it. A
 * database of several nodes is watched; one of a single node is used without asking. Any thread.
 */
final class Nodes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

  private final ConcurrentHashMap<String, Watch> watches = new ConcurrentHashMap<>();
  private final ControlPools controlPools = new ControlPools(ControlPools.Timeouts.DEFAULT);
  private final int loopCount;
  private final Surroundings surroundings;
  private volatile PenstockConfig config;
  private volatile Map<TlsConfig, BackendTls> tls;

  /** A monitor with what it was made of, to tell whether a reload changes it. */
  private record Watch(MonitorSettings settings, List<WatchedNode> nodes, NodeMonitor monitor) {
    void close(ControlPools connections) {
      replacedBy(List.of(), connections);
    }

    /** Closes it, but not the connections that these nodes use too. */
    void replacedBy(List<WatchedNode> next, ControlPools connections) {
      monitor.close();
      for (WatchedNode node : nodes) {
        ControlTarget target = node.control();
        if (target != null && next.stream().noneMatch(other -> target.equals(other.control()))) {
          connections.forget(target);
        }
      }
    }
  }

  /** Who is told of nodes, on virtual threads. */
  interface Surroundings {
    /** A node has answered. */
    void reachable(Endpoint endpoint);

    /** A node took writes and must not any more. */
    void fence(String database, String node);

    /** A node that served reads serves nobody now. */
    void lost(String database, String node);

    /** A node is watched from now on. */
    void watched(String database, String node);
  }

  /**
   * @param loopCount how many event loops sessions run on
   */
  Nodes(PenstockConfig config, int loopCount, Surroundings surroundings) {
    this.config = config;
    this.loopCount = loopCount;
    this.tls = readTls(config);
    this.surroundings = surroundings;
    watchAll();
  }

  private void watchAll() {
    config
        .served()
        .forEach((name, database) -> {
          if (!name.equals(PenstockConfig.ANY_DATABASE)) {
            watch(name, database);
          }
        });
  }

  private Watch watch(String name, DatabaseConfig database) {
    List<WatchedNode> nodes = watched(name, database);
    MonitorSettings settings =
        new MonitorSettings(
            name, config.health(), database.routing(), database.patroni(), loopCount);
    return watches.compute(
        name,
        (same, before) -> {
          if (before != null
              && before.nodes().equals(nodes)
              && before.settings().equals(settings)) {
            return before;
          }
          NodeMonitor old = before == null ? null : before.monitor();
          NodeMonitor monitor =
              new NodeMonitor(settings, nodes, controlPools, new Listener(name), old);
          if (before != null) {
            before.replacedBy(nodes, controlPools);
          }
          if (nodes.size() > 1) {
            monitor.start();
            if (config.served().containsKey(name)) {
              // Names that only * accounts for come and go: no meters for them.
              nodes.forEach(node -> surroundings.watched(name, node.name()));
            }
          }
          return new Watch(settings, nodes, monitor);
        });
  }

  /** The node that takes writes; null while none is known. One volatile read once watched. */
  @Nullable NodeConfig primary(String name, DatabaseConfig database) {
    if (database.nodes().size() == 1) {
      return database.nodes().get(0);
    }
    String primary = topology(name, database).primary();
    for (NodeConfig node : database.nodes()) {
      if (node.name().equals(primary)) {
        return node;
      }
    }
    return null;
  }

  /** The node to ask something that all know: the primary, unless only another one is up. */
  NodeConfig reachable(String name, DatabaseConfig database) {
    NodeConfig primary = primary(name, database);
    if (database.nodes().size() == 1) {
      return database.nodes().get(0);
    }
    Topology topology = topology(name, database);
    if (primary != null && isUp(topology, primary)) {
      return primary;
    }
    for (NodeConfig node : database.nodes()) {
      if (isUp(topology, node)) {
        return node;
      }
    }
    return primary == null ? database.nodes().get(0) : primary;
  }

  private static boolean isUp(Topology topology, NodeConfig node) {
    NodeStatus status = topology.node(node.name());
    return status != null && status.up();
  }

  /** Connections for SQL of the proxy's own. */
  ControlPools control() {
    return controlPools;
  }

  String problem(String name, DatabaseConfig database) {
    String problem = topology(name, database).problem();
    return problem == null ? "none" : problem;
  }

  private Topology topology(String name, DatabaseConfig database) {
    return monitor(name, database).topology();
  }

  /**
   * What is known of the nodes of a database, and who chooses among them. A reload may replace it.
   */
  NodeMonitor monitor(String name, DatabaseConfig database) {
    Watch known = watches.get(name);
    return (known == null ? watch(name, database) : known).monitor();
  }

  private List<WatchedNode> watched(String name, DatabaseConfig database) {
    List<WatchedNode> nodes = new ArrayList<>();
    boolean alone = database.nodes().size() == 1;
    for (NodeConfig node : database.nodes()) {
      ControlTarget control = alone ? null : control(name, database, node);
      // Nobody can ask: the first node is taken for the primary, as the file's order suggests.
      NodeRole role =
          control == null && node.role() == NodeRole.AUTO
              ? (nodes.isEmpty() ? NodeRole.PRIMARY : NodeRole.REPLICA)
              : node.role();
      String address = Endpoint.plain(node.name(), node.host(), node.port()).address();
      nodes.add(new WatchedNode(node.name(), role, node.weight(), node.zone(), address, control));
    }
    return List.copyOf(nodes);
  }

  /** How to ask the node that takes writes now; null while none does, or nobody may ask. */
  @Nullable ControlTarget primaryControl(String name) {
    DatabaseConfig database = config.database(name);
    NodeConfig primary = database == null ? null : primary(name, database);
    return database == null || primary == null ? null : control(name, database, primary);
  }

  private @Nullable ControlTarget control(String name, DatabaseConfig database, NodeConfig node) {
    return ControlTargets.of(config, name, database, node);
  }

  static boolean isPlain(Secret password) {
    String text = password.reveal();
    return !text.startsWith("SCRAM-SHA-256$") && !text.matches("md5[0-9a-f]{32}");
  }

  Endpoint endpoint(NodeConfig node) {
    return new Endpoint(node.name(), node.host(), node.port(), tls(node));
  }

  private BackendTls tls(NodeConfig node) {
    TlsConfig files = node.tls();
    BackendTls read = files == null ? BackendTls.NONE : tls.get(files);
    // A lease may have met a node of the configuration that a reload has just replaced.
    return read == null ? load(Objects.requireNonNull(files)) : read;
  }

  /**
   * Reads the certificates of a configuration; blocks.
   *
   * @throws IllegalStateException when one cannot be used
   */
  static Map<TlsConfig, BackendTls> readTls(PenstockConfig config) {
    Map<TlsConfig, BackendTls> read = new HashMap<>();
    for (DatabaseConfig database : config.served().values()) {
      for (NodeConfig node : database.nodes()) {
        if (node.tls() != null) {
          read.computeIfAbsent(node.tls(), Nodes::load);
        }
      }
      if (database.patroni() != null && database.patroni().ca() != null) {
        var unused = TrustedAuthorities.read(database.patroni().ca());
      }
    }
    return read;
  }

  private static BackendTls load(TlsConfig files) {
    try {
      return BackendTls.of(files);
    } catch (SSLException e) {
      throw new IllegalStateException("tls of a node: " + e.getMessage(), e);
    }
  }

  /** Databases are watched as they are now. */
  void reload(PenstockConfig changed, Map<TlsConfig, BackendTls> certificates) {
    tls = certificates;
    config = changed;
    watches
        .entrySet()
        .removeIf(entry -> {
          boolean gone = changed.database(entry.getKey()) == null;
          if (gone) {
            entry.getValue().monitor().close();
          }
          return gone;
        });
    watchAll();
  }

  /** Nobody uses this database any more: it is not watched until somebody does. */
  void forget(String database) {
    Watch unused = watches.remove(database);
    if (unused != null) {
      unused.close(controlPools);
    }
  }

  @Override
  public void close() {
    watches.values().forEach(watch -> watch.monitor().close());
    controlPools.close();
  }

  /** Asks this node now what it is, if it is watched; returns at once. */
  void suspect(PoolKey key) {
    Watch watch = watches.get(key.database());
    if (watch != null) {
      watch.monitor().probeNow(key.node());
    }
  }

  /** A pool of this node could not connect, or lost a connection. Event loops may call this. */
  void failed(PoolKey key, NodeFailure failure) {
    Node node = probed(key);
    if (node != null) {
      node.health().failed(failure);
    }
    suspect(key);
  }

  /** A pool of this node has opened a connection. Event loops may call this. */
  void connected(PoolKey key) {
    Node node = probed(key);
    if (node != null) {
      node.health().succeeded();
    }
  }

  /** A node whose breaker a probe will close again; null for any other. */
  private @Nullable Node probed(PoolKey key) {
    Watch watch = watches.get(key.database());
    return watch == null || watch.nodes().size() == 1 ? null : watch.monitor().node(key.node());
  }

  /** What is known of this database's nodes, if they are watched. */
  @Nullable NodeMonitor watching(String database) {
    Watch watch = watches.get(database);
    return watch == null ? null : watch.monitor();
  }

  private final class Listener implements NodeListener {
    private final String database;

    Listener(String database) {
      this.database = database;
    }

    @Override
    public void answered(WatchedNode node, long nanos) {
      DatabaseConfig found = config.database(database);
      if (found == null) {
        return;
      }
      for (NodeConfig configured : found.nodes()) {
        if (configured.name().equals(node.name())) {
          surroundings.reachable(
              Endpoint.plain(configured.name(), configured.host(), configured.port()));
        }
      }
    }

    @Override
    public void changed(NodeStatus before, Topology now) {
      LOG.info(
          "database {}: node {} changed; primary {}, replicas {}",
          now.database(),
          before.node(),
          now.primary() == null ? "none (" + now.problem() + ")" : now.primary(),
          now.replicas());
      NodeStatus status = now.node(before.node());
      if (before.up() && status != null && !status.up() && !before.node().equals(now.primary())) {
        surroundings.lost(database, before.node());
      }
    }

    @Override
    public void primaryChanged(Topology before, Topology now) {
      if (before.primary() == null && now.primary() != null) {
        LOG.info("database {}: the primary is {}", database, now.primary());
      } else {
        LOG.warn(
            "database {}: the primary was {} and is {}",
            database,
            before.primary() == null ? "not known" : before.primary(),
            now.primary() == null ? "none (" + now.problem() + ")" : now.primary());
      }
      if (before.primary() != null) {
        surroundings.fence(database, before.primary());
      }
    }
  }
}
