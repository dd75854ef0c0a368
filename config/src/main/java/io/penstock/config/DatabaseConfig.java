package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One database that clients may ask for. */
public record DatabaseConfig(
    @Doc("Its name on the backend; absent: the name the client asks for.") @Nullable String dbname,
    @Doc("The PostgreSQL servers that hold it.") @NotEmpty List<NodeConfig> nodes,
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
        @Nullable PatroniConfig patroni) {
  public DatabaseConfig {
    nodes = List.copyOf(nodes);
  }

  /** The database's name on the backend, for a client that asks for {@code requested}. */
  public String backendName(String requested) {
    return dbname == null ? requested : dbname;
  }
}
