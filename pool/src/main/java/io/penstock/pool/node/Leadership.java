package io.penstock.pool.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the nodes that say they take writes gets them. Penstock elects nobody: it follows what
 * can be seen, and where that leaves a doubt nobody gets writes.
 *
 * <p>A promotion begins a new timeline, so a node that says it is the primary while another one was
 * last seen on a higher timeline has been left behind, even if that other one is down now. It stays
 * fenced until it joins that timeline, or until the other one is seen on its own again.
 *
 * @param primary null when there is none
 * @param problem why there is none, for a person
 */
record Leadership(@Nullable String primary, @Nullable String problem) {
  static Leadership of(String database, List<NodeStatus> nodes, @Nullable String leader) {
    if (nodes.size() == 1) {
      return found(nodes.get(0));
    }
    List<NodeStatus> claims =
        nodes.stream().filter(node -> node.role() == ObservedRole.PRIMARY).toList();
    int newest =
        nodes.stream()
            .filter(node -> !node.goesItsOwnWay())
            .mapToInt(NodeStatus::timeline)
            .max()
            .orElse(0);
    List<NodeStatus> current = claims.stream().filter(node -> isCurrent(node, newest)).toList();
    List<NodeStatus> named =
        current.stream().filter(node -> leader == null || node.node().equals(leader)).toList();
    if (named.size() == 1) {
      return found(named.get(0));
    }
    List<NodeStatus> up = named.stream().filter(NodeStatus::up).toList();
    return up.size() == 1
        ? found(up.get(0))
        : new Leadership(null, problem(database, claims, current, leader));
  }

  /** What has no known timeline is believed, as long as it is the only one that claims writes. */
  private static boolean isCurrent(NodeStatus node, int newest) {
    return node.timeline() == 0 || node.timeline() == newest;
  }

  private static Leadership found(NodeStatus node) {
    return new Leadership(node.node(), null);
  }

  private static String problem(
      String database, List<NodeStatus> claims, List<NodeStatus> current, @Nullable String leader) {
    List<String> heirs = up(current);
    if (leader != null && !heirs.isEmpty() && !heirs.contains(leader)) {
      return "node %s of database %s takes writes, but its cluster manager names %s"
          .formatted(String.join(" and ", heirs), database, leader);
    }
    List<String> names = up(claims);
    if (names.size() > 1) {
      return "nodes %s of database %s both take writes (expected: one)"
          .formatted(String.join(" and ", names), database);
    }
    if (names.size() == 1) {
      return "node %s of database %s takes writes, but another node has been promoted since"
          .formatted(names.get(0), database);
    }
    return "no node of database %s is known to take writes".formatted(database);
  }

  private static List<String> up(List<NodeStatus> nodes) {
    return nodes.stream().filter(NodeStatus::up).map(NodeStatus::node).toList();
  }
}
