package io.penstock.proxy.cli.tour;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A replica dies while it serves, and comes back. */
final class KilledReplica implements TourStep {
  private static final int CLIENTS = 20;
  private static final int READS_BETWEEN = 1_000;
  private static final String READ = "SELECT " + ServedBy.PORT + ", name FROM products WHERE id = ";

  @Override
  public String title() {
    return "A replica is killed under load, and no client sees an error";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    PostgresServer killed = place.cluster().replicas().get(0);
    ServedBy served = new ServedBy(place);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<?>> clients = new ArrayList<>();
    try (ClientThreads threads = new ClientThreads()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.start(() -> readUntil(over, place, served)));
      }
      try {
        Awaited.until(
            "%s serves".formatted(killed.name()),
            () -> served.of(killed.name()) >= READS_BETWEEN || ended(clients));
        killed.kill();
        long before = served.all();
        Awaited.until(
            "%,d more reads".formatted(READS_BETWEEN),
            () -> served.all() - before >= READS_BETWEEN || ended(clients));
        long away = served.all() - before;
        killed.start();
        long start = System.nanoTime();
        long had = served.of(killed.name());
        Awaited.until(
            "%s serves again".formatted(killed.name()),
            () -> served.of(killed.name()) > had || ended(clients));
        double seconds = (System.nanoTime() - start) / 1e9;
        over.set(true);
        for (Future<?> client : clients) {
          ClientThreads.result(client);
        }
        return List.of(
            "%s was ended by SIGKILL while %d clients read from it and its neighbour."
                .formatted(killed.name(), CLIENTS),
            "%,d reads were served without it, %,d in all, none with an error."
                .formatted(away, served.all()),
            "%.1f s after it was up again it served reads again.".formatted(seconds));
      } finally {
        over.set(true);
      }
    } finally {
      if (!killed.isRunning()) {
        killed.start();
      }
    }
  }

  /** One that ends before it is told to has failed. */
  private static boolean ended(List<Future<?>> clients) {
    return clients.stream().anyMatch(Future::isDone);
  }

  private static Void readUntil(AtomicBoolean over, TourPlace place, ServedBy served)
      throws SQLException {
    try (Connection client = place.client("reader")) {
      for (int i = 0; !over.get(); i = (i + 1) % 1000) {
        served.ask(client, READ + (1 + i));
      }
    }
    return null;
  }
}
