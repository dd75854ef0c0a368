package io.penstock.proxy.session;

import io.penstock.config.RoutingConfig;
import io.penstock.pool.WirePool;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.PrimaryEpoch;
import io.penstock.pool.node.ReadChoice;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.SessionMarks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the reads of one database and user are served by other nodes than the primary, as the
 * configuration, the catalog and the nodes stand now. Any thread.
 */
public interface Readers {
  RoutingConfig config();

  /** What decides where statements go; another one after a reload, or when the catalog changes. */
  RoutePlan plan();

  /**
   * Finds out what a text is that {@link #plan} does not know yet. Returns at once.
   *
   * @param done runs on another thread when the plan knows it
   */
  void learn(Unknown text, Runnable done);

  /**
   * A text that is new.
   *
   * @param sql its bytes, nobody else's
   * @param high the first half of its fingerprint
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Unknown(
      byte[] sql,
      ClientEncoding encoding,
      boolean standardStrings,
      long high,
      long low,
      SessionMarks marks) {}

  /**
   * A node to read from.
   *
   * @param loop the index of the event loop that asks
   * @param maxLagNanos how far behind it may be; ReplicaSelector.USUAL_LAG for what is configured
   * @param minimumLsn what it must have replayed; ReplicaSelector.ANY_LSN if that does not matter
   * @param tried the bits of nodes not to be chosen
   */
  ReadChoice choose(int loop, long maxLagNanos, long minimumLsn, long tried);

  /** All nodes, as they are now. */
  List<Candidate> candidates();

  /**
   * A node as a person is told of it.
   *
   * @param lagNanos how far behind it is; negative when that is not known
   * @param problem why it is in that state; null when there is nothing to tell
   */
  record Candidate(
      String name, String role, String state, long lagNanos, @Nullable String problem) {}

  /** The node of this name; null when there is none. */
  @Nullable Node node(String name);

  /** The pool of a node that was chosen; null when it takes writes, or a reload has removed it. */
  @Nullable WirePool pool(Node node);

  /** The present primary's time; null while there was none yet. */
  @Nullable PrimaryEpoch epoch();

  /**
   * Has this run once when a replica has replayed the position. Returns at once.
   *
   * @param deadline by System.nanoTime; from then on it may not be run any more
   * @param reached runs on a virtual thread
   */
  void awaitReplay(long lsn, long deadline, Runnable reached);
}
