package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.channel.EventLoop;
import io.penstock.config.PoolConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.Backend;
import io.penstock.pool.EvictReason;
import io.penstock.pool.LeaseRefusal;
import io.penstock.pool.LeaseWaiter;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolSpec;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.BackendTransport;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.ConnectFailureReason;
import io.penstock.pool.connect.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters of a pool that really connects. */
class PoolMetersIT {
  private static final String LABELS = "database=\"postgres\",node=\"pg-a\",";

  private final PostgresServer server = PostgresServer.shared();
  private final BackendTransport transport = BackendTransport.nio(1);
  private final EventLoop loop = transport.loops().get(0);
  private final ProxyMeters meters = ProxyMeters.create("test");
  private final WirePools pools =
      WirePools.start(transport, new BackendConnector(transport), meters::pool);

  PoolMetersIT() {
    meters.pools(pools);
  }

  @AfterEach
  void close() {
    pools.closeAll().join();
    meters.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aLeaseIsSeenWhileItLastsAndCountedWhenItIsOver() {
    WirePool pool = pool(server.superuser());
    Backend backend = lease(pool).join();
    String who = LABELS + "user=\"" + server.superuser() + "\"}";
    PrometheusText during = scrape();
    assertThat(during.value("penstock_backends{" + state("active", server.superuser())))
        .isEqualTo(1);
    assertThat(during.value("penstock_pool_connections{" + who)).isEqualTo(1);
    assertThat(during.value("penstock_pool_size{" + who)).isEqualTo(PoolConfig.defaults().size());
    assertThat(during.value("penstock_backend_connect_seconds_count{" + who)).isEqualTo(1);
    double connect = during.value("penstock_backend_connect_seconds_sum{" + who);
    assertThat(connect).isBetween(1e-6, 10.0);
    assertThat(during.value("penstock_pool_wait_seconds_count{" + who)).isEqualTo(1);
    assertThat(during.value("penstock_pool_wait_seconds_sum{" + who))
        .isCloseTo(connect, within(1.0));

    loop.submit(() -> pool.release(backend)).syncUninterruptibly();
    Backend again = loop.submit(() -> pool.tryLease(loop)).syncUninterruptibly().getNow();
    assertThat(again).isSameAs(backend);
    loop.submit(() -> pool.evict(again, EvictReason.KILLED)).syncUninterruptibly();
    PrometheusText after = scrape();
    assertThat(after.value("penstock_pool_wait_seconds_count{" + who)).isEqualTo(2);
    assertThat(after.value("penstock_backends{" + state("active", server.superuser()))).isZero();
    assertThat(
            after.value(
                "penstock_backend_evictions_total{"
                    + LABELS
                    + "reason=\"killed\",user=\""
                    + server.superuser()
                    + "\"}"))
        .isEqualTo(1);
  }

  @Test
  void aLoginThatTheServerRejectsIsCountedByItsReason() {
    WirePool pool = pool("nobody_of_this_name");
    assertThat(lease(pool)).completesExceptionallyWithin(java.time.Duration.ofSeconds(20));
    assertThat(meters.lastFailure(pool.key()))
        .extracting(ConnectFailure::reason)
        .isEqualTo(ConnectFailureReason.REJECTED);
    PrometheusText text = scrape();
    String who = "user=\"nobody_of_this_name\"}";
    assertThat(
            text.value(
                "penstock_backend_connect_failures_total{" + LABELS + "reason=\"rejected\"," + who))
        .isEqualTo(1);
    assertThat(
            text.value(
                "penstock_pool_refusals_total{" + LABELS + "reason=\"login_rejected\"," + who))
        .isEqualTo(1);
  }

  @Test
  void aPoolThatLeftTheConfigurationShowsNothingAndItsCountersStay() {
    WirePool pool = pool(server.superuser());
    Backend backend = lease(pool).join();
    loop.submit(() -> pool.release(backend)).syncUninterruptibly();
    pools.reload(key -> null);
    String who = LABELS + "user=\"" + server.superuser() + "\"}";
    PrometheusText text = scrape();
    assertThat(text.value("penstock_pool_size{" + who)).isZero();
    assertThat(text.value("penstock_pool_wait_seconds_count{" + who)).isEqualTo(1);
  }

  private WirePool pool(String user) {
    return pools.pool(
        new PoolKey("postgres", "pg-a", user),
        () ->
            new PoolSpec(
                Endpoint.plain("pg-a", server.host(), server.port()),
                "postgres",
                user,
                BackendCredentials.NONE,
                PoolConfig.defaults(),
                PoolSpec.Caps.NONE));
  }

  private CompletableFuture<Backend> lease(WirePool pool) {
    CompletableFuture<Backend> leased = new CompletableFuture<>();
    loop.execute(() ->
        pool.await(
            loop,
            new LeaseWaiter() {
              @Override
              public void granted(Backend backend) {
                leased.complete(backend);
              }

              @Override
              public void refused(LeaseRefusal refusal) {
                leased.completeExceptionally(new IllegalStateException(refusal.message()));
              }
            }));
    return leased.orTimeout(20, TimeUnit.SECONDS);
  }

  private static String state(String state, String user) {
    return LABELS + "state=\"" + state + "\",user=\"" + user + "\"}";
  }

  private PrometheusText scrape() {
    return PrometheusText.parse(meters.scrape());
  }
}
