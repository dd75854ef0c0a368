package io.penstock.proxy.move;

import static io.penstock.proxy.server.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/** Rows that are copied while keys move are where their keys are, or not there and said so. */
@Timeout(120)
class CopiedMoveIT {
  private static final int CUSTOMERS = 200;
  private static final int ROWS = 100;

  @Test
  void noRowIsLostWhileKeysMove() throws Exception {
    try (GrowingDatabase shop =
        new GrowingDatabase(
            "{name: orders, key: customer_id}",
            "CREATE TABLE orders (customer_id int, id int)",
            "CREATE INDEX ON orders (customer_id)")) {
      shop.twoPhase();
      ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
      int port = proxy.address().getPort();
      eventually("transactions over several shards are possible", () -> isReady(port));
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger copied = new AtomicInteger();
      ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
      List<Thread> writers =
          IntStream.range(0, 3)
              .mapToObj(writer ->
                  Thread.ofPlatform().start(() -> copy(port, writer, over, copied, problems)))
              .toList();
      eventually("rows are copied", () -> copied.get() > 1000);
      KeyMover.move(
          shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1)),
          new MoveOptions(Duration.ofMillis(800), 200, Duration.ofSeconds(40), false),
          line -> {});
      int after = copied.get();
      eventually("rows are copied", () -> copied.get() > after + 1000);
      over.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(problems).isEmpty();
      try (Connection client = GrowingDatabase.connect(port, "");
          Statement statement = client.createStatement()) {
        assertThat(number(statement, "SELECT count(*) FROM orders")).isEqualTo(copied.get());
        long found = 0;
        for (int customer = 0; customer < CUSTOMERS; customer++) {
          found += number(statement, "SELECT count(*) FROM orders WHERE customer_id = " + customer);
        }
        assertThat(found).isEqualTo(copied.get());
      }
      assertThat(shop.rows(2, "SELECT DISTINCT customer_id FROM orders")).hasSizeGreaterThan(30);
    }
  }

  private static boolean isReady(int port) {
    try (Connection client = GrowingDatabase.connect(port, "")) {
      CopyManager copies = client.unwrap(PGConnection.class).getCopyAPI();
      return copies.copyIn("COPY orders FROM STDIN", new StringReader("")) == 0;
    } catch (SQLException | IOException e) {
      return false;
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The first one takes its time over each COPY. */
  private static void copy(
      int port,
      int writer,
      AtomicBoolean over,
      AtomicInteger copied,
      ConcurrentLinkedQueue<String> problems) {
    Random random = new Random(writer);
    try (Connection client = GrowingDatabase.connect(port, "")) {
      CopyManager copies = client.unwrap(PGConnection.class).getCopyAPI();
      while (!over.get()) {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
          rows.append(random.nextInt(CUSTOMERS)).append('\t').append(row).append('\n');
        }
        try {
          if (writer > 0) {
            copied.addAndGet(
                (int) copies.copyIn("COPY orders FROM STDIN", new StringReader(rows.toString())));
          } else {
            copied.addAndGet(slowly(copies, rows.toString()));
          }
        } catch (SQLException e) {
          if (!"57P03".equals(e.getSQLState())) {
            throw e;
          }
        }
      }
    } catch (SQLException | IOException | InterruptedException e) {
      problems.add(String.valueOf(e));
    }
  }

  private static int slowly(CopyManager copies, String rows)
      throws SQLException, InterruptedException {
    CopyIn copy = copies.copyIn("COPY orders FROM STDIN");
    byte[] data = rows.getBytes(StandardCharsets.UTF_8);
    int half = data.length / 2;
    copy.writeToCopy(data, 0, half);
    copy.flushCopy();
    boolean unused = new CountDownLatch(1).await(150, TimeUnit.MILLISECONDS);
    copy.writeToCopy(data, half, data.length - half);
    return (int) copy.endCopy();
  }
}
