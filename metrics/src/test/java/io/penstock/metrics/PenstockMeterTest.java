package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PenstockMeterTest {
  /** Dashboards and alerts of others are built on these: changing one breaks them. */
  private static final String[] PUBLISHED = {
    "penstock_clients_connected[]",
    "penstock_clients_max[]",
    "penstock_clients[database, user, state]",
    "penstock_logins_total[database, user]",
    "penstock_logins_refused_total[sqlstate]",
    "penstock_transactions_total[database, user]",
    "penstock_queries_total[database, user]",
    "penstock_transaction_seconds_total[database, user]",
    "penstock_query_seconds_total[database, user]",
    "penstock_client_wait_seconds_total[database, user]",
    "penstock_received_bytes_total[database, user]",
    "penstock_sent_bytes_total[database, user]",
    "penstock_leases_total[database, user]",
    "penstock_parses_total[database, user, side]",
    "penstock_binds_total[database, user]",
    "penstock_routed_total[database, route, reason]",
    "penstock_read_retries_total[database]",
    "penstock_read_fallbacks_total[database, reason]",
    "penstock_client_errors_total[database, user]",
    "penstock_errors_total[class]",
    "penstock_notable_errors_total[sqlstate]",
    "penstock_pins_total[reason]",
    "penstock_cancel_requests_total[outcome]",
    "penstock_backends[database, node, user, state]",
    "penstock_pool_size[database, node, user]",
    "penstock_pool_connections[database, node, user]",
    "penstock_pool_waiters[database, node, user]",
    "penstock_pool_longest_wait_seconds[database, node, user]",
    "penstock_pool_wait_seconds[database, node, user]",
    "penstock_pool_refusals_total[database, node, user, reason]",
    "penstock_backend_connect_seconds[database, node, user]",
    "penstock_backend_connect_failures_total[database, node, user, reason]",
    "penstock_backend_evictions_total[database, node, user, reason]",
    "penstock_backend_moves_total[database, node, user]",
    "penstock_node_up[database, node]",
    "penstock_node_role[database, node, role]",
    "penstock_node_takes_reads[database, node]",
    "penstock_node_lag_bytes[database, node]",
    "penstock_node_lag_seconds[database, node]",
    "penstock_node_breaker_state[database, node, state]",
    "penstock_node_banned[database, node]",
    "penstock_node_reads_in_flight[database, node]",
    "penstock_node_read_latency_seconds[database, node]",
    "penstock_node_timeline[database, node]",
    "penstock_primary_epoch[database]",
    "penstock_event_loop_delay_seconds[loop]",
    "penstock_event_loop_pending_tasks[loop]",
    "penstock_netty_memory_bytes[area]",
    "penstock_catalog_loads_total[database, result]",
    "penstock_two_phase_total[database, outcome]",
    "penstock_shard_queries_total[database, shard]",
    "penstock_shard_query_seconds_total[database, shard]",
    "penstock_shard_sent_bytes_total[database, shard]",
    "penstock_shard_skew[database, of]",
    "penstock_config_reloads_total[result]",
    "penstock_config_last_reload_success_timestamp_seconds[]",
    "penstock_build_info[version, java]"
  };

  @Test
  void theNamesAndLabelsAreThosePublished() {
    assertThat(
            Arrays.stream(PenstockMeter.values())
                .map(meter -> meter.prometheusName() + meter.labels()))
        .containsExactly(PUBLISHED);
  }

  @Test
  void namesFollowThePrometheusConventions() {
    for (PenstockMeter meter : PenstockMeter.values()) {
      String name = meter.prometheusName();
      assertThat(name).matches("penstock(_[a-z]+)+");
      assertThat(name.endsWith("_total")).as(name).isEqualTo(meter.type() == MeterType.COUNTER);
      String counted = name.replaceAll("_total$", "");
      assertThat(counted.endsWith("_seconds"))
          .as(name)
          .isEqualTo(meter.unit() == MeterUnit.SECONDS);
      assertThat(counted.endsWith("_bytes")).as(name).isEqualTo(meter.unit() == MeterUnit.BYTES);
      assertThat(meter.help()).as(name).endsWith(".").isNotBlank();
    }
  }
}
