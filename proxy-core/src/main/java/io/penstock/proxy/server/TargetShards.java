package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.proxy.session.Place;
import io.penstock.proxy.session.Readers;
import io.penstock.proxy.session.Shards;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.shard.ShardMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The shards of one database for one user, under one configuration of it. Any thread. */
final class TargetShards implements Shards {
  private final String database;
  private final DatabaseConfig config;
  private final ShardMap map;
  private final List<Place> places;
  private final Routes routes;

  TargetShards(String database, DatabaseConfig config, List<Place> places, Routes routes) {
    ShardingConfig sharding = Objects.requireNonNull(config.sharding(), "sharding");
    this.database = database;
    this.config = config;
    this.map = ShardMap.of(sharding);
    this.places = List.copyOf(places);
    this.routes = routes;
  }

  @Override
  public int count() {
    return map.shards();
  }

  @Override
  public String name(int shard) {
    return map.name(shard);
  }

  @Override
  public int named(String name) {
    return IntStream.range(0, count()).filter(i -> map.name(i).equals(name)).findFirst().orElse(-1);
  }

  @Override
  public ShardMap map() {
    return map;
  }

  @Override
  public Place place(int shard) {
    return places.get(shard);
  }

  @Override
  public RoutePlan plan() {
    return routes.plan(database, config);
  }

  @Override
  public void learn(Readers.Unknown text, Runnable done) {
    routes.learn(database, config, text, done);
  }
}
