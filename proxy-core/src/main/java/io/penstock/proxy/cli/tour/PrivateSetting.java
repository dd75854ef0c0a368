package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What one client sets, no other client gets, though both are served by the same backend. */
final class PrivateSetting implements TourStep {
  private static final String OWN = "Asia/Tokyo";
  private static final String ASK =
      "SELECT pg_backend_pid() || ' ' || current_setting('TimeZone')"
          + " || ' ' || current_setting('statement_timeout')";

  @Override
  public String title() {
    return "A setting stays with the client that made it";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException {
    try (Connection one = place.client("one");
        Connection other = place.client("other");
        OccupiedBackends taken = OccupiedBackends.of(place, place.poolSize() - 1)) {
      String usual = TourPlace.text(other, ASK);
      TourPlace.execute(one, "SET TimeZone = '" + OWN + "'");
      TourPlace.execute(one, "SET statement_timeout = '7s'");
      String own = backendOf(usual) + " " + OWN + " 7s";
      for (int turn = 1; turn <= 3; turn++) {
        expect("the client that set it", own, TourPlace.text(one, ASK));
        expect("the other client", usual, TourPlace.text(other, ASK));
      }
      return List.of(
          "With all other %d backends taken, two clients took turns on process %s."
              .formatted(taken.processes().size(), backendOf(usual)),
          "One had set TimeZone and statement_timeout, and found '%s' each time;"
              .formatted(settingsOf(own)),
          "the other found the server's own '%s' each time.".formatted(settingsOf(usual)));
    }
  }

  private static void expect(String who, String expected, String found) {
    StepFailedException.require(
        found.equals(expected), "%s found '%s' (expected: '%s')".formatted(who, found, expected));
  }

  private static String backendOf(String answer) {
    return answer.substring(0, answer.indexOf(' '));
  }

  private static String settingsOf(String answer) {
    return answer.substring(answer.indexOf(' ') + 1);
  }
}
