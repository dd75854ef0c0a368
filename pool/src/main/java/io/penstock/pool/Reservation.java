package io.penstock.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Room for one connection outside of the pools, under the caps that pools share. Any thread.
 *
 * @see WirePools#reserve
 */
public final class Reservation implements AutoCloseable {
  private final SharedLimits limits;
  private final long id = Backend.nextId();
  private final AtomicBoolean closed = new AtomicBoolean();

  Reservation(SharedLimits limits) {
    this.limits = limits;
  }

  /** A number for the connection, different from that of every backend. */
  public long id() {
    return id;
  }

  /** The connection is gone, or was never made. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      limits.release();
    }
  }
}
