package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.pool.WirePool;
import io.penstock.proxy.session.Place;
import io.penstock.proxy.session.ShardTraffic;
import io.penstock.proxy.session.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One place for all statements of a user for a database, or one for each shard. Any thread. */
final class TargetPlaces implements ProxyTarget.Places {
  private final String database;
  private final Supplier<PenstockConfig> config;
  private final Routes routes;
  private final TwoPhases twoPhases;
  private final Function<String, Place> open;
  private final Function<String, ShardTraffic> traffic;
  private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();
  private volatile @Nullable Known known;

  /** What one configuration comes to. */
  private record Known(PenstockConfig whole, List<Place> all, @Nullable TargetShards shards) {}

  /**
   * @param open the place of a database without shards, or of a shard, by its name
   * @param traffic where what a shard does is counted, by its name within the database
   */
  TargetPlaces(
      String database,
      Supplier<PenstockConfig> config,
      Routes routes,
      TwoPhases twoPhases,
      Function<String, Place> open,
      Function<String, ShardTraffic> traffic) {
    this.database = database;
    this.config = config;
    this.routes = routes;
    this.twoPhases = twoPhases;
    this.open = open;
    this.traffic = traffic;
  }

  @SuppressWarnings("ReferenceEquality") // A reload makes a new one.
  private Known known() {
    PenstockConfig whole = config.get();
    Known before = known;
    if (before != null && before.whole() == whole) {
      return before;
    }
    DatabaseConfig found = whole.database(database);
    Known now;
    if (found == null || found.sharding() == null) {
      now = new Known(whole, List.of(place(database)), null);
    } else {
      List<Place> all = new ArrayList<>();
      for (String shard : whole.places(database)) {
        all.add(place(shard));
      }
      now =
          new Known(
              whole,
              List.copyOf(all),
              new TargetShards(database, found, all, traffic, routes, twoPhases));
    }
    known = now;
    return now;
  }

  private Place place(String name) {
    return places.computeIfAbsent(name, open);
  }

  @Override
  public Place home() {
    return known().all().getFirst();
  }

  @Override
  public @Nullable Shards shards() {
    return known().shards();
  }

  @Override
  public void ddlSeen() {
    routes.stale(database);
  }

  @Override
  public void reconnect() {
    for (Place place : known().all()) {
      WirePool pool = place.pool();
      if (pool != null) {
        pool.reconnect();
      }
    }
  }
}
