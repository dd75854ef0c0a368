package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.penstock.config.NodeRole;
import io.penstock.config.Reads;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicaSelectorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int ROUNDS = 20_000;

  private final TestNodes.TestTime time = new TestNodes.TestTime();
  private final Random random = new Random(20_260_101);
  private final List<Node> nodes = new ArrayList<>();
  private final List<NodeStatus> statuses = new ArrayList<>();
  private final Map<String, Double> shares = new HashMap<>();
  private @Nullable String zone;

  private Node add(
      String name,
      int weight,
      @Nullable String standsIn,
      ObservedRole role,
      boolean up,
      long lsn,
      ReplicationLag lag) {
    WatchedNode watched = TestNodes.watched(name, weight, standsIn);
    Node node =
        new Node(
            watched, nodes.size(), new NodeLoad(2), new NodeHealth(name, TestNodes.BREAKER, time));
    nodes.add(node);
    statuses.add(new NodeStatus(name, NodeRole.AUTO, TestNodes.says(role, 1, lsn), up, lag, null));
    return node;
  }

  private Node primary() {
    return add("primary", 1, null, ObservedRole.PRIMARY, true, 1000, ReplicationLag.NONE);
  }

  private Node replica(String name) {
    return replica(name, 1);
  }

  private Node replica(String name, int weight) {
    return add(name, weight, null, ObservedRole.REPLICA, true, 1000, ReplicationLag.NONE);
  }

  private Node lagging(String name, long seconds, long lsn, boolean excessive) {
    ReplicationLag lag = new ReplicationLag(1000 - lsn, seconds * SECOND, excessive);
    return add(name, 1, null, ObservedRole.REPLICA, true, lsn, lag);
  }

  private ReplicaSelector selector() {
    Topology topology = new Topology("shop", statuses, null, null);
    CandidatesBuilder builder = new CandidatesBuilder(nodes, zone, topology.epoch());
    for (Node node : nodes) {
      NodeStatus status = statuses.get(node.index());
      boolean primary =
          status.role() == ObservedRole.PRIMARY && node.name().equals(topology.primary());
      builder.add(node, status, primary, shares.getOrDefault(node.name(), 1.0));
    }
    return new ReplicaSelector(builder.build(), random::nextInt);
  }

  private static ReadChoice read(ReplicaSelector selector, Reads reads) {
    return selector.select(0, reads, ReplicaSelector.USUAL_LAG, ReplicaSelector.ANY_LSN, 0);
  }

  private static ReadChoice preferReplica(ReplicaSelector selector, long tried) {
    return selector.select(
        0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, ReplicaSelector.ANY_LSN, tried);
  }

  /** How often each node is chosen, by index. */
  private int[] counts(ReplicaSelector selector, Reads reads) {
    int[] counts = new int[nodes.size()];
    for (int i = 0; i < ROUNDS; i++) {
      counts[((Node) read(selector, reads)).index()]++;
    }
    return counts;
  }

  private static void serve(Node node, long nanos) {
    for (int i = 0; i < 100; i++) {
      node.load().began(0);
      node.load().ended(0, nanos);
    }
  }

  @Test
  void readsForThePrimaryGoThereOrNowhere() {
    replica("a");
    assertThat(read(selector(), Reads.PRIMARY)).isEqualTo(NoReplica.NO_PRIMARY);
    Node primary = primary();
    assertThat(read(selector(), Reads.PRIMARY)).isSameAs(primary);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reads.class,
      names = {"PREFER_REPLICA", "REPLICA_ONLY"})
  void readsForReplicasNeverGoToThePrimary(Reads reads) {
    primary();
    assertThat(read(selector(), reads)).isEqualTo(NoReplica.NO_REPLICA);
    replica("a");
    replica("b");
    int[] counts = counts(selector(), reads);
    assertThat(counts[0]).isZero();
  }

  @Test
  void readsForAnyGoToThePrimaryToo() {
    primary();
    replica("a");
    replica("b");
    for (int count : counts(selector(), Reads.ANY)) {
      assertThat(count).isBetween((int) (ROUNDS * 0.3), (int) (ROUNDS * 0.37));
    }
  }

  @Test
  void aPrimaryAloneServesReadsForAnyUnlessItsWeightIsZero() {
    Node primary = primary();
    assertThat(read(selector(), Reads.ANY)).isSameAs(primary);
    nodes.clear();
    statuses.clear();
    add("primary", 0, null, ObservedRole.PRIMARY, true, 1, ReplicationLag.NONE);
    add("a", 0, null, ObservedRole.REPLICA, true, 1, ReplicationLag.NONE);
    assertThat(read(selector(), Reads.ANY)).isEqualTo(NoReplica.NO_REPLICA);
  }

  @Test
  void theReasonIsTheFirstConditionThatNobodyLeftFulfils() {
    primary();
    add("down", 1, null, ObservedRole.REPLICA, false, 1000, ReplicationLag.NONE);
    assertThat(preferReplica(selector(), 0)).isEqualTo(NoReplica.ALL_DOWN);

    Node broken = replica("broken");
    for (int i = 0; i < 3; i++) {
      time.advance(Duration.ofSeconds(1));
      broken.health().failed(NodeFailure.CONNECT);
    }
    assertThat(preferReplica(selector(), 0)).isEqualTo(NoReplica.ALL_BROKEN);

    lagging("late", 9, 500, true);
    assertThat(preferReplica(selector(), 0)).isEqualTo(NoReplica.ALL_LAGGING);

    Node near = lagging("near", 1, 900, false);
    ReplicaSelector selector = selector();
    assertThat(selector.select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, 901, 0))
        .isEqualTo(NoReplica.BEHIND_TOKEN);
    assertThat(selector.select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, 900, 0))
        .isSameAs(near);
    assertThat(preferReplica(selector, near.bit())).isEqualTo(NoReplica.ALL_TRIED);
  }

  @Test
  void aBanKeepsReadsAwayAndIsSaidToBeTheReason() {
    Node only = replica("a");
    ReplicaSelector selector = selector();
    only.health().ban(new NodeBan(null, null));
    assertThat(preferReplica(selector, 0)).isEqualTo(NoReplica.ALL_BANNED);
    only.health().ban(null);
    assertThat(preferReplica(selector, 0)).isSameAs(only);
  }

  @Test
  void aStatementsOwnLimitTakesTheLagAsItIsAndNobodyWhoseLagIsUnknown() {
    Node late = lagging("late", 4, 500, true);
    add("unknown", 1, null, ObservedRole.REPLICA, true, -1, ReplicationLag.UNKNOWN);
    ReplicaSelector selector = selector();
    assertThat(selector.select(0, Reads.PREFER_REPLICA, 4 * SECOND, -1, 0)).isSameAs(late);
    assertThat(selector.select(0, Reads.PREFER_REPLICA, 4 * SECOND - 1, -1, 0))
        .isEqualTo(NoReplica.ALL_LAGGING);
  }

  @Test
  void whoseLagIsUnknownServesAsUsualButNotWhoMustHaveReplayedSomething() {
    Node unknown = add("unknown", 1, null, ObservedRole.REPLICA, true, -1, ReplicationLag.UNKNOWN);
    ReplicaSelector selector = selector();
    assertThat(preferReplica(selector, 0)).isSameAs(unknown);
    assertThat(selector.select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, 1, 0))
        .isEqualTo(NoReplica.BEHIND_TOKEN);
  }

  @Test
  void positionsOnAnOlderTimelineThanThePrimarysDoNotCount() {
    statusOf("primary", ObservedRole.PRIMARY, 2);
    Node left = statusOf("left behind", ObservedRole.REPLICA, 1);
    ReplicaSelector selector = selector();
    assertThat(selector.select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, 900, 0))
        .isEqualTo(NoReplica.BEHIND_TOKEN);
    assertThat(preferReplica(selector, 0)).isSameAs(left);

    Node follows = statusOf("follows", ObservedRole.REPLICA, 2);
    Node silent = statusOf("does not tell", ObservedRole.REPLICA, 0);
    selector = selector();
    assertThat(
            selector.select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, 900, silent.bit()))
        .isSameAs(follows);
    assertThat(
            selector.select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, 900, follows.bit()))
        .isSameAs(silent);
  }

  private Node statusOf(String name, ObservedRole role, int timeline) {
    Node node = add(name, 1, null, role, true, 1000, ReplicationLag.NONE);
    statuses.set(
        node.index(),
        new NodeStatus(
            name,
            NodeRole.AUTO,
            TestNodes.says(role, timeline, 1000),
            true,
            ReplicationLag.NONE,
            null));
    return node;
  }

  @Test
  void thePrimaryHasAlwaysReplayedWhatItWrote() {
    Node primary = primary();
    lagging("late", 9, 10, true);
    assertThat(selector().select(0, Reads.ANY, 0, 5000, 0)).isSameAs(primary);
  }

  @Test
  void nodesOfThisProxysZoneComeFirstAndOthersOnlyWithoutThem() {
    zone = "east";
    Node east = add("e", 1, "east", ObservedRole.REPLICA, true, 1, ReplicationLag.NONE);
    Node west = add("w", 1, "west", ObservedRole.REPLICA, true, 1, ReplicationLag.NONE);
    ReplicaSelector selector = selector();
    for (int i = 0; i < 1000; i++) {
      assertThat(preferReplica(selector, 0)).isSameAs(east);
    }
    assertThat(preferReplica(selector, east.bit())).isSameAs(west);
  }

  @Test
  void equalNodesGetEqualShares() {
    for (int i = 0; i < 5; i++) {
      serve(replica("r" + i), 1_000_000 + i * 20_000);
    }
    for (int count : counts(selector(), Reads.PREFER_REPLICA)) {
      assertThat(count).isBetween((int) (ROUNDS * 0.18), (int) (ROUNDS * 0.22));
    }
  }

  @Test
  void sharesFollowTheWeights() {
    replica("light", 1);
    replica("heavy", 3);
    replica("none", 0);
    int[] counts = counts(selector(), Reads.PREFER_REPLICA);
    assertThat(counts[0]).isBetween((int) (ROUNDS * 0.23), (int) (ROUNDS * 0.27));
    assertThat(counts[2]).isZero();
  }

  @Test
  void oneThatHasJustReturnedGetsLessThanItsWeight() {
    shares.put("returned", 0.25);
    replica("returned", 1);
    replica("steady", 1);
    int[] counts = counts(selector(), Reads.PREFER_REPLICA);
    assertThat(counts[0]).isBetween((int) (ROUNDS * 0.18), (int) (ROUNDS * 0.22));
  }

  @Test
  void sharesFollowTheWeightsUnderLoadToo() {
    replica("light", 1);
    replica("heavy", 3);
    ReplicaSelector selector = selector();
    int[] counts = new int[2];
    List<Node> running = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Node node = (Node) read(selector, Reads.PREFER_REPLICA);
      node.load().began(0);
      counts[node.index()]++;
      running.add(node);
      if (running.size() == 40) {
        running.remove(random.nextInt(running.size())).load().ended(0, 1_000_000);
      }
    }
    assertThat(counts[0]).isBetween((int) (ROUNDS * 0.2), (int) (ROUNDS * 0.3));
  }

  @Test
  void aNodeThatHangsHoldsUpNoMoreThanAFewReads() {
    Node hangs = replica("hangs");
    Node serves = replica("serves");
    serve(hangs, 500_000);
    serve(serves, 500_000);
    ReplicaSelector selector = selector();
    for (int i = 0; i < ROUNDS; i++) {
      Node node = (Node) read(selector, Reads.PREFER_REPLICA);
      node.load().began(0);
      if (node == serves) {
        node.load().ended(0, 500_000);
      }
    }
    assertThat(hangs.load().inFlight()).isLessThanOrEqualTo(2);
  }

  @Test
  void aSlowNodeGetsLittleAndIsTriedAgainWhenNothingIsHeardOfIt() {
    Node slow = replica("slow");
    Node fast = replica("fast");
    serve(slow, 100_000_000);
    serve(fast, 1_000_000);
    ReplicaSelector selector = selector();
    assertThat(counts(selector, Reads.PREFER_REPLICA)[0]).isZero();
    for (int i = 0; i < 10; i++) {
      slow.load().fade();
    }
    assertThat(counts(selector, Reads.PREFER_REPLICA)[0]).isPositive();
  }

  @Test
  void loadOfAnotherLoopDoesNotCount() {
    Node busy = replica("busy");
    replica("idle");
    for (int i = 0; i < 100; i++) {
      busy.load().began(1);
    }
    assertThat(counts(selector(), Reads.PREFER_REPLICA)[0])
        .isBetween((int) (ROUNDS * 0.47), (int) (ROUNDS * 0.53));
  }

  @Test
  void allSixtyFourBitsAreNodes() {
    for (int i = 0; i < 64; i++) {
      replica("r" + i);
    }
    ReplicaSelector selector = selector();
    assertThat(preferReplica(selector, ~(1L << 63))).isSameAs(nodes.get(63));
    assertThat(counts(selector, Reads.PREFER_REPLICA)).doesNotContain(0);
  }

  @Test
  void aChoiceAllocatesNothing() {
    primary();
    replica("a");
    replica("b");
    replica("c");
    ReplicaSelector selector = selector();
    long sum = 0;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      sum += chosen(selector);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100_000; i++) {
      sum += chosen(selector);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isPositive();
    assertThat(allocated / 100_000).as("bytes for each choice").isZero();
  }

  private static long chosen(ReplicaSelector selector) {
    Node node = (Node) preferReplica(selector, 0);
    node.load().began(0);
    node.load().ended(0, 1000);
    node.health().succeeded();
    return node.bit();
  }
}
