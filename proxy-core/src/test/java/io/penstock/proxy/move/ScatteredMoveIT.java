package io.penstock.proxy.move;

import static io.penstock.proxy.server.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements over all shards find every row once, also while keys move. */
@Timeout(120)
class ScatteredMoveIT {
  private static final int CUSTOMERS = 400;

  @Test
  void everyRowIsCountedOnceWhileKeysMove() throws Exception {
    try (GrowingDatabase shop =
        new GrowingDatabase(
            "{name: orders, key: customer_id}",
            "CREATE TABLE orders (customer_id int PRIMARY KEY, amount int NOT NULL)")) {
      ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
      int port = proxy.address().getPort();
      try (Connection client = GrowingDatabase.connect(port, "");
          Statement statement = client.createStatement()) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
          statement.execute("INSERT INTO orders VALUES (%d, 1)".formatted(customer));
        }
      }
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger counted = new AtomicInteger();
      ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
      List<Thread> readers =
          IntStream.range(0, 3)
              .mapToObj(reader ->
                  Thread.ofPlatform().start(() -> count(port, reader, over, counted, problems)))
              .toList();
      eventually("all are counted", () -> counted.get() > 50);
      KeyMover.move(
          shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1)),
          new MoveOptions(Duration.ofMillis(800), 5, Duration.ofSeconds(40), false),
          line -> {});
      int after = counted.get();
      eventually("all are counted", () -> counted.get() > after + 50);
      over.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(problems).isEmpty();
      assertThat(shop.rows(2, "SELECT 1 FROM orders")).hasSizeGreaterThan(50);
    }
  }

  @Test
  void everyRowIsChangedOnceByEachChangeWhileKeysMove() throws Exception {
    try (GrowingDatabase shop =
        new GrowingDatabase(
            "{name: orders, key: customer_id}]\n      two-phase: true\n      pins: [",
            "CREATE TABLE orders (customer_id int PRIMARY KEY, amount int NOT NULL)")) {
      ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
      int port = proxy.address().getPort();
      StringBuilder rows = new StringBuilder("INSERT INTO orders VALUES (0, 0)");
      for (int customer = 1; customer < CUSTOMERS; customer++) {
        rows.append(", (%d, 0)".formatted(customer));
      }
      eventually("rows of several shards are inserted", () -> changed(port, rows) == CUSTOMERS);
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger changes = new AtomicInteger();
      ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
      List<Thread> writers =
          IntStream.range(0, 2)
              .mapToObj(writer ->
                  Thread.ofPlatform().start(() -> change(port, writer, over, changes, problems)))
              .toList();
      eventually("changes are made", () -> changes.get() > 10);
      KeyMover.move(
          shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1)),
          new MoveOptions(Duration.ofMillis(800), 60, Duration.ofSeconds(40), false),
          line -> {});
      int after = changes.get();
      eventually("changes are made", () -> changes.get() > after + 10);
      over.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(problems).isEmpty();
      assertThat(shop.rows(2, "SELECT 1 FROM orders")).hasSizeGreaterThan(50);
      for (int shard = 0; shard < 3; shard++) {
        assertThat(shop.rows(shard, "SELECT DISTINCT amount FROM orders"))
            .containsExactly(String.valueOf(changes.get()));
      }
    }
  }

  private static int changed(int port, CharSequence sql) {
    try (Connection client = GrowingDatabase.connect(port, "");
        Statement statement = client.createStatement()) {
      return statement.executeUpdate(sql.toString());
    } catch (SQLException e) {
      return -1;
    }
  }

  private static void change(
      int port,
      int writer,
      AtomicBoolean over,
      AtomicInteger changes,
      ConcurrentLinkedQueue<String> problems) {
    String mode = writer == 0 ? "preferQueryMode=simple" : "prepareThreshold=2";
    try (Connection client = GrowingDatabase.connect(port, mode);
        Statement statement = client.createStatement()) {
      while (!over.get()) {
        int rows = statement.executeUpdate("UPDATE orders SET amount = amount + 1");
        changes.incrementAndGet();
        if (rows != CUSTOMERS) {
          problems.add(rows + " rows were changed");
        }
        Thread.sleep(5);
      }
    } catch (SQLException | InterruptedException e) {
      problems.add(e.toString());
    }
  }

  private static void count(
      int port,
      int reader,
      AtomicBoolean over,
      AtomicInteger counted,
      ConcurrentLinkedQueue<String> problems) {
    String mode = reader == 0 ? "preferQueryMode=simple" : "prepareThreshold=2";
    try (Connection client = GrowingDatabase.connect(port, mode);
        Statement statement = client.createStatement()) {
      while (!over.get()) {
        try (ResultSet row =
            statement.executeQuery("SELECT count(*), sum(amount), max(customer_id) FROM orders")) {
          row.next();
          String found = row.getInt(1) + ", " + row.getInt(2) + ", " + row.getInt(3);
          if (!found.equals(CUSTOMERS + ", " + CUSTOMERS + ", " + (CUSTOMERS - 1))) {
            problems.add(found);
          }
        }
        counted.incrementAndGet();
      }
    } catch (SQLException e) {
      problems.add(e.getSQLState() + " " + e.getMessage());
    }
  }
}
