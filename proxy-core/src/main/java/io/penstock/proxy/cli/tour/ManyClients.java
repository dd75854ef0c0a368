package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Ten times as many clients as backends, all at work. */
final class ManyClients implements TourStep {
  private static final int CLIENTS = 200;
  private static final int TRANSACTIONS_EACH = 20;
  private static final int SAMPLE_MILLIS = 10;

  @Override
  public String title() {
    return CLIENTS + " clients share a few backends";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    CyclicBarrier allConnected = new CyclicBarrier(CLIENTS);
    List<Future<Set<Long>>> clients = new ArrayList<>();
    long most = 0;
    long start = System.nanoTime();
    try (ClientThreads threads = new ClientThreads();
        Connection observer = place.observer()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.start(() -> work(place, allConnected)));
      }
      while (!clients.stream().allMatch(Future::isDone)) {
        most = Math.max(most, place.backends(observer));
        TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Set<Long> backends = new HashSet<>();
    int mostOfOne = 0;
    for (Set<Long> ofClient : ClientThreads.results(clients)) {
      backends.addAll(ofClient);
      mostOfOne = Math.max(mostOfOne, ofClient.size());
    }
    StepFailedException.require(
        most <= place.poolSize() && backends.size() <= place.poolSize(),
        "The primary had %d connections of theirs at once, %d in all (expected: at most %d)"
            .formatted(most, backends.size(), place.poolSize()));
    return List.of(
        "%d clients were connected at once and ran %,d transactions in %.1f s, none with an error."
            .formatted(CLIENTS, CLIENTS * TRANSACTIONS_EACH, seconds),
        "The primary never had more than %d connections for them.".formatted(most),
        "Every transaction stayed on one backend; those of one client were served by up to %d."
            .formatted(mostOfOne));
  }

  /** The backends that one client was served by. */
  private static Set<Long> work(TourPlace place, CyclicBarrier allConnected)
      throws SQLException, InterruptedException, BrokenBarrierException {
    Set<Long> backends = new HashSet<>();
    try (Connection client = place.client("many")) {
      client.setAutoCommit(false);
      allConnected.await();
      for (int i = 0; i < TRANSACTIONS_EACH; i++) {
        long first = TourPlace.backend(client);
        TourPlace.text(client, "SELECT name FROM products WHERE id = " + (1 + i));
        long last = TourPlace.backend(client);
        client.commit();
        StepFailedException.require(
            first == last,
            "a transaction began on backend %d and ended on %d".formatted(first, last));
        backends.add(first);
      }
    }
    return backends;
  }
}
