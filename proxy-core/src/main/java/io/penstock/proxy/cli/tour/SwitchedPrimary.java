package io.penstock.proxy.cli.tour;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** The primary dies, a replica is promoted, and the old one comes back as if nothing had been. */
final class SwitchedPrimary implements TourStep {
  private static final int CLIENTS = 10;
  private static final int WRITES = 200;
  private static final String WRITE =
      "INSERT INTO orders (customer_id) VALUES (1) RETURNING " + ServedBy.PORT;
  private static final String ORDERS = "SELECT count(*) FROM orders";

  @Override
  public String title() {
    return "The primary is switched, and the old one gets no write any more";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException, InterruptedException {
    PostgresServer old = place.primary();
    PostgresServer successor = place.cluster().replicas().get(0);
    List<Connection> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        Connection client = place.client("writer");
        clients.add(client);
        TourPlace.execute(client, WRITE);
      }
      place.cluster().awaitCaughtUp();
      long before = orders(successor);
      long start = System.nanoTime();
      ServedBy first = new ServedBy(place);
      double seconds = switchTo(successor, old, place, clients, first, start);
      expectOnly(successor, first);

      old.start();
      Awaited.until("the proxy has looked at %s".formatted(old.name()), () -> place.isWatched(old));
      long untouched = orders(old);
      ServedBy then = new ServedBy(place);
      for (int i = 0; i < WRITES; i++) {
        then.ask(clients.get(i % CLIENTS), WRITE);
      }
      expectOnly(successor, then);
      StepFailedException.require(
          !old.isInRecovery() && orders(old) == untouched,
          "%s had %d orders and has %d (expected: no new ones)"
              .formatted(old.name(), untouched, orders(old)));
      StepFailedException.require(
          orders(successor) == before + CLIENTS + WRITES,
          "%s has %d orders (expected: %d)"
              .formatted(successor.name(), orders(successor), before + CLIENTS + WRITES));
      return List.of(
          "%s was ended by SIGKILL. %d clients began a write each, which had nowhere to go;"
              .formatted(old.name(), CLIENTS),
          "then %s was promoted, and all were carried out there, once each, none with an error,"
              .formatted(successor.name()),
          "the last %.1f s after the kill.".formatted(seconds),
          "%s came back and still takes itself for the primary; of %d writes more it got none."
              .formatted(old.name(), WRITES));
    } finally {
      for (Connection client : clients) {
        client.close();
      }
    }
  }

  /** The seconds from the kill to the last of the writes that waited. */
  private static double switchTo(
      PostgresServer successor,
      PostgresServer old,
      TourPlace place,
      List<Connection> clients,
      ServedBy served,
      long start)
      throws SQLException, InterruptedException {
    old.kill();
    // What is sent to it before its end is noticed fails, because nobody can tell what became of
    // it.
    Awaited.until(
        "the proxy has no connection to %s any more".formatted(old.name()),
        () -> place.connectionsTo(old) == 0);
    List<Future<?>> writes = new ArrayList<>();
    try (ClientThreads threads = new ClientThreads()) {
      for (Connection client : clients) {
        writes.add(threads.start(() -> write(client, served)));
      }
      place.cluster().promote(successor);
      for (Future<?> write : writes) {
        ClientThreads.result(write);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static Void write(Connection client, ServedBy served) throws SQLException {
    served.ask(client, WRITE);
    return null;
  }

  private static long orders(PostgresServer server) throws SQLException {
    try (Connection connection = server.connect("shop")) {
      return TourPlace.number(connection, ORDERS);
    }
  }

  private static void expectOnly(PostgresServer server, ServedBy served) {
    StepFailedException.require(
        served.all() > 0 && served.of(server.name()) == served.all(),
        "writes were served by %s (expected: only %s)".formatted(served, server.name()));
  }
}
