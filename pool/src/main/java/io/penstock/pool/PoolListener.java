package io.penstock.pool;

import io.penstock.pool.connect.ConnectFailure;

/** Told what happens in one pool, on its event loops: must not block. */
public interface PoolListener {
  /** Who is not interested. */
  PoolListener NONE = new PoolListener() {};

  /** A connection was opened and logged in, which took so long. */
  default void connected(long nanos) {}

  /** A connection could not be opened. */
  default void connectFailed(ConnectFailure failure) {}

  /** A backend was leased after a wait of so long, 0 when one was ready. */
  default void leased(long waitNanos) {}

  /** A waiter got no backend. */
  default void refused(RefusalReason reason, long waitNanos) {}

  /** A backend was closed, or its connection was lost. */
  default void evicted(EvictReason reason) {}

  /** A backend moved to another event loop. */
  default void moved() {}
}
