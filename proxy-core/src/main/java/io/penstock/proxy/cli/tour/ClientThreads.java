package io.penstock.proxy.cli.tour;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that do something at the same time, a thread each. */
final class ClientThreads implements AutoCloseable {
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @FunctionalInterface
  interface Work<T> {
    T call() throws Exception;
  }

  /** Starts one. */
  <T> Future<T> start(Work<T> work) {
    return executor.submit(work::call);
  }

  /** What one has come to; throws what it threw. */
  static <T> T result(Future<T> future) throws SQLException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SQLException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** What all have come to, in the order given. */
  static <T> List<T> results(List<Future<T>> futures) throws SQLException, InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(result(future));
    }
    return results;
  }

  /** Interrupts what still runs, and waits for it. */
  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }
}
