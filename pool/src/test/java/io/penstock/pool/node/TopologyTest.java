package io.penstock.pool.node;

import static io.penstock.config.NodeRole.AUTO;
import static io.penstock.config.NodeRole.PRIMARY;
import static io.penstock.config.NodeRole.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeRole;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static NodeStatus node(
      String name, NodeRole configured, ObservedRole observed, boolean up) {
    return TestNodes.status(name, configured, observed, up, 0);
  }

  private static NodeStatus primary(String name, boolean up, int timeline) {
    return TestNodes.status(name, AUTO, ObservedRole.PRIMARY, up, timeline);
  }

  private static NodeStatus replica(String name, boolean up, int timeline) {
    return TestNodes.status(name, AUTO, ObservedRole.REPLICA, up, timeline);
  }

  private static Topology topology(NodeStatus... nodes) {
    return new Topology("shop", List.of(nodes), null, null);
  }

  private static Topology ledBy(@Nullable String leader, NodeStatus... nodes) {
    return new Topology("shop", List.of(nodes), leader, null);
  }

  @Test
  void aSingleNodeIsThePrimaryWithoutBeingAsked() {
    assertThat(topology(node("a", AUTO, ObservedRole.UNKNOWN, true)).primary()).isEqualTo("a");
  }

  @Test
  void amongSeveralThePrimaryIsTheOneThatSaysSo() {
    Topology topology = topology(replica("a", true, 1), primary("b", true, 1));
    assertThat(topology.primary()).isEqualTo("b");
    assertThat(topology.replicas()).containsExactly("a");
    assertThat(topology.problem()).isNull();
    assertThat(topology.epoch()).isEqualTo(new PrimaryEpoch("b", 1, 1));
  }

  @Test
  void nobodyIsGuessed() {
    Topology topology =
        topology(
            node("a", AUTO, ObservedRole.UNKNOWN, true),
            node("b", AUTO, ObservedRole.UNKNOWN, true));
    assertThat(topology.primary()).isNull();
    assertThat(topology.epoch()).isNull();
    assertThat(topology.problem()).isEqualTo("no node of database shop is known to take writes");
    assertThat(topology.lagBytes("a")).isEqualTo(-1);
  }

  @Test
  void theConfiguredPrimaryServesBeforeItIsAskedButNotOnceItIsDemoted() {
    NodeStatus replica = node("b", REPLICA, ObservedRole.UNKNOWN, true);
    assertThat(topology(node("a", PRIMARY, ObservedRole.UNKNOWN, true), replica).primary())
        .isEqualTo("a");
    assertThat(topology(node("a", PRIMARY, ObservedRole.REPLICA, true), replica).primary())
        .isNull();
  }

  @Test
  void twoPrimariesThatCannotBeToldApartAreNone() {
    for (int timeline : List.of(0, 7)) {
      Topology topology = topology(primary("a", true, timeline), primary("b", true, timeline));
      assertThat(topology.primary()).isNull();
      assertThat(topology.fenced("a")).isTrue();
      assertThat(topology.fenced("b")).isTrue();
      assertThat(topology.problem())
          .isEqualTo("nodes a and b of database shop both take writes (expected: one)");
    }
  }

  @Test
  void ofTwoPrimariesTheOneOnTheHigherTimelineWins() {
    Topology topology = topology(primary("a", true, 1), primary("b", true, 2));
    assertThat(topology.primary()).isEqualTo("b");
    assertThat(topology.fenced("a")).isTrue();
    assertThat(topology.fenced("b")).isFalse();
  }

  @Test
  void aPrimaryWhoseTimelineIsNotKnownDoesNotWinAgainstOneThatIsKnown() {
    assertThat(topology(primary("a", true, 0), primary("b", true, 2)).primary()).isNull();
  }

  @Test
  void aPrimaryThatIsDownStaysItUntilAnotherIsPromoted() {
    NodeStatus down = primary("a", false, 1);
    assertThat(topology(down, replica("b", true, 1)).primary()).isEqualTo("a");
    assertThat(topology(down, primary("b", true, 2)).primary()).isEqualTo("b");
    assertThat(topology(primary("a", false, 0), primary("b", true, 0)).primary()).isEqualTo("b");
  }

  @Test
  void anOldPrimaryThatReturnsGetsNoWritesEvenWhenThePromotedOneIsDown() {
    Topology topology = topology(primary("a", true, 1), primary("b", false, 2));
    assertThat(topology.primary()).isEqualTo("b");
    assertThat(topology.fenced("a")).isTrue();
  }

  @Test
  void anOldPrimaryIsNoLongerOneOnceAReplicaIsSeenOnANewerTimeline() {
    Topology topology = topology(primary("a", true, 1), replica("b", true, 2));
    assertThat(topology.primary()).isNull();
    assertThat(topology.problem())
        .isEqualTo(
            "node a of database shop takes writes, but another node has been promoted since");
  }

  @Test
  void aPromotionThatWasTakenBackLeavesTheOldPrimaryInItsPlace() {
    assertThat(topology(primary("a", true, 1), replica("b", true, 1)).primary()).isEqualTo("a");
  }

  @Test
  void aConfiguredReplicaThatTakesWritesIsNeitherReadFromNorInTheWayOfThePrimary() {
    NodeStatus astray = TestNodes.status("b", REPLICA, ObservedRole.PRIMARY, true, 2);
    Topology topology = topology(primary("a", true, 1), astray);
    assertThat(topology.primary()).isEqualTo("a");
    assertThat(topology.replicas()).isEmpty();
    assertThat(topology.fenced("b")).isTrue();
  }

  @Test
  void theClusterManagerDecidesBetweenTwoPrimaries() {
    assertThat(ledBy("b", primary("a", true, 1), primary("b", true, 1)).primary()).isEqualTo("b");
  }

  @Test
  void aPromotedNodeThatTheClusterManagerDoesNotNameYetIsToldApartFromTwoPrimaries() {
    // As it is for a moment in every switchover: the old one has not been found to be down.
    assertThat(ledBy("a", primary("a", true, 1), primary("b", true, 2)).problem())
        .isEqualTo("node b of database shop takes writes, but its cluster manager names a");
  }

  @Test
  void whomTheClusterManagerDoesNotNameGetsNoWrites() {
    Topology topology = ledBy("b", primary("a", true, 1), replica("b", true, 1));
    assertThat(topology.primary()).isNull();
    assertThat(topology.problem())
        .isEqualTo("node a of database shop takes writes, but its cluster manager names b");
  }

  @Test
  void aClusterManagerThatNamesTheOldPrimaryDoesNotBringItBack() {
    assertThat(ledBy("a", primary("a", true, 1), primary("b", true, 2)).primary()).isNull();
  }

  @Test
  void everyChangeOfThePrimaryIsANewEpoch() {
    Topology first = topology(primary("a", true, 1), replica("b", true, 1));
    Topology down = first.with(primary("a", false, 1));
    assertThat(down.epoch()).isEqualTo(new PrimaryEpoch("a", 1, 1));
    Topology promoted = down.with(primary("b", true, 2));
    assertThat(promoted.epoch()).isEqualTo(new PrimaryEpoch("b", 2, 2));
    Topology returned = promoted.with(primary("a", true, 1));
    assertThat(returned.primary()).isEqualTo("b");
    assertThat(returned.epoch()).isEqualTo(new PrimaryEpoch("b", 2, 2));
    Topology undecided = returned.with(primary("a", true, 2));
    assertThat(undecided.primary()).isNull();
    assertThat(undecided.epoch()).isEqualTo(new PrimaryEpoch("b", 2, 2));
    Topology back = undecided.with(primary("a", true, 3));
    assertThat(back.epoch()).isEqualTo(new PrimaryEpoch("a", 3, 3));
  }

  @Test
  void anotherTimelineOfTheSameNodeIsAnotherEpochButLearningItIsNot() {
    PrimaryEpoch unknown = new PrimaryEpoch("a", 0, 1);
    PrimaryEpoch known = unknown.followedBy("a", 4);
    assertThat(known).isEqualTo(new PrimaryEpoch("a", 4, 1));
    assertThat(known.followedBy("a", 0)).isSameAs(known);
    assertThat(known.followedBy("a", 5)).isEqualTo(new PrimaryEpoch("a", 5, 2));
  }
}
