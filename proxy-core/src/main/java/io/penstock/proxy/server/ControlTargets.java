package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.Secret;
import io.penstock.config.UserConfig;
import io.penstock.pool.node.ControlTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the nodes of a configuration are asked by SQL of the proxy's own. Any thread. */
public final class ControlTargets {
  private ControlTargets() {}

  /** Of all nodes of a database or shard; none of which nobody knows as whom to ask. */
  public static List<ControlTarget> of(PenstockConfig config, String name) {
    DatabaseConfig database = config.database(name);
    List<ControlTarget> targets = new ArrayList<>();
    if (database == null) {
      return targets;
    }
    for (NodeConfig node : database.nodes()) {
      ControlTarget target = of(config, name, database, node);
      if (target != null) {
        targets.add(target);
      }
    }
    return targets;
  }

  /** As whom to ask: the node's user, the database's, else the first whose password is known. */
  static @Nullable ControlTarget of(
      PenstockConfig config, String name, DatabaseConfig database, NodeConfig node) {
    String user = node.user() != null ? node.user() : database.user();
    Secret password = node.password() != null ? node.password() : database.password();
    if (user == null) {
      for (Map.Entry<String, UserConfig> entry : config.users().entrySet()) {
        Secret known = entry.getValue().password();
        if (known != null
            && Nodes.isPlain(known)
            && !config.admin().users().contains(entry.getKey())) {
          user = entry.getKey();
          password = known;
          break;
        }
      }
    }
    return user == null
        ? null
        : new ControlTarget(
            node.name(),
            node.host(),
            node.port(),
            database.backendName(name),
            user,
            password,
            node.tls());
  }
}
