package io.penstock.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for a backend, and tells what became of it. */
final class TestWaiter implements LeaseWaiter {
  private final CompletableFuture<Backend> backend = new CompletableFuture<>();
  private final CompletableFuture<LeaseRefusal> refusal = new CompletableFuture<>();
  private final boolean elsewhere;

  TestWaiter() {
    this(false);
  }

  /** One that another pool could serve as well, or not. */
  TestWaiter(boolean elsewhere) {
    this.elsewhere = elsewhere;
  }

  @Override
  public boolean hasElsewhere() {
    return elsewhere;
  }

  @Override
  public void granted(Backend granted) {
    if (!backend.complete(granted)) {
      throw new AssertionError("granted twice");
    }
  }

  @Override
  public void refused(LeaseRefusal why) {
    if (!refusal.complete(why)) {
      throw new AssertionError("refused twice");
    }
    backend.completeExceptionally(new AssertionError("refused: " + why));
  }

  Backend backend() {
    return get(backend);
  }

  LeaseRefusal refusal() {
    return get(refusal);
  }

  boolean waits() {
    return !backend.isDone() && !refusal.isDone();
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer to a waiter: " + e.getMessage(), e);
    }
  }
}
