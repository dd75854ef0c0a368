package io.penstock.proxy.startup;

import java.util.concurrent.atomic.AtomicBoolean;

/** A client's place under the limits. Safe on any thread. */
public final class Admission implements AutoCloseable {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable leave;

  Admission(Runnable leave) {
    this.leave = leave;
  }

  /** Gives the place back; a second time does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave.run();
    }
  }
}
