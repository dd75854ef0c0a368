package io.penstock.pool;

/**
 * Which pool.
 *
 * @param database as clients name it
 * @param node the node's name
 * @param user the user on the backend
 */
public record PoolKey(String database, String node, String user) {
  @Override
  public String toString() {
    return database + "/" + node + "/" + user;
  }
}
