package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many statements each server has served. Any thread. */
final class ServedBy {
  /** What tells, in a statement, which server serves it: a read, as it is a setting. */
  static final String PORT = "current_setting('port')";

  private final TourPlace place;
  private final Map<String, Long> counts = new TreeMap<>();

  ServedBy(TourPlace place) {
    this.place = place;
    place.cluster().servers().forEach(server -> counts.put(server.name(), 0L));
  }

  /** One more, by the server that listens there. */
  synchronized void add(long port) {
    counts.merge(place.nameOf((int) port), 1L, Long::sum);
  }

  /** Runs a statement whose first column is the port, and counts it. */
  void ask(Connection client, String sql) throws SQLException {
    add(TourPlace.number(client, sql));
  }

  synchronized long of(String server) {
    return counts.getOrDefault(server, 0L);
  }

  synchronized long all() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** "pg-a 0 %, pg-b 51 %, pg-c 49 %". */
  String shares() {
    double all = Math.max(all(), 1);
    return counts().entrySet().stream()
        .map(server -> "%s %.0f %%".formatted(server.getKey(), 100 * server.getValue() / all))
        .collect(Collectors.joining(", "));
  }

  private synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  @Override
  public String toString() {
    return counts().toString();
  }
}
