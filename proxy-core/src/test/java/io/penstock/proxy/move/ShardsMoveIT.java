package io.penstock.proxy.move;

import static io.penstock.proxy.server.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ShardingConfig;
import io.penstock.proxy.server.ProxyServer;
import io.penstock.sql.shard.KeyValue;
import io.penstock.sql.shard.ShardMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys move while clients write: nothing is lost, nothing doubled, nobody sees an error. */
@Timeout(120)
class ShardsMoveIT {
  private static final String TABLES =
      "{name: orders, key: customer_id}, {name: lines, key: customer_id},"
          + " {name: countries, reference: true}";

  private static final String HELD =
      " AND EXISTS (SELECT FROM penstock.shard_move WHERE held IS NOT NULL)";

  private GrowingDatabase shop;

  @BeforeEach
  void start() throws Exception {
    shop =
        new GrowingDatabase(
            TABLES,
            "CREATE TABLE orders (customer_id bigint, id int, amount int NOT NULL, note text,"
                + " PRIMARY KEY (customer_id, id))",
            "CREATE TABLE lines (customer_id int, order_id int, article text,"
                + " number bigint GENERATED ALWAYS AS IDENTITY,"
                + " FOREIGN KEY (customer_id, order_id) REFERENCES orders (customer_id, id))",
            "CREATE INDEX ON lines (customer_id)",
            "CREATE TABLE countries (code text PRIMARY KEY)");
    for (int shard = 0; shard < 2; shard++) {
      shop.execute(shard, "INSERT INTO countries VALUES ('de'), ('fr')");
    }
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private void move(ShardingConfig before, ShardingConfig after, List<String> lines)
      throws InterruptedException {
    KeyMover.move(shop.request(before, after), GrowingDatabase.OPTIONS, lines::add);
  }

  /** Every row of the books is on the one shard that has its key by this placement. */
  private void verify(Ledger ledger, ShardingConfig placement) throws Exception {
    ShardMap map = ShardMap.of(placement);
    List<String> found = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      List<String> here =
          shop.rows(shard, "SELECT customer_id, id, amount FROM orders ORDER BY 1, 2");
      for (String row : here) {
        long customer = Long.parseLong(row.substring(0, row.indexOf('|')));
        assertThat(map.place(List.of(new KeyValue.Whole(customer)))).isEqualTo(shard);
      }
      found.addAll(here);
      assertThat(
              shop.rows(
                  shard,
                  "SELECT customer_id, id FROM orders FULL JOIN lines USING (customer_id) WHERE"
                      + " orders.id IS NULL OR order_id IS NULL"))
          .isEmpty();
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(ledger.rows());
    assertThat(ledger.problems).isEmpty();
  }

  @Test
  void aThirdShardTakesItsKeysWhileClientsWriteThroughTwoProxies() throws Exception {
    ProxyServer one = shop.startProxy(0, 1, 1, 0);
    ProxyServer two = shop.startProxy(0, 1, 1, 0);
    List<String> lines = new ArrayList<>();
    AtomicInteger next = new AtomicInteger();
    Ledger ledger =
        new Ledger(
            8, 60, () -> (next.getAndIncrement() % 2 == 0 ? one : two).address().getPort(), false);
    long usual;
    try (ledger) {
      eventually("there is something to move", () -> ledger.transactions.get() > 2_000);
      usual = ledger.longestMillis.get();
      move(shop.sharding(1, 1), shop.sharding(1, 1, 1), lines);
      long after = ledger.transactions.get();
      eventually("clients go on", () -> ledger.transactions.get() > after + 500);
    }
    verify(ledger, shop.sharding(1, 1, 1));
    assertThat(shop.rows(2, "SELECT 1 FROM orders")).hasSizeGreaterThan(100);
    assertThat(shop.rows(2, "SELECT code FROM countries")).containsExactlyInAnyOrder("de", "fr");
    assertThat(lines).last().asString().startsWith("done: ");
    assertThat(ledger.longestMillis.get())
        .as("the longest transaction, beside the longest before the move")
        .isLessThan(1_000 + usual);
  }

  @Test
  void aShardGivesItsKeysAwayAndIsEmptyThen() throws Exception {
    ProxyServer proxy = shop.startProxy(0, 1, 1, 1);
    shop.execute(2, "INSERT INTO countries VALUES ('de'), ('fr')");
    Ledger ledger = new Ledger(4, 40, () -> proxy.address().getPort(), false);
    try (ledger) {
      eventually("there is something to move", () -> ledger.transactions.get() > 1_000);
      move(shop.sharding(1, 1, 1), shop.sharding(1, 1, 0), new ArrayList<>());
    }
    verify(ledger, shop.sharding(1, 1, 0));
    assertThat(shop.rows(2, "SELECT 1 FROM orders UNION ALL SELECT 1 FROM lines")).isEmpty();
  }

  @Test
  void connectionsThatBreakAtAnyMomentLoseNothing() throws Exception {
    ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
    List<String> lines = new ArrayList<>();
    AtomicBoolean moving = new AtomicBoolean(true);
    Ledger ledger = new Ledger(4, 40, () -> proxy.address().getPort(), false);
    try (ledger) {
      eventually("there is something to move", () -> ledger.transactions.get() > 700);
      CountDownLatch begun = new CountDownLatch(1);
      Thread saboteur = Thread.ofPlatform().start(() -> sabotage(begun, moving));
      try {
        KeyMover.move(
            shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1)),
            new MoveOptions(Duration.ofMillis(800), 60, Duration.ofSeconds(40), false),
            line -> {
              lines.add(line);
              if (line.startsWith("moved")) {
                begun.countDown();
              }
            });
      } finally {
        begun.countDown();
        moving.set(false);
        saboteur.join();
      }
    }
    assertThat(lines).contains("cleaning up after a run that was interrupted");
    verify(ledger, shop.sharding(1, 1, 1));
  }

  /** Ends connections of the move: of the first shard while keys are held, of any at any time. */
  private void sabotage(CountDownLatch begun, AtomicBoolean moving) {
    Random random = new Random(7);
    try {
      begun.await();
      for (int ended = 0; moving.get() && ended < 8; ) {
        boolean held = ended % 2 == 0;
        LockSupport.parkNanos(random.nextLong(held ? 1_000_000 : 300_000_000));
        ended +=
            shop.rows(
                        held ? 0 : random.nextInt(3),
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                            + " 'penstock move' AND datname = current_database()"
                            + (held ? HELD : " ORDER BY random() LIMIT 1"))
                    .isEmpty()
                ? 0
                : 1;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aProxyThatIsRestartedInTheMiddleGoesByWhatHasMoved() throws Exception {
    ProxyServer steady = shop.startProxy(0, 1, 1, 0);
    AtomicReference<ProxyServer> restarted = new AtomicReference<>(shop.startProxy(0, 1, 1, 0));
    int port = restarted.get().address().getPort();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger batches = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    MoveRequest request = shop.request(shop.sharding(1, 1), shop.sharding(1, 1, 1));
    Ledger ledger =
        new Ledger(
            4, 40, () -> next.getAndIncrement() % 2 == 0 ? steady.address().getPort() : port, true);
    try (ledger) {
      eventually("there is something to move", () -> ledger.transactions.get() > 700);
      Thread restart =
          Thread.ofPlatform()
              .start(() -> {
                for (int times = 0; times < 2; times++) {
                  int before = batches.get();
                  eventually("some keys have moved", () -> done.get() || batches.get() > before);
                  restarted.get().close();
                  shop.forget(restarted.get());
                  try {
                    // With either file: the record of the move decides.
                    restarted.set(shop.startProxy(port, 1, 1, times));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      MoveOptions small =
          new MoveOptions(Duration.ofMillis(800), 40, Duration.ofSeconds(40), false);
      KeyMover.move(
          request,
          small,
          line -> {
            if (line.startsWith("moved")) {
              batches.incrementAndGet();
            }
          });
      done.set(true);
      restart.join();
    }
    assertThat(batches.get()).isGreaterThan(2);
    verify(ledger, shop.sharding(1, 1, 1));
  }

  @Test
  void aTransactionThatStaysOpenIsNotWaitedForWithKeysHeld() throws Exception {
    ProxyServer proxy = shop.startProxy(0, 1, 1, 0);
    int port = proxy.address().getPort();
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Connection open = GrowingDatabase.connect(port, "");
        Connection other = GrowingDatabase.connect(port, "")) {
      for (int customer = 0; customer < 30; customer++) {
        execute(other, "INSERT INTO orders VALUES (" + customer + ", 1, 0, '')");
      }
      open.setAutoCommit(false);
      execute(open, "UPDATE orders SET amount = 1 WHERE customer_id = 0");
      Thread mover =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  move(shop.sharding(1, 1), shop.sharding(1, 1, 1), lines);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      eventually(
          "the mover waits", () -> lines.stream().filter(this::isWaiting).limit(2).count() == 2);
      long began = System.nanoTime();
      for (int customer = 1; customer < 30; customer++) {
        execute(other, "UPDATE orders SET amount = 2 WHERE customer_id = " + customer);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      open.commit();
      mover.join();
    }
    assertThat(lines).last().asString().startsWith("done: ");
    List<String> amounts = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      amounts.addAll(shop.rows(shard, "SELECT customer_id, amount FROM orders"));
    }
    assertThat(amounts).hasSize(30).contains("0|1", "1|2", "29|2");
  }

  private boolean isWaiting(String line) {
    return line.startsWith("waiting: transactions that began before");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void whatIsNotPreparedIsRefusedBeforeAnyKeyIsHeld() throws Exception {
    ProxyServer unprepared = shop.startProxy(0, 1, 1);
    refused("does not have all shards", shop.sharding(1, 1), shop.sharding(1, 1, 1));
    unprepared.close();
    shop.forget(unprepared);
    shop.startProxy(0, 1, 1, 0);
    refused("places keys otherwise", shop.sharding(1, 2), shop.sharding(1, 1, 1));
    refused("not in the new file", shop.sharding(1, 1, 1), shop.sharding(1, 1));
    try (Connection stranger = shop.direct(1)) {
      assertThat(stranger.isValid(1)).isTrue();
      refused("are of no named proxy", shop.sharding(1, 1), shop.sharding(1, 1, 1));
    }
    shop.execute(2, "ALTER TABLE lines ADD more int");
    refused("has the columns", shop.sharding(1, 1), shop.sharding(1, 1, 1));
    shop.execute(2, "ALTER TABLE lines DROP more", "INSERT INTO countries VALUES ('it')");
    refused("reference table", shop.sharding(1, 1), shop.sharding(1, 1, 1));
    shop.execute(2, "DELETE FROM countries", "DROP TABLE lines");
    refused("pg_dump --schema-only", shop.sharding(1, 1), shop.sharding(1, 1, 1));
  }

  private void refused(String because, ShardingConfig before, ShardingConfig after) {
    assertThatThrownBy(() -> move(before, after, new ArrayList<>()))
        .isInstanceOf(MoveFailedException.class)
        .hasMessageContaining(because)
        .hasMessageContaining("expected: ");
  }
}
