package io.penstock.pool.connect;

import java.time.Duration;
import java.util.Map;

/**
 * One connection to open.
 *
 * @param database its name on the backend
 * @param startupParameters sent besides user and database; empty for a pool, because what one
 *     session asked for must not reach the next
 * @param timeout for everything from the name lookup to ReadyForQuery
 */
public record LoginRequest(
    Endpoint endpoint,
    String database,
    String user,
    BackendCredentials credentials,
    Map<String, String> startupParameters,
    Duration timeout) {
  public LoginRequest {
    startupParameters = Map.copyOf(startupParameters);
  }

  LoginRequest with(Endpoint other) {
    return new LoginRequest(other, database, user, credentials, startupParameters, timeout);
  }
}
