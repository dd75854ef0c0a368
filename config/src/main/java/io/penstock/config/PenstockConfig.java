package io.penstock.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole of {@code penstock.yaml}, valid and immutable. May be shared between threads. */
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
    @Doc("The databases by the name clients ask for; * stands for any other name.") @NotEmpty
        Map<String, DatabaseConfig> databases,
    @Doc("The proxies that pass cancel requests on to each other.") FleetConfig fleet,
    @Doc("Which events are logged.") LogConfig log,
    @Doc("How the proxy stops.") ShutdownConfig shutdown) {
  /** The key under {@code databases} that stands for every name without one of its own. */
  public static final String ANY_DATABASE = "*";

  public PenstockConfig {
    users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
    databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
  }

  /** The database for a client that asks for {@code name}; null when there is none. */
  public @Nullable DatabaseConfig database(String name) {
    DatabaseConfig named = databases.get(name);
    return named == null ? databases.get(ANY_DATABASE) : named;
  }
}
