package io.penstock.proxy.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Clients that read one row each, again and again, and check what they get: one third by the simple
 * protocol, one third by the extended without names, one third with a prepared statement. Half of
 * them have a setting of their own. The row {@code (n, 7 * n)} of table {@code t} is that of client
 * n.
 */
final class ReadLoad implements AutoCloseable {
  private static final List<String> PROTOCOLS =
      List.of("&preferQueryMode=simple", "&prepareThreshold=0", "&prepareThreshold=1");

  private final String url;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> clients = new ArrayList<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicLongArray reads;
  private final AtomicLong longest = new AtomicLong();
  private volatile boolean over;

  private ReadLoad(String url, int count) {
    this.url = url;
    this.reads = new AtomicLongArray(count);
  }

  /** The clients read when this returns. */
  static ReadLoad start(String url, int count) {
    ReadLoad load = new ReadLoad(url, count);
    for (int client = 0; client < count; client++) {
      int number = client;
      load.clients.add(load.executor.submit(() -> load.run(number)));
    }
    load.awaitReads(5);
    return load;
  }

  private void run(int client) {
    String options =
        client % 2 == 0 ? "" : "&options=-c%20statement_timeout%3D" + (60_000 + client);
    String more = PROTOCOLS.get(client % PROTOCOLS.size()) + options;
    try (Connection connection = DriverManager.getConnection(url + more)) {
      if (client % PROTOCOLS.size() == 0) {
        try (Statement statement = connection.createStatement()) {
          while (!over) {
            took(client, () -> statement.executeQuery("SELECT v FROM t WHERE n = " + client));
          }
        }
      } else {
        try (PreparedStatement read = connection.prepareStatement("SELECT v FROM t WHERE n = ?")) {
          read.setInt(1, client);
          while (!over) {
            took(client, read::executeQuery);
          }
        }
      }
    } catch (SQLException | RuntimeException e) {
      errors.add("client " + client + " after " + reads.get(client) + " reads: " + e);
    }
  }

  private interface Read {
    ResultSet rows() throws SQLException;
  }

  private void took(int client, Read read) throws SQLException {
    long began = System.nanoTime();
    try (ResultSet rows = read.rows()) {
      if (!rows.next() || rows.getInt(1) != 7 * client || rows.next()) {
        throw new IllegalStateException("not its row");
      }
    }
    long lasted = System.nanoTime() - began;
    longest.accumulateAndGet(lasted, Math::max);
    reads.incrementAndGet(client);
  }

  /** Waits until every client has read so many rows more. */
  void awaitReads(int more) {
    long[] wanted = new long[reads.length()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = reads.get(i) + more;
    }
    ProxyFixture.eventually(
        "every client reads " + more + " rows; " + errors,
        () -> {
          for (int i = 0; i < wanted.length; i++) {
            if (reads.get(i) < wanted[i] && errors.isEmpty()) {
              return false;
            }
          }
          return true;
        });
  }

  /** What clients were told instead of their row. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** How long the slowest read took, in milliseconds. */
  long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longest.get());
  }

  /** Lets every client finish its read and leave. */
  @Override
  public void close() {
    over = true;
    executor.shutdown();
    try {
      if (executor.awaitTermination(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    throw new AssertionError("clients wait for an answer that does not come");
  }
}
