package io.penstock.proxy.console;

import org.jspecify.annotations.Nullable;

/**
 * A shard of a database.
 *
 * @param dbname what it is called on its servers
 * @param primary the node that takes its writes; null while none is known
 * @param connections how many backends of it there are
 */
public record ShardView(
    String database,
    String shard,
    String algorithm,
    int weight,
    String dbname,
    @Nullable String primary,
    int nodes,
    int connections,
    Load load) {

  /**
   * What it does for clients.
   *
   * @param queries since the process started, like the next two
   * @param queryMicros the time it took for them
   * @param share of the database's statements in the last minute; NaN if there were none
   * @param skew how many times its fair share that is; NaN if it has none
   */
  public record Load(long queries, long queryMicros, long sentBytes, double share, double skew) {}
}
