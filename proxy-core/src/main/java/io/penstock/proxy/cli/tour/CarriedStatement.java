package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.PGStatement;

/** A statement that a client prepared once works on every backend it is given. */
final class CarriedStatement implements TourStep {
  private static final int BACKENDS = 5;
  private static final long PRODUCT = 42;

  @Override
  public String title() {
    return "A prepared statement goes with its client from backend to backend";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException {
    Set<Long> served = new LinkedHashSet<>();
    try (Connection client = place.client("prepared");
        PreparedStatement statement =
            client.prepareStatement("SELECT pg_backend_pid(), name FROM products WHERE id = ?")) {
      PGStatement driver = statement.unwrap(PGStatement.class);
      driver.setPrepareThreshold(1);
      statement.setLong(1, PRODUCT);
      String name = execute(statement, served);
      StepFailedException.require(
          driver.isUseServerPrepare(), "the driver did not prepare the statement on the server");
      while (served.size() < BACKENDS) {
        int before = served.size();
        // All it was served by are taken now, so it gets another one.
        try (OccupiedBackends taken = OccupiedBackends.including(place, served)) {
          String again = execute(statement, served);
          StepFailedException.require(
              again.equals(name), "it returned '%s', then '%s'".formatted(name, again));
          StepFailedException.require(
              served.size() > before,
              "it was served by an occupied backend: %s of %s"
                  .formatted(served, taken.processes()));
        }
      }
      return List.of(
          "The driver prepared it once, and executed it on %d backends: processes %s."
              .formatted(served.size(), served),
          "Each time it found product %d, '%s'.".formatted(PRODUCT, name));
    }
  }

  private static String execute(PreparedStatement statement, Set<Long> served) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      served.add(rows.getLong(1));
      return rows.getString(2);
    }
  }
}
