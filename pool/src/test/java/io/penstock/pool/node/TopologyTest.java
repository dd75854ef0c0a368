package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeRole;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static NodeStatus node(
      String name, NodeRole configured, ObservedRole observed, boolean up, long lsn) {
    return new NodeStatus(name, configured, observed, up, lsn, null);
  }

  private static Topology topology(NodeStatus... nodes) {
    return new Topology("shop", List.of(nodes));
  }

  @Test
  void aSingleNodeIsThePrimaryWithoutBeingAsked() {
    assertThat(topology(node("a", NodeRole.AUTO, ObservedRole.UNKNOWN, true, -1)).primary())
        .isEqualTo("a");
  }

  @Test
  void amongSeveralThePrimaryIsTheOneThatSaysSo() {
    Topology topology =
        topology(
            node("a", NodeRole.AUTO, ObservedRole.REPLICA, true, 50),
            node("b", NodeRole.AUTO, ObservedRole.PRIMARY, true, 80));
    assertThat(topology.primary()).isEqualTo("b");
    assertThat(topology.replicas()).containsExactly("a");
    assertThat(topology.lagBytes("a")).isEqualTo(30);
    assertThat(topology.problem()).isNull();
  }

  @Test
  void nobodyIsGuessed() {
    Topology topology =
        topology(
            node("a", NodeRole.AUTO, ObservedRole.UNKNOWN, true, -1),
            node("b", NodeRole.AUTO, ObservedRole.UNKNOWN, true, -1));
    assertThat(topology.primary()).isNull();
    assertThat(topology.problem()).isEqualTo("no node of database shop is known to take writes");
    assertThat(topology.lagBytes("a")).isEqualTo(-1);
  }

  @Test
  void theConfiguredPrimaryServesBeforeItIsAskedButNotOnceItIsDemoted() {
    NodeStatus replica = node("b", NodeRole.REPLICA, ObservedRole.UNKNOWN, true, -1);
    assertThat(
            topology(node("a", NodeRole.PRIMARY, ObservedRole.UNKNOWN, true, -1), replica)
                .primary())
        .isEqualTo("a");
    assertThat(
            topology(node("a", NodeRole.PRIMARY, ObservedRole.REPLICA, true, -1), replica)
                .primary())
        .isNull();
  }

  @Test
  void twoPrimariesAreNone() {
    Topology topology =
        topology(
            node("a", NodeRole.AUTO, ObservedRole.PRIMARY, true, 1),
            node("b", NodeRole.AUTO, ObservedRole.PRIMARY, true, 1));
    assertThat(topology.primary()).isNull();
    assertThat(topology.problem())
        .isEqualTo("nodes a and b of database shop both take writes (expected: one)");
  }

  @Test
  void aPrimaryThatIsDownStaysItUntilAnotherIsPromoted() {
    NodeStatus down = node("a", NodeRole.AUTO, ObservedRole.PRIMARY, false, 1);
    assertThat(topology(down, node("b", NodeRole.AUTO, ObservedRole.REPLICA, true, 1)).primary())
        .isEqualTo("a");
    assertThat(topology(down, node("b", NodeRole.AUTO, ObservedRole.PRIMARY, true, 1)).primary())
        .isEqualTo("b");
  }
}
