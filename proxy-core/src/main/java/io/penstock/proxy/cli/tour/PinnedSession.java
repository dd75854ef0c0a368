package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What lives in a backend keeps the client on it, for as long as it lives. */
final class PinnedSession implements TourStep {
  private static final int NOTIFICATION_MILLIS = 10_000;

  @Override
  public String title() {
    return "LISTEN and temporary tables pin a client to its backend, and unpin it";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException {
    try (Connection pinned = place.client("pinned");
        Connection other = place.client("other")) {
      TourPlace.execute(pinned, "LISTEN news");
      long listening = expectPinned(place, pinned, "LISTEN");
      TourPlace.execute(other, "NOTIFY news, 'hello'");
      String heard = notification(pinned);
      TourPlace.execute(pinned, "UNLISTEN news");
      expectUnpinned(place, "UNLISTEN");

      TourPlace.execute(pinned, "CREATE TEMPORARY TABLE basket (product bigint)");
      TourPlace.execute(pinned, "INSERT INTO basket VALUES (7), (8)");
      long table = expectPinned(place, pinned, "CREATE TEMPORARY TABLE");
      long rows = TourPlace.number(pinned, "SELECT count(*) FROM basket");
      StepFailedException.require(rows == 2, "%d rows in the table (expected: 2)".formatted(rows));
      TourPlace.execute(pinned, "DROP TABLE basket");
      expectUnpinned(place, "DROP TABLE");
      return List.of(
          "After LISTEN, process %d was the client's alone, and brought it '%s' from another client."
              .formatted(listening, heard),
          "After UNLISTEN, all %d backends served others again.".formatted(place.poolSize()),
          "With a temporary table the client had process %d alone, and found its rows there;"
              .formatted(table),
          "after DROP TABLE all %d backends served others again.".formatted(place.poolSize()));
    }
  }

  /** Others take all backends they can get: all but the one the client is pinned to. */
  private static long expectPinned(TourPlace place, Connection pinned, String cause)
      throws SQLException {
    long process = TourPlace.backend(pinned);
    try (OccupiedBackends others = OccupiedBackends.of(place, place.poolSize() - 1)) {
      long now = TourPlace.backend(pinned);
      StepFailedException.require(
          process == now && !others.processes().contains(process),
          "after %s the client was on backend %d, then on %d, while others had %s"
              .formatted(cause, process, now, others.processes()));
    }
    return process;
  }

  /** Others can have every backend while the client is connected. */
  private static void expectUnpinned(TourPlace place, String cause) throws SQLException {
    try (OccupiedBackends others = OccupiedBackends.of(place, place.poolSize())) {
      StepFailedException.require(
          others.processes().size() == place.poolSize(),
          "after %s others had %d backends (expected: %d)"
              .formatted(cause, others.processes().size(), place.poolSize()));
    }
  }

  private static String notification(Connection client) throws SQLException {
    PGNotification[] arrived =
        client.unwrap(PGConnection.class).getNotifications(NOTIFICATION_MILLIS);
    StepFailedException.require(
        arrived != null && arrived.length == 1,
        "no notification within %d ms".formatted(NOTIFICATION_MILLIS));
    return arrived[0].getParameter();
  }
}
