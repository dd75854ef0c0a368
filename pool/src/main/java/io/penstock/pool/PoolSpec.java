package io.penstock.pool;

import io.penstock.config.PoolConfig;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.Endpoint;
import io.penstock.pool.connect.LoginRequest;
import java.util.Map;

/**
 * What a pool connects to, and how many.
 *
 * @param database its name on the backend
 * @param user logged in as
 * @param settings size, waits and timeouts
 * @param caps limits across pools
 */
public record PoolSpec(
    Endpoint endpoint,
    String database,
    String user,
    BackendCredentials credentials,
    PoolConfig settings,
    Caps caps) {
  /**
   * How many connections several pools may have together; 0 is no limit.
   *
   * @param node to this endpoint's host and port
   * @param user as this user, everywhere
   */
  public record Caps(int node, int user) {
    public static final Caps NONE = new Caps(0, 0);
  }

  /** The same with other settings. */
  public PoolSpec with(PoolConfig other) {
    return new PoolSpec(endpoint, database, user, credentials, other, caps);
  }

  /** The same with other credentials. */
  public PoolSpec with(BackendCredentials other) {
    return new PoolSpec(endpoint, database, user, other, settings, caps);
  }

  /** Whether connections made for the other one are as good for this one. */
  boolean reaches(PoolSpec other) {
    return endpoint.equals(other.endpoint)
        && database.equals(other.database)
        && user.equals(other.user)
        && credentials.equals(other.credentials);
  }

  LoginRequest login() {
    return new LoginRequest(
        endpoint, database, user, credentials, Map.of(), settings.connectTimeout());
  }
}
