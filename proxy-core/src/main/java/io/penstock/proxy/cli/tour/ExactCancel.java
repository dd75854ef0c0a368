package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/** A cancel stops the statement it is meant for, or nothing at all. */
final class ExactCancel implements TourStep {
  private static final String LONG = "SELECT pg_sleep(30)";
  private static final String SHORT = "SELECT pg_sleep(1.5)";
  private static final String QUERY_CANCELED = "57014";

  @Override
  public String title() {
    return "A cancel hits its own statement, or nothing";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    try (ClientThreads threads = new ClientThreads();
        Connection observer = place.observer();
        Connection canceling = place.clientOfPrimary("canceling");
        Connection bystander = place.clientOfPrimary("bystander")) {
      double seconds = inTime(threads, observer, canceling, bystander);
      long shared;
      try (OccupiedBackends taken = OccupiedBackends.of(place, place.poolSize() - 1)) {
        shared = tooLate(threads, observer, canceling, bystander);
        StepFailedException.require(
            !taken.processes().contains(shared), "backend %d serves two clients".formatted(shared));
      }
      return List.of(
          "'%s' ended with SQLSTATE %s %.0f ms after its client asked for that."
              .formatted(LONG, QUERY_CANCELED, seconds * 1000),
          "'%s' of another client ran on beside it, and finished.".formatted(SHORT),
          "A cancel that came too late, when process %d served the other client, hit nothing."
              .formatted(shared));
    }
  }

  private static double inTime(
      ClientThreads threads, Connection observer, Connection canceling, Connection bystander)
      throws SQLException, InterruptedException {
    Future<String> canceled = threads.start(() -> sqlState(canceling, LONG));
    Future<String> untouched = threads.start(() -> sqlState(bystander, SHORT));
    awaitRunning(observer, LONG);
    awaitRunning(observer, SHORT);
    long start = System.nanoTime();
    canceling.unwrap(PGConnection.class).cancelQuery();
    String state = ClientThreads.result(canceled);
    double seconds = (System.nanoTime() - start) / 1e9;
    StepFailedException.require(
        state.equals(QUERY_CANCELED),
        "%s: %s (expected: %s)".formatted(LONG, state, QUERY_CANCELED));
    expectFinished(untouched);
    return seconds;
  }

  /** Both clients use the one backend that is left, one after the other. */
  private static long tooLate(
      ClientThreads threads, Connection observer, Connection canceling, Connection bystander)
      throws SQLException, InterruptedException {
    long process = TourPlace.backend(canceling);
    long same = TourPlace.backend(bystander);
    StepFailedException.require(
        process == same, "one client was on backend %d, the other on %d".formatted(process, same));
    Future<String> untouched = threads.start(() -> sqlState(bystander, SHORT));
    awaitRunning(observer, SHORT);
    canceling.unwrap(PGConnection.class).cancelQuery();
    expectFinished(untouched);
    return process;
  }

  private static void expectFinished(Future<String> untouched)
      throws SQLException, InterruptedException {
    String state = ClientThreads.result(untouched);
    StepFailedException.require(
        state.equals("00000"),
        "%s of the other client: %s (expected: 00000)".formatted(SHORT, state));
  }

  private static void awaitRunning(Connection observer, String sql)
      throws SQLException, InterruptedException {
    String query =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + sql + "'";
    Awaited.until("a backend runs " + sql, () -> TourPlace.number(observer, query) == 1);
  }

  private static String sqlState(Connection client, String sql) {
    try {
      TourPlace.execute(client, sql);
      return "00000";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}
