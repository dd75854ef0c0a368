package io.penstock.proxy.move;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Clients that write, and keep books of what they have written: each has customers of its own, and
 * reads them again, so that whatever is lost or doubled is seen, in the end or on the way.
 */
public final class Ledger implements AutoCloseable {
  private static final String[] MODES = {
    "preferQueryMode=simple", "preferQueryMode=extended", "prepareThreshold=1", "prepareThreshold=5"
  };

  public final AtomicLong transactions = new AtomicLong();
  public final AtomicLong longestMillis = new AtomicLong();
  public final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

  private final Map<Integer, Map<Integer, Integer>> books = new ConcurrentHashMap<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param port where a client connects
   * @param reconnects whether a client whose connection is lost begins anew
   */
  public Ledger(int count, int customersEach, IntSupplier port, boolean reconnects) {
    for (int client = 0; client < count; client++) {
      int number = client;
      clients.add(
          Thread.ofPlatform()
              .name("ledger-" + client)
              .start(() -> run(number, count, customersEach, port, reconnects)));
    }
  }

  private void run(int number, int count, int customersEach, IntSupplier port, boolean reconnects) {
    Random random = new Random(number);
    int customers = customersEach;
    int customer = number;
    Map<Integer, Integer> unclear = null;
    while (!over || unclear != null) {
      try (Connection connection =
          GrowingDatabase.connect(port.getAsInt(), MODES[number % MODES.length])) {
        connection.setAutoCommit(false);
        if (unclear != null) {
          // Whether the last transaction was committed nobody knows but the database.
          Map<Integer, Integer> found = found(connection, customer);
          if (!found.equals(unclear) && !found.equals(book(customer))) {
            problems.add("customer " + customer + " has " + found + " instead of " + unclear);
          }
          books.put(customer, found);
          unclear = null;
          connection.commit();
        }
        while (!over) {
          // New customers come too, anywhere in the order of keys.
          customers += random.nextInt(20) == 0 ? 1 : 0;
          customer = (random.nextInt(customers) * 7919 % 100_000) * count + number;
          unclear = new TreeMap<>(book(customer));
          long began = System.nanoTime();
          step(connection, customer, random, unclear);
          long millis = (System.nanoTime() - began) / 1_000_000;
          longestMillis.accumulateAndGet(millis, Math::max);
          transactions.incrementAndGet();
          books.put(customer, unclear);
          unclear = null;
        }
      } catch (SQLException e) {
        if (!reconnects) {
          problems.add(number + ": " + e.getSQLState() + " " + e.getMessage());
          return;
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  private Map<Integer, Integer> book(int customer) {
    return books.computeIfAbsent(customer, none -> new TreeMap<>());
  }

  private void step(Connection connection, int customer, Random random, Map<Integer, Integer> next)
      throws SQLException {
    Map<Integer, Integer> book = book(customer);
    int choice = random.nextInt(10);
    if (choice < 3) {
      read(connection, customer, book);
    } else if (choice < 7 || book.isEmpty()) {
      int id = book.isEmpty() ? 1 : ((TreeMap<Integer, Integer>) book).lastKey() + 1;
      update(connection, "INSERT INTO orders VALUES (?, ?, 0, 'new')", 1, customer, id);
      update(connection, "INSERT INTO lines VALUES (?, ?, 'some article')", 1, customer, id);
      next.put(id, 0);
    } else if (choice < 9) {
      int id = book.keySet().iterator().next();
      update(
          connection,
          "UPDATE orders SET amount = amount + 1 WHERE customer_id = ? AND id = ?",
          1,
          customer,
          id);
      next.merge(id, 1, Integer::sum);
    } else {
      int id = book.keySet().iterator().next();
      update(
          connection, "DELETE FROM lines WHERE customer_id = ? AND order_id = ?", 1, customer, id);
      update(connection, "DELETE FROM orders WHERE customer_id = ? AND id = ?", 1, customer, id);
      next.remove(id);
    }
    connection.commit();
  }

  private static void update(Connection connection, String sql, int rows, int first, int second)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, first);
      statement.setInt(2, second);
      int found = statement.executeUpdate();
      if (found != rows) {
        throw new SQLException("%d rows instead of %d: %s".formatted(found, rows, statement));
      }
    }
  }

  private void read(Connection connection, int customer, Map<Integer, Integer> book)
      throws SQLException {
    Map<Integer, Integer> found = found(connection, customer);
    if (!found.equals(book)) {
      problems.add("customer %d has %s, expected %s".formatted(customer, found, book));
    }
  }

  private Map<Integer, Integer> found(Connection connection, int customer) throws SQLException {
    Map<Integer, Integer> found = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT o.id, o.amount FROM orders o JOIN lines l ON l.customer_id = o.customer_id AND"
                + " l.order_id = o.id WHERE o.customer_id = ?")) {
      select.setInt(1, customer);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          if (found.put(row.getInt(1), row.getInt(2)) != null) {
            problems.add("customer %d has %d twice".formatted(customer, row.getInt(1)));
          }
        }
      }
    }
    return found;
  }

  /** What there has to be: customer, order and amount. */
  public List<String> rows() {
    List<String> rows = new ArrayList<>();
    books.forEach((customer, book) ->
        book.forEach((id, amount) -> rows.add(customer + "|" + id + "|" + amount)));
    return rows;
  }

  /** Waits until every client has done its last transaction. */
  @Override
  public void close() {
    over = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
