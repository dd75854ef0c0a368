package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.proxy.session.Place;
import io.penstock.proxy.session.Readers;
import io.penstock.proxy.session.ShardTraffic;
import io.penstock.proxy.session.Shards;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.ShardMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shards of one database for one user, under one configuration of it. Any thread. */
final class TargetShards implements Shards {
  private final String database;
  private final DatabaseConfig config;
  private final List<String> names;
  private final List<Place> places;
  private final List<ShardTraffic> traffic;
  private final Routes routes;
  private final TwoPhases twoPhases;
  private final AtomicReference<Routes.MapInForce> map;

  TargetShards(
      String database,
      DatabaseConfig config,
      List<Place> places,
      Function<String, ShardTraffic> traffic,
      Routes routes,
      TwoPhases twoPhases) {
    ShardingConfig sharding = Objects.requireNonNull(config.sharding(), "sharding");
    this.database = database;
    this.config = config;
    this.names = sharding.shards().stream().map(ShardConfig::name).toList();
    this.places = List.copyOf(places);
    this.traffic = names.stream().map(traffic).toList();
    this.routes = routes;
    this.twoPhases = twoPhases;
    this.map = routes.mapInForce(database, config);
  }

  @Override
  public int count() {
    return names.size();
  }

  @Override
  public String name(int shard) {
    return names.get(shard);
  }

  @Override
  public int named(String name) {
    return names.indexOf(name);
  }

  @Override
  public ShardMap map() {
    return Objects.requireNonNull(map.get().map(), "a map of keys");
  }

  @Override
  public long version() {
    return map.get().version();
  }

  @Override
  public Place place(int shard) {
    return places.get(shard);
  }

  @Override
  public ShardTraffic traffic(int shard) {
    return traffic.get(shard);
  }

  @Override
  public RoutePlan plan() {
    return routes.plan(database, config);
  }

  @Override
  public boolean planIsBehind() {
    return routes.isBehind(database);
  }

  @Override
  public @Nullable TwoPhase twoPhase() {
    return twoPhases.of(database);
  }

  @Override
  public long gatherLimit() {
    return Objects.requireNonNull(config.sharding(), "sharding").maxGathered();
  }

  @Override
  public void scatter(RoutePlan under, Readers.Unknown text, Consumer<ScatterPlan> done) {
    Routes.scatter(under, text, done);
  }

  @Override
  public void learn(Readers.Unknown text, Runnable done) {
    routes.learn(database, config, text, done);
  }
}
