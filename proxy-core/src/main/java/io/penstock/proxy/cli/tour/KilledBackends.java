package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;

/** Every backend dies; the clients stay connected and go on. */
final class KilledBackends implements TourStep {
  private static final int CLIENTS = 40;
  private static final int MOST_MILLIS = 5_000;

  @Override
  public String title() {
    return "Every backend of the primary is killed, and the clients go on";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    List<Connection> clients = new ArrayList<>();
    try (Connection observer = place.observer()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(place.clientOfPrimary("survivor"));
      }
      allAtOnce(clients);
      long killed = kill(place, observer);
      long start = System.nanoTime();
      List<Long> answered = allAtOnce(clients);
      long slowest = (Collections.max(answered) - start) / 1_000_000;
      long fastest = (Collections.min(answered) - start) / 1_000_000;
      StepFailedException.require(
          slowest <= MOST_MILLIS,
          "the last client was served after %d ms (expected: at most %d)"
              .formatted(slowest, MOST_MILLIS));
      return List.of(
          "%d backends were ended by pg_terminate_backend while %d clients were between transactions."
              .formatted(killed, CLIENTS),
          "All %d clients kept their connection and saw no error: the first was served %d ms later,"
              .formatted(CLIENTS, fastest),
          "the last %d ms later, by %d new backends.".formatted(slowest, place.backends(observer)));
    } finally {
      for (Connection client : clients) {
        client.close();
      }
    }
  }

  private static long kill(TourPlace place, Connection observer)
      throws SQLException, InterruptedException {
    long killed =
        TourPlace.number(
            observer,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                + place.isOfClient());
    StepFailedException.require(
        killed > 1, "there were only %d backends to kill".formatted(killed));
    Awaited.until("all backends are gone", () -> place.backends(observer) == 0);
    return killed;
  }

  /** Runs a statement on every client; the time at which each had its answer. */
  private static List<Long> allAtOnce(List<Connection> clients)
      throws SQLException, InterruptedException {
    List<Future<Long>> answers = new ArrayList<>();
    try (ClientThreads threads = new ClientThreads()) {
      for (Connection client : clients) {
        answers.add(
            threads.start(() -> {
              TourPlace.number(client, "SELECT count(*) FROM customers, pg_sleep(0.05)");
              return System.nanoTime();
            }));
      }
      return ClientThreads.results(answers);
    }
  }
}
