package io.penstock.proxy.session;

import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.ShardMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shards of one database for one user, under one configuration of it. Any thread. */
public interface Shards {
  int count();

  String name(int shard);

  /** The shard of this name; -1 when there is none. */
  int named(String name);

  /** Where keys live. */
  ShardMap map();

  /** Counts the maps: what was decided by {@link #map} was decided by this one, or a later one. */
  long version();

  /** Where the statements go that a shard is to carry out. */
  Place place(int shard);

  /** Where what the shard does is counted. */
  ShardTraffic traffic(int shard);

  /** What tells which statements go where; another one when the catalog changes. */
  RoutePlan plan();

  /** Whether DDL was seen that {@link #plan} does not know of yet: it will in a moment. */
  boolean planIsBehind();

  /** What commits on several shards; null when no transaction may have more than one. */
  @Nullable TwoPhase twoPhase();

  /** How many bytes of rows one statement may collect from the shards. */
  long gatherLimit();

  /**
   * Finds out how several shards answer a text. Returns at once.
   *
   * @param done runs on another thread
   */
  void scatter(RoutePlan under, Readers.Unknown text, Consumer<ScatterPlan> done);

  /**
   * Finds out what a text is that {@link #plan} does not know yet. Returns at once.
   *
   * @param done runs on another thread when the plan knows it
   */
  void learn(Readers.Unknown text, Runnable done);
}
