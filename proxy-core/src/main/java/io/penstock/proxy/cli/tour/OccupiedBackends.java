package io.penstock.proxy.cli.tour;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Clients in open transactions, each of which keeps one backend to itself. With all backends but
 * one occupied, whoever comes next must use the one that is left. Confined to one thread.
 */
final class OccupiedBackends implements AutoCloseable {
  private final List<Connection> clients = new ArrayList<>();
  private final Set<Long> processes = new LinkedHashSet<>();

  private OccupiedBackends() {}

  /** Occupies so many. */
  static OccupiedBackends of(TourPlace place, int count) throws SQLException {
    OccupiedBackends occupied = new OccupiedBackends();
    try {
      for (int i = 0; i < count; i++) {
        occupied.addOne(place);
      }
      return occupied;
    } catch (SQLException | RuntimeException e) {
      occupied.close();
      throw e;
    }
  }

  /** Occupies more until this one is among them, which takes all there are at worst. */
  static OccupiedBackends including(TourPlace place, Set<Long> wanted) throws SQLException {
    OccupiedBackends occupied = new OccupiedBackends();
    try {
      while (!occupied.processes.containsAll(wanted)) {
        StepFailedException.require(
            occupied.clients.size() < place.poolSize(),
            "backends %s are none of the %d of the pool: %s"
                .formatted(wanted, place.poolSize(), occupied.processes));
        occupied.addOne(place);
      }
      return occupied;
    } catch (SQLException | RuntimeException e) {
      occupied.close();
      throw e;
    }
  }

  private void addOne(TourPlace place) throws SQLException {
    Connection client = place.client("occupier");
    clients.add(client);
    client.setAutoCommit(false);
    long process = TourPlace.backend(client);
    StepFailedException.require(
        processes.add(process),
        "backend %d serves two open transactions at once".formatted(process));
  }

  /** The processes of the backends that are occupied. */
  Set<Long> processes() {
    return Set.copyOf(processes);
  }

  /** Ends the transactions and the clients. */
  @Override
  public void close() throws SQLException {
    for (Connection client : clients) {
      client.close();
    }
  }
}
