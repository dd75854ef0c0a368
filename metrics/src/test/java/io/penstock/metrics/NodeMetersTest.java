package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.HealthConfig;
import io.penstock.config.NodeRole;
import io.penstock.config.RoutingConfig;
import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.MonitorSettings;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.NodeBan;
import io.penstock.pool.node.NodeListener;
import io.penstock.pool.node.NodeMonitor;
import io.penstock.pool.node.WatchedNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With nodes that nobody asks: what they are is what the configuration says. */
class NodeMetersTest {
  private static final String B = "{database=\"shop\",node=\"b\"";

  private final ProxyMeters meters = new ProxyMeters("1.2.3", 10);
  private final ControlPools pools = new ControlPools(ControlPools.Timeouts.DEFAULT);
  private @Nullable NodeMonitor monitor =
      new NodeMonitor(
          new MonitorSettings("shop", HealthConfig.defaults(), RoutingConfig.defaults(), null, 2),
          List.of(
              new WatchedNode("a", NodeRole.PRIMARY, 1, null, "a:5432", null),
              new WatchedNode("b", NodeRole.REPLICA, 1, null, "b:5432", null)),
          pools,
          NodeListener.NONE,
          null);

  @AfterEach
  void close() {
    meters.close();
    pools.close();
  }

  private double value(String series) {
    return PrometheusText.parse(meters.scrape()).value(series);
  }

  @Test
  void whatIsKnownOfANodeIsReadWhenItIsAskedFor() {
    meters.node("shop", "a", () -> monitor);
    meters.node("shop", "b", () -> monitor);
    assertThat(value("penstock_node_up" + B + "}")).isEqualTo(1);
    assertThat(value("penstock_node_role" + B + ",role=\"replica\"}")).isEqualTo(1);
    assertThat(value("penstock_node_role{database=\"shop\",node=\"a\",role=\"primary\"}"))
        .isEqualTo(1);
    assertThat(value("penstock_node_takes_reads" + B + "}")).isEqualTo(1);
    assertThat(value("penstock_node_takes_reads{database=\"shop\",node=\"a\"}")).isZero();
    assertThat(value("penstock_node_breaker_state" + B + ",state=\"closed\"}")).isEqualTo(1);
    assertThat(value("penstock_node_breaker_state" + B + ",state=\"open\"}")).isZero();
    assertThat(value("penstock_node_lag_seconds" + B + "}")).isNaN();
    assertThat(value("penstock_primary_epoch{database=\"shop\"}")).isEqualTo(1);

    NodeMonitor known = Objects.requireNonNull(monitor);
    Node node = Objects.requireNonNull(known.node("b"));
    known.ban(node, new NodeBan(null, null));
    node.load().began(0);
    node.load().began(1);
    node.load().ended(1, 2_000_000);
    assertThat(value("penstock_node_banned" + B + "}")).isEqualTo(1);
    assertThat(value("penstock_node_takes_reads" + B + "}")).isZero();
    assertThat(value("penstock_node_reads_in_flight" + B + "}")).isEqualTo(1);
    assertThat(value("penstock_node_read_latency_seconds" + B + "}")).isEqualTo(0.002);
  }

  @Test
  void aNodeThatIsToldOfTwiceIsCountedOnceAndOneThatHasLeftShowsZero() {
    meters.node("shop", "b", () -> monitor);
    meters.node("shop", "b", () -> monitor);
    assertThat(value("penstock_node_up" + B + "}")).isEqualTo(1);
    monitor = null;
    assertThat(value("penstock_node_up" + B + "}")).isZero();
  }
}
