package io.penstock.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole of {@code penstock.yaml}, valid and immutable. May be shared between threads.
 *
 * <p>The shards of sharded databases are databases of their own too, under names that clients
 * cannot ask for: {@code shards} has them by {@link #shardName}, in the order of the file.
 */
public record PenstockConfig(
    @Doc("Where and how clients are accepted.") ListenConfig listen,
    @Doc("The HTTP endpoint and who may use the admin console.") AdminConfig admin,
    @Doc("How much clients may take, together and each.") LimitsConfig limits,
    @Doc("How clients prove who they are.") AuthenticationConfig authentication,
    @Doc("The users by name.") Map<String, UserConfig> users,
    @Doc("The pools of backend connections.") PoolConfig pool,
    @Doc("What sessions may do, and how they are served.") SessionConfig session,
    @Doc("Which node serves a read.") RoutingConfig routing,
    @Doc("How nodes are watched.") HealthConfig health,
    @Doc(
            "The databases by the name clients ask for; * stands for any other name without a / in it.")
        @NotEmpty
        Map<String, DatabaseConfig> databases,
    @Doc("The proxies that pass cancel requests on to each other.") FleetConfig fleet,
    @Doc("Which events are logged.") LogConfig log,
    @Doc("How the proxy stops.") ShutdownConfig shutdown,
    @Derived Map<String, DatabaseConfig> shards) {
  /** The key under {@code databases} that stands for every name without one of its own. */
  public static final String ANY_DATABASE = "*";

  private static final String SHARD = "/";

  /**
   * @param shards those of a configuration with the same databases, or none: an entry that is right
   *     is kept, all others are made
   */
  public PenstockConfig {
    users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
    databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
    shards = shards(databases, shards);
  }

  /** A configuration whose shards are made of its databases. */
  public PenstockConfig(
      ListenConfig listen,
      AdminConfig admin,
      LimitsConfig limits,
      AuthenticationConfig authentication,
      Map<String, UserConfig> users,
      PoolConfig pool,
      SessionConfig session,
      RoutingConfig routing,
      HealthConfig health,
      Map<String, DatabaseConfig> databases,
      FleetConfig fleet,
      LogConfig log,
      ShutdownConfig shutdown) {
    this(
        listen,
        admin,
        limits,
        authentication,
        users,
        pool,
        session,
        routing,
        health,
        databases,
        fleet,
        log,
        shutdown,
        Map.of());
  }

  private static Map<String, DatabaseConfig> shards(
      Map<String, DatabaseConfig> databases, Map<String, DatabaseConfig> known) {
    Map<String, DatabaseConfig> shards = new LinkedHashMap<>();
    databases.forEach((name, database) -> {
      List<ShardConfig> parts =
          database.sharding() == null ? List.of() : database.sharding().shards();
      for (int shard = 0; shard < parts.size(); shard++) {
        String shardName = shardName(name, parts.get(shard).name());
        DatabaseConfig made = database.shard(name, shard);
        DatabaseConfig before = known.get(shardName);
        shards.put(shardName, made.equals(before) ? before : made);
      }
    });
    return Collections.unmodifiableMap(shards);
  }

  /** What a shard is called where databases are: {@code orders/s0}. No database's name is such. */
  public static String shardName(String database, String shard) {
    return database + SHARD + shard;
  }

  /**
   * Whether a name is one of a shard. Nobody may log in to a shard: who asks for a database by such
   * a name must be told that there is none.
   */
  public boolean isShard(String name) {
    return shards.containsKey(name);
  }

  /**
   * The database for a client that asks for {@code name}, or the shard of that name, always the
   * same object; null when there is none.
   */
  public @Nullable DatabaseConfig database(String name) {
    DatabaseConfig named = databases.get(name);
    if (named != null) {
      return named;
    }
    // The name of a shard that is gone must not become a name of *.
    return name.contains(SHARD) ? shards.get(name) : databases.get(ANY_DATABASE);
  }

  /** The database that a shard is one of; of a database itself. */
  public static String databaseOf(String name) {
    int end = name.indexOf(SHARD);
    return end < 0 ? name : name.substring(0, end);
  }

  /** The names of a database's shards, in their order; its own if it has none. */
  public List<String> places(String database) {
    ShardingConfig sharding =
        databases.containsKey(database) ? databases.get(database).sharding() : null;
    return sharding == null
        ? List.of(database)
        : sharding.shards().stream().map(shard -> shardName(database, shard.name())).toList();
  }

  /** Every database that has nodes, and every shard, by its name. */
  public Map<String, DatabaseConfig> served() {
    Map<String, DatabaseConfig> served = new LinkedHashMap<>(databases);
    served.values().removeIf(DatabaseConfig::isSharded);
    served.putAll(shards);
    return served;
  }
}
