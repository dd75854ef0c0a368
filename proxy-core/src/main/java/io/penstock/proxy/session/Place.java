package io.penstock.proxy.session;

import io.penstock.pool.WirePool;
import org.jspecify.annotations.Nullable;

/**
 * Where one user's statements for one database, or for one shard of it, go now: the server that
 * takes writes, and those that may serve reads in its stead. Any thread.
 */
public interface Place {
  /** The pool of the node that takes writes; null while none is known. */
  @Nullable WirePool pool();

  /** The other nodes that may serve reads; null when all goes to the one that takes writes. */
  @Nullable Readers readers();

  /** Whether another node may take over from one that is down. */
  boolean failsOver();

  /** Why there is no pool, for a person. */
  String problem();
}
