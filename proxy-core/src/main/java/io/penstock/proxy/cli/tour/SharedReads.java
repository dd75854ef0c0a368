package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Replicas serve what only reads; the primary serves the rest. */
final class SharedReads implements TourStep {
  private static final int CLIENTS = 8;
  private static final int READS_OF_EACH_REPLICA = 1_000;
  private static final int WRITES = 200;

  /** Of the reads, in percent, what the primary may get, when no replica has a backend to give. */
  private static final int MOST_OF_PRIMARY = 2;

  private static final String READ = "SELECT " + ServedBy.PORT + ", name FROM products WHERE id = ";
  private static final String HINT = "/* penstock: primary */ ";

  @Override
  public String title() {
    return "Reads go to the replicas, writes to the primary";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    String primary = place.primary().name();
    ServedBy reads = new ServedBy(place);
    ServedBy writes = new ServedBy(place);
    ServedBy hinted = new ServedBy(place);
    List<Future<?>> clients = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (ClientThreads threads = new ClientThreads();
        Connection writer = place.client("writer")) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.start(() -> readUntil(over, place, reads)));
      }
      for (int i = 1; i <= WRITES; i++) {
        writes.ask(
            writer,
            "UPDATE products SET stock = stock + 1 WHERE id = %d RETURNING %s"
                .formatted(i, ServedBy.PORT));
        hinted.ask(writer, HINT + READ + i);
      }
      // One that was slow for a moment gets little, until that is forgotten.
      Awaited.until(
          "each replica has served %,d reads".formatted(READS_OF_EACH_REPLICA),
          () -> replicasServed(place, reads) || clients.stream().anyMatch(Future::isDone));
      over.set(true);
      for (Future<?> client : clients) {
        ClientThreads.result(client);
      }
    }
    expectOnly(primary, "writes", writes);
    expectOnly(primary, "reads with a hint", hinted);
    StepFailedException.require(
        100 * reads.of(primary) <= MOST_OF_PRIMARY * reads.all(),
        "%s took reads: %s".formatted(primary, reads));
    return List.of(
        "%,d reads of %d clients were served by: %s."
            .formatted(reads.all(), CLIENTS, reads.shares()),
        "%d writes beside them were served by: %s.".formatted(writes.all(), writes.shares()),
        "The hint %swas followed %d times.".formatted(HINT, hinted.all()));
  }

  private static boolean replicasServed(TourPlace place, ServedBy reads) {
    return place.cluster().replicas().stream()
        .allMatch(replica -> reads.of(replica.name()) >= READS_OF_EACH_REPLICA);
  }

  private static Void readUntil(AtomicBoolean over, TourPlace place, ServedBy reads)
      throws SQLException {
    try (Connection client = place.client("reader")) {
      for (int i = 0; !over.get(); i = (i + 1) % 1000) {
        reads.ask(client, READ + (1 + i));
      }
    }
    return null;
  }

  private static void expectOnly(String server, String what, ServedBy served) {
    StepFailedException.require(
        served.of(server) == served.all(),
        "%s: %s (expected: only %s)".formatted(what, served, server));
  }
}
