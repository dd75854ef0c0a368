package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.pool.EvictReason;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.RefusalReason;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.ConnectFailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyMetersTest {
  private enum Pin {
    HOLD_CURSOR
  }

  private static final TrafficTotals TOTALS =
      new TrafficTotals(
          1, 2, 3, 4, 5, 6_000_000_000L, 7_000_000_000L, 8_000_000_000L, 9, 10, 11, 12, 13);

  private final ProxyMeters meters = new ProxyMeters("1.2.3", 3);
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void close() {
    meters.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void everyMeterIsShownUnderItsNameWithItsTypeAndLabels() {
    touchAll();
    PrometheusText text = scrape();
    for (PenstockMeter meter : PenstockMeter.values()) {
      String name = meter.prometheusName();
      assertThat(text.types())
          .containsEntry(name, meter.type().name().toLowerCase(java.util.Locale.ROOT));
      String sample = meter.type() == MeterType.HISTOGRAM ? name + "_count{" : name + "{";
      String series =
          text.samples().keySet().stream().filter(s -> s.startsWith(sample)).findFirst().orElse("");
      assertThat(series.replaceAll("=\"[^\"]*\"", ""))
          .isIn(
              sample + String.join(",", meter.labels()) + "}",
              sample + meter.labels().stream().sorted().collect(Collectors.joining(",")) + "}");
    }
  }

  @Test
  void nothingOfOursIsShownThatTheReferenceDoesNotKnow() {
    touchAll();
    List<String> known = new ArrayList<>();
    for (PenstockMeter meter : PenstockMeter.values()) {
      known.add(meter.prometheusName());
    }
    assertThat(scrape().types().keySet().stream().filter(name -> name.startsWith("penstock")))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void theProcessIsShownToo() {
    assertThat(scrape().names())
        .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_uptime_seconds")
        .anyMatch(name -> name.startsWith("jvm_gc_"))
        .contains("system_cpu_count", "process_files_open_files", "jvm_info");
  }

  @Test
  void trafficIsShownInSecondsAndByDatabaseAndUser() {
    meters.database("shop", "ann", source(TOTALS, new ClientCounts(1, 2, 3)));
    PrometheusText text = scrape();
    String who = "{database=\"shop\",user=\"ann\"}";
    assertThat(text.value("penstock_leases_total" + who)).isEqualTo(1);
    assertThat(text.value("penstock_transactions_total" + who)).isEqualTo(2);
    assertThat(text.value("penstock_queries_total" + who)).isEqualTo(3);
    assertThat(text.value("penstock_received_bytes_total" + who)).isEqualTo(4);
    assertThat(text.value("penstock_sent_bytes_total" + who)).isEqualTo(5);
    assertThat(text.value("penstock_transaction_seconds_total" + who)).isEqualTo(6);
    assertThat(text.value("penstock_query_seconds_total" + who)).isEqualTo(7);
    assertThat(text.value("penstock_client_wait_seconds_total" + who)).isEqualTo(8);
    assertThat(text.value("penstock_parses_total{database=\"shop\",side=\"client\",user=\"ann\"}"))
        .isEqualTo(9);
    assertThat(text.value("penstock_parses_total{database=\"shop\",side=\"server\",user=\"ann\"}"))
        .isEqualTo(10);
    assertThat(text.value("penstock_binds_total" + who)).isEqualTo(11);
    assertThat(text.value("penstock_logins_total" + who)).isEqualTo(12);
    assertThat(text.value("penstock_client_errors_total" + who)).isEqualTo(13);
    assertThat(text.value("penstock_clients{database=\"shop\",state=\"waiting\",user=\"ann\"}"))
        .isEqualTo(3);
  }

  @Test
  void shardsAreShownByTheirDatabase() {
    meters.shard("orders", "s0", SHARD);
    meters.skew("orders", ProxyMeters.Load.BYTES, () -> 1.5);
    PrometheusText text = scrape();
    String which = "{database=\"orders\",shard=\"s0\"}";
    assertThat(text.value("penstock_shard_queries_total" + which)).isEqualTo(3);
    assertThat(text.value("penstock_shard_query_seconds_total" + which)).isEqualTo(4);
    assertThat(text.value("penstock_shard_sent_bytes_total" + which)).isEqualTo(5);
    assertThat(text.value("penstock_shard_skew{database=\"orders\",of=\"bytes\"}")).isEqualTo(1.5);
  }

  @Test
  void usersBeyondTheLimitAreAddedUpAsOther() {
    for (int i = 0; i < 10; i++) {
      meters.database("shop", "user" + i, source(TOTALS, ClientCounts.NONE));
    }
    PrometheusText text = scrape();
    assertThat(text.samples().keySet().stream().filter(s -> s.startsWith("penstock_queries_total")))
        .hasSize(4);
    assertThat(text.value("penstock_queries_total{database=\"other\",user=\"other\"}"))
        .isEqualTo(7 * 3);
  }

  @Test
  void aForgottenUserMakesRoomAndWhatWasCountedAsOtherStaysCounted() {
    for (int i = 0; i < 5; i++) {
      meters.database("shop", "user" + i, source(TOTALS, new ClientCounts(1, 0, 0)));
    }
    meters.forget("shop", "user0");
    meters.forget("shop", "user4");
    String other = "{database=\"other\",user=\"other\"}";
    PrometheusText text = scrape();
    assertThat(text.samples())
        .doesNotContainKey("penstock_queries_total{database=\"shop\",user=\"user0\"}");
    assertThat(text.value("penstock_queries_total" + other)).isEqualTo(2 * 3);
    assertThat(text.value("penstock_clients{database=\"other\",state=\"active\",user=\"other\"}"))
        .isEqualTo(1);
    meters.database("shop", "user5", source(TOTALS, ClientCounts.NONE));
    assertThat(scrape().value("penstock_queries_total{database=\"shop\",user=\"user5\"}"))
        .isEqualTo(3);
  }

  @Test
  void databasesThatComeAndGoWithoutEndLeaveNothingBehind() {
    String before = withoutNumbers(meters.scrape());
    for (int i = 0; i < 20; i++) {
      PoolKey key = new PoolKey("made_up_" + i, "pg-a", "ann");
      meters.database("made_up_" + i, "ann", source(TOTALS, ClientCounts.NONE));
      PoolListener pool = meters.pool(key);
      pool.leased(1);
      pool.evicted(EvictReason.POOL_CLOSED);
      meters.forget("made_up_" + i, "ann");
      meters.forget(key);
      pool.refused(RefusalReason.CLOSED, 1);
    }
    assertThat(withoutNumbers(meters.scrape())).isEqualTo(before);
  }

  private static String withoutNumbers(String scraped) {
    return scraped
        .lines()
        .filter(line -> line.startsWith("penstock_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Test
  void waitsOfFoldedPoolsShowTheLongestAndNotTheirSum() {
    MeterBoard board = new MeterBoard();
    List<String> other = List.of("other", "other", "other");
    board.read(PenstockMeter.POOL_LONGEST_WAIT, other, () -> 2.5);
    board.read(PenstockMeter.POOL_LONGEST_WAIT, other, () -> 1.5);
    board.read(PenstockMeter.POOL_WAITERS, other, () -> 2);
    board.read(PenstockMeter.POOL_WAITERS, other, () -> 3);
    PrometheusText text = PrometheusText.parse(board.scrape());
    String labels = "{database=\"other\",node=\"other\",user=\"other\"}";
    assertThat(text.value("penstock_pool_longest_wait_seconds" + labels)).isEqualTo(2.5);
    assertThat(text.value("penstock_pool_waiters" + labels)).isEqualTo(5);
  }

  @Test
  void aNameMayHoldWhateverPostgresAllows() {
    meters.database("a \"quoted\"\\\nname", "ünïcode", source(TOTALS, ClientCounts.NONE));
    assertThat(
            scrape()
                .value(
                    "penstock_queries_total{database=\"a \\\"quoted\\\"\\\\\\nname\",user=\"ünïcode\"}"))
        .isEqualTo(3);
  }

  @Test
  void routesOfAllUsersOfADatabaseAreOneSeries() {
    meters.database("shop", "ann", source(TOTALS, ClientCounts.NONE));
    meters.database("shop", "bob", source(TOTALS, ClientCounts.NONE));
    assertThat(
            scrape()
                .value(
                    "penstock_routed_total{database=\"shop\",reason=\"read\",route=\"replica\"}"))
        .isEqualTo(6);
  }

  @Test
  void aSourceThatFailsKeepsItsLastValueAndSpoilsNothing() {
    boolean[] broken = {false};
    meters.database(
        "shop",
        "ann",
        new TrafficSource() {
          @Override
          public TrafficTotals totals() {
            if (broken[0]) {
              throw new IllegalStateException("gone");
            }
            return TOTALS;
          }

          @Override
          public List<RouteCounter> routes() {
            return List.of();
          }

          @Override
          public ClientCounts clients() {
            return ClientCounts.NONE;
          }
        });
    String series = "penstock_queries_total{database=\"shop\",user=\"ann\"}";
    assertThat(scrape().value(series)).isEqualTo(3);
    broken[0] = true;
    assertThat(scrape().value(series)).isEqualTo(3);
  }

  @Test
  void reloadsAreCountedAndOnlyASuccessMovesTheTimestamp() {
    String timestamp = "penstock_config_last_reload_success_timestamp_seconds{}";
    double started = scrape().value(timestamp);
    assertThat(started).isGreaterThan(1.7e9);
    meters.reloaded(false);
    assertThat(scrape().value(timestamp)).isEqualTo(started);
    meters.reloaded(true);
    PrometheusText text = scrape();
    assertThat(text.value("penstock_config_reloads_total{result=\"failure\"}")).isEqualTo(1);
    assertThat(text.value("penstock_config_reloads_total{result=\"success\"}")).isEqualTo(1);
    assertThat(text.value(timestamp)).isGreaterThanOrEqualTo(started);
  }

  @Test
  void loadsOfCatalogsAreCountedByDatabaseAndResult() {
    meters.catalogLoaded("shop", true);
    meters.catalogLoaded("shop", true);
    meters.catalogLoaded("shop", false);
    PrometheusText text = scrape();
    String series = "penstock_catalog_loads_total{database=\"shop\",result=\"%s\"}";
    assertThat(text.value(series.formatted("success"))).isEqualTo(2);
    assertThat(text.value(series.formatted("failure"))).isEqualTo(1);
  }

  @Test
  void aLoopThatIsHeldUpShowsItsDelay() throws InterruptedException {
    EventExecutor loop = group.next();
    meters.eventLoops(List.of(loop));
    CountDownLatch release = new CountDownLatch(1);
    loop.execute(() -> {
      try {
        // Longer than the probe's period, so that the probe must come late.
        assertThat(release.await(600, TimeUnit.MILLISECONDS)).isFalse();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    double late = 0;
    while (late < 0.1 && System.nanoTime() < deadline) {
      late = scrape().value("penstock_event_loop_delay_seconds_sum{loop=\"0\"}");
      Thread.onSpinWait();
    }
    assertThat(late).isBetween(0.1, 20.0);
  }

  private static final ShardSource SHARD =
      new ShardSource() {
        @Override
        public long queries() {
          return 3;
        }

        @Override
        public long queryNanos() {
          return TimeUnit.SECONDS.toNanos(4);
        }

        @Override
        public long sentBytes() {
          return 5;
        }
      };

  private void touchAll() {
    meters.twoPhase("shop", TimeUnit.SECONDS);
    meters.shard("orders", "s0", SHARD);
    meters.skew("orders", ProxyMeters.Load.TIME, () -> 1.5);
    meters.eventLoops(List.of(group.next()));
    meters.clients(() -> 1, () -> 1000);
    meters.database("shop", "ann", source(TOTALS, new ClientCounts(1, 2, 3)));
    meters.node("shop", "pg-a", () -> null);
    meters.loginRefused("28P01");
    meters.pinned(Pin.HOLD_CURSOR);
    meters.catalogLoaded("shop", true);
    meters.cancelRequested(CancelOutcome.ACCEPTED);
    PoolListener pool = meters.pool(new PoolKey("shop", "pg-a", "ann"));
    pool.connectFailed(
        new ConnectFailure(ConnectFailureReason.TIMEOUT, "08001", "no answer", null, null, null));
    pool.evicted(EvictReason.IDLE_TIMEOUT);
    pool.refused(RefusalReason.EXHAUSTED, 1);
    pool.moved();
    pool.leased(0);
    pool.connected(1);
  }

  private PrometheusText scrape() {
    return PrometheusText.parse(meters.scrape());
  }

  private static TrafficSource source(TrafficTotals totals, ClientCounts clients) {
    return new TrafficSource() {
      @Override
      public TrafficTotals totals() {
        return totals;
      }

      @Override
      public List<RouteCounter> routes() {
        return List.of(
            new RouteCounter(RouteCounter.Kind.ROUTED, List.of("replica", "read"), totals::queries),
            new RouteCounter(RouteCounter.Kind.FALLBACK, List.of("all_lagging"), totals::queries),
            new RouteCounter(RouteCounter.Kind.RETRY, List.of(), totals::queries));
      }

      @Override
      public ClientCounts clients() {
        return clients;
      }
    };
  }
}
