package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.TestScale;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Money moves between accounts on three shards, while backends are killed, connections cut in the
 * midst of commits and proxies ended: none is lost or made, and what a client was told is so.
 */
class BankIT {
  private static final Logger LOG = LoggerFactory.getLogger(BankIT.class);

  private static final int SHARDS = 3;
  private static final int ACCOUNTS = 90;
  private static final int CLIENTS = 16;
  private static final int BALANCE = 1000;

  /** Every fourth is an end of the proxy. */
  private static final int KILLS = TestScale.times(6);

  private static final String[] STEPS = {
    "SELECT pg_catalog.set_config", "PREPARE", "COMMIT", "COMMIT PREPARED", "ROLLBACK"
  };

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger transfers = new AtomicInteger();
  private final AtomicInteger committed = new AtomicInteger();
  private final AtomicInteger inDoubt = new AtomicInteger();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Integer> refused = ConcurrentHashMap.newKeySet();

  @Test
  @Timeout(3600)
  void noMoneyIsLostOrMadeAndNoPromiseBroken() throws Exception {
    long seed = Long.getLong("penstock.test.seed", System.nanoTime());
    Random random = new Random(seed);
    try (ShardedDatabase bank =
            ShardedDatabase.start(
                    SHARDS,
                    "two-phase: true\n      tables: [{name: accounts, key: id}, {name: ledger, key: id}]",
                    "size: 20, max-wait: 2s",
                    "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL)",
                    "CREATE TABLE ledger (id bigint, transfer int, amount int)")
                .awaitTwoPhase();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      fill(bank);
      for (int client = 0; client < CLIENTS; client++) {
        long own = random.nextLong();
        clients.execute(() -> transfers(bank, new Random(own)));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        int before = committed.get();
        ProxyFixture.eventually("transfers go on", () -> committed.get() > before + 20);
        disturb(bank, kill, random);
      }
      int before = committed.get();
      ProxyFixture.eventually("transfers go on", () -> committed.get() > before + 20);
      over.set(true);
      clients.shutdown();
      assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      long since = System.nanoTime();
      awaitNothingPrepared(bank);
      LOG.info(
          "seed {}: {} kills, {} transfers, {} acknowledged, {} in doubt; the last was finished"
              + " after {} ms",
          seed,
          KILLS,
          transfers.get(),
          committed.get(),
          inDoubt.get(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
      verify(bank);
    }
  }

  private static void fill(ShardedDatabase bank) throws SQLException {
    try (Connection client = bank.connect();
        PreparedStatement insert = client.prepareStatement("INSERT INTO accounts VALUES (?, ?)")) {
      for (int account = 0; account < ACCOUNTS; account++) {
        insert.setLong(1, account);
        insert.setInt(2, BALANCE);
        insert.executeUpdate();
      }
    }
  }

  private void disturb(ShardedDatabase bank, int kill, Random random) throws Exception {
    int shard = random.nextInt(SHARDS);
    switch (kill % 4) {
      case 0 ->
          bank.execute(
              shard,
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                  + " current_database() AND pid <> pg_backend_pid()");
      case 1, 2 -> {
        CuttingRelay.Moment moment =
            random.nextBoolean() ? CuttingRelay.Moment.BEFORE : CuttingRelay.Moment.AFTER;
        String step = STEPS[random.nextInt(STEPS.length)];
        boolean seen =
            bank.relay(shard)
                .cut(moment, step)
                .await(step.equals("ROLLBACK") ? 1 : 10, TimeUnit.SECONDS);
        LOG.debug("shard {}: cut {} {}: {}", shard, moment, step, seen);
      }
      default -> {
        bank.restart();
        bank.awaitTwoPhase();
      }
    }
  }

  private void transfers(ShardedDatabase bank, Random random) {
    while (!over.get()) {
      try (Connection client = bank.connect("prepareThreshold=" + random.nextInt(3))) {
        client.setAutoCommit(false);
        while (!over.get()) {
          transfer(client, random);
        }
      } catch (SQLException e) {
        // Another connection, then.
        LOG.trace("a connection has ended", e);
      }
    }
  }

  private void transfer(Connection client, Random random) throws SQLException {
    int number = transfers.incrementAndGet();
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = 1 + random.nextInt(10);
    boolean asked = false;
    try {
      // Always in this order, or they would wait for each other for good.
      move(client, number, Math.min(from, to), from < to ? -amount : amount);
      move(client, number, Math.max(from, to), from < to ? amount : -amount);
      if (random.nextInt(10) == 0) {
        client.rollback();
        refused.add(number);
        return;
      }
      asked = true;
      client.commit();
      acknowledged.add(number);
      committed.incrementAndGet();
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!asked || state.startsWith("40") || state.startsWith("23")) {
        refused.add(number);
      } else {
        inDoubt.incrementAndGet();
      }
      client.rollback();
    }
  }

  private static void move(Connection client, int number, int account, int amount)
      throws SQLException {
    try (PreparedStatement update =
            client.prepareStatement("UPDATE accounts SET balance = balance + ? WHERE id = ?");
        PreparedStatement insert = client.prepareStatement("INSERT INTO ledger VALUES (?, ?, ?)")) {
      update.setInt(1, amount);
      update.setLong(2, account);
      assertThat(update.executeUpdate()).isEqualTo(1);
      insert.setLong(1, account);
      insert.setInt(2, number);
      insert.setInt(3, amount);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  private static void awaitNothingPrepared(ShardedDatabase bank) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < end && prepared(bank) > 0) {
      Thread.onSpinWait();
    }
    assertThat(prepared(bank)).isZero();
  }

  private static int prepared(ShardedDatabase bank) {
    try {
      return Integer.parseInt(bank.ask(0, "SELECT count(*) FROM pg_prepared_xacts"));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void verify(ShardedDatabase bank) throws SQLException {
    long sum = 0;
    Map<Integer, Integer> entries = new HashMap<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      sum += Long.parseLong(bank.ask(shard, "SELECT sum(balance) FROM accounts"));
      assertThat(
              bank.ask(
                  shard,
                  "SELECT count(*) FROM accounts a WHERE balance <> %d + (SELECT".formatted(BALANCE)
                      + " coalesce(sum(amount), 0) FROM ledger l WHERE l.id = a.id)"))
          .isEqualTo("0");
      String all = bank.ask(shard, "SELECT string_agg(transfer::text, ' ') FROM ledger");
      for (String transfer : all.split(" ")) {
        entries.merge(Integer.valueOf(transfer), 1, Integer::sum);
      }
    }
    assertThat(sum).isEqualTo((long) ACCOUNTS * BALANCE);
    assertThat(entries.values()).as("both sides of a transfer or none").containsOnly(2);
    assertThat(entries.keySet()).containsAll(acknowledged).doesNotContainAnyElementsOf(refused);
  }
}
