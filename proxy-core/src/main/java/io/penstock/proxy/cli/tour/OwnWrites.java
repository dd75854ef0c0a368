package io.penstock.proxy.cli.tour;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A session finds what it wrote, whichever replica is behind. */
final class OwnWrites implements TourStep {
  private static final int PAIRS = 10;
  private static final int THINKING_MILLIS = 50;
  private static final String WRITE =
      "UPDATE products SET stock = stock + 1 WHERE id = 1 RETURNING stock";
  private static final String READ =
      "SELECT " + ServedBy.PORT + ", stock FROM products WHERE id = 1";

  @Override
  public String title() {
    return "A session sees its own writes while a replica is held back";
  }

  private record Found(int port, String server, long stock) {}

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    PostgresServer held = place.cluster().replicas().get(0);
    try (Connection writer = place.client("writer");
        Connection other = place.client("other")) {
      // What the sessions have done until now, their logins included, the replica is to have.
      long before = TourPlace.number(writer, WRITE);
      place.cluster().awaitCaughtUp();
      held.holdBackReplay();
      ServedBy atOnce = writeAndRead(place, writer, 0);
      ServedBy later = writeAndRead(place, writer, THINKING_MILLIS);
      long stock = before + 2 * PAIRS;
      Found old = read(place, other, "/* penstock: node=%s */ %s".formatted(held.name(), READ));
      StepFailedException.require(
          old.server().equals(held.name()) && old.stock() == before,
          "%s shows %d (expected: %s, held back, shows %d)"
              .formatted(old.server(), old.stock(), held.name(), before));
      return List.of(
          "With %s held back, one session wrote %d times and found what it had written each time."
              .formatted(held.name(), 2 * PAIRS),
          "Its reads were served, at once after the write, by: %s;".formatted(atOnce.shares()),
          "%d ms after it by: %s.".formatted(THINKING_MILLIS, later.shares()),
          "Another session, which had written nothing, was sent to %s by a hint, and read what was there"
              .formatted(held.name()),
          "before: %d instead of %d. Consistency session is about one's own writes."
              .formatted(old.stock(), stock));
    } finally {
      held.continueReplay();
      place.cluster().awaitCaughtUp();
    }
  }

  /** Who served the reads, each of which found what was written before. */
  private static ServedBy writeAndRead(TourPlace place, Connection writer, int thinkingMillis)
      throws SQLException, InterruptedException {
    ServedBy served = new ServedBy(place);
    for (int i = 0; i < PAIRS; i++) {
      long stock = TourPlace.number(writer, WRITE);
      TimeUnit.MILLISECONDS.sleep(thinkingMillis);
      Found found = read(place, writer, READ);
      StepFailedException.require(
          found.stock() == stock,
          "the session wrote %d and read %d from %s"
              .formatted(stock, found.stock(), found.server()));
      served.add(found.port());
    }
    return served;
  }

  private static Found read(TourPlace place, Connection client, String sql) throws SQLException {
    try (Statement statement = client.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      int port = rows.getInt(1);
      return new Found(port, place.nameOf(port), rows.getLong(2));
    }
  }
}
