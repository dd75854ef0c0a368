package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One database that clients may ask for. */
public record DatabaseConfig(
    @Doc("Its name on the backend; absent: the name the client asks for.") @Nullable String dbname,
    @Doc("The PostgreSQL servers that hold it; absent only beside sharding.")
        List<NodeConfig> nodes,
    @Doc("The user to log in to the backends as; absent: the client's own.") @Nullable String user,
    @Doc("The password for that.") @Nullable Secret password,
    @Doc("Overrides any key of the top-level pool.") @InheritsFrom("pool") PoolConfig pool,
    @Doc("How many clients may be connected to it; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "10000000")
        int maxClients,
    @Doc("Overrides any key of the top-level routing.") @InheritsFrom("routing")
        RoutingConfig routing,
    @Doc("The Patroni that manages its nodes; absent: none is asked.")
        @Nullable PatroniConfig patroni,
    @Doc("How its rows are spread over several clusters, instead of nodes.")
        @Nullable ShardingConfig sharding) {
  public DatabaseConfig {
    nodes = List.copyOf(nodes);
  }

  /** Whether its rows are spread over shards. */
  public boolean isSharded() {
    return sharding != null;
  }

  /**
   * One shard as a database of its own: the shard's nodes, all else as here.
   *
   * @param name the name that clients ask for when they want this database
   * @throws IllegalStateException if this database is not sharded
   * @throws IndexOutOfBoundsException if it has no such shard
   */
  DatabaseConfig shard(String name, int shard) {
    if (sharding == null) {
      throw new IllegalStateException("the database " + name + " is not sharded");
    }
    ShardConfig held = sharding.shards().get(shard);
    return new DatabaseConfig(
        held.dbname() == null ? backendName(name) : held.dbname(),
        held.nodes(),
        user,
        password,
        pool,
        maxClients,
        routing,
        patroni,
        null);
  }

  /** Its nodes, or those of all its shards. */
  public List<NodeConfig> allNodes() {
    return sharding == null
        ? nodes
        : sharding.shards().stream().flatMap(shard -> shard.nodes().stream()).toList();
  }

  /** The database's name on the backend, for a client that asks for {@code requested}. */
  public String backendName(String requested) {
    return dbname == null ? requested : dbname;
  }
}
