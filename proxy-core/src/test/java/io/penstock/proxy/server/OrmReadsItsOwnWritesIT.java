package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.TestScale;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A small application on Hibernate, with two replicas that are held back at random for up to two
 * seconds. It writes and then reads what it wrote, as often as {@link TestScale} says: 300 times
 * usually, 10,200 times with {@code -Dpenstock.test.scale=34}, and then until replicas have served
 * some of its reads. They are held back as it begins, so that reads without regard to what was
 * written would surely miss it.
 */
@Timeout(900)
class OrmReadsItsOwnWritesIT {
  private static final int CLIENTS = 6;
  private static final int MOST_HELD_MILLIS = 2_000;
  private static final int MOST_FREE_MILLIS = 500;
  private static final int PAIRS_AT_FIRST = 10 * CLIENTS;
  private static final int READS_OF_REPLICAS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final CountDownLatch firstPairs = new CountDownLatch(PAIRS_AT_FIRST);
  private final LongAdder readsOfReplicas = new LongAdder();
  private PostgresCluster cluster;
  private ProxyServer proxy;

  /** What the application keeps. */
  @Entity(name = "Account")
  @Table(name = "account")
  static class Account {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private Long id;

    @Version private int version;
    private String owner;
    private long balance;

    /** For Hibernate. */
    protected Account() {}

    Account(String owner, long balance) {
      this.owner = owner;
      this.balance = balance;
    }
  }

  @BeforeEach
  void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(2).startupSql("CREATE DATABASE bank").start();
  }

  @AfterEach
  void close() {
    proxy.close();
    cluster.close();
  }

  @Test
  void withSessionConsistencyNoReadMissesWhatItsSessionWrote() throws Exception {
    route("session");
    assertThat(staleReads()).isZero();
    assertThat(readsOfReplicas.sum())
        .as("reads that replicas served")
        .isGreaterThanOrEqualTo(READS_OF_REPLICAS);
  }

  @Test
  void withEventualConsistencyTheSameRunDoesMissSome() throws Exception {
    route("eventual");
    assertThat(staleReads()).isPositive();
  }

  private void route(String consistency) throws Exception {
    String nodes = ProxyFixture.nodesOf(cluster);
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {address: 127.0.0.1, port: 0, event-loops: 2}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}}
                pool: {size: 10, max-wait: 20s}
                health: {interval: 100ms, timeout: 1s, dead-after: 2s}
                databases:
                  bank:
                    nodes: [%s]
                    routing:
                      {reads: prefer-replica, consistency: %s, wait-for-replica: 10ms}
                """
                    .formatted(nodes, consistency)));
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:%d/bank?user=postgres&sslmode=disable"
        .formatted(proxy.address().getPort());
  }

  private SessionFactory application() {
    return new HibernatePersistenceConfiguration("bank")
        .managedClass(Account.class)
        .jdbcUrl(url())
        .jdbcUsername("postgres")
        .jdbcPoolSize(CLIENTS)
        .property("hibernate.connection.autocommit", "true")
        // One connection from a session's begin to its end: consistency is that of a connection.
        .property("hibernate.connection.handling_mode", "DELAYED_ACQUISITION_AND_HOLD")
        .property("hibernate.hbm2ddl.auto", "create")
        .createEntityManagerFactory();
  }

  /** How many reads did not find what their session had written before. */
  private long staleReads() throws Exception {
    int pairs = TestScale.times(300) / CLIENTS;
    AtomicBoolean over = new AtomicBoolean();
    List<Future<?>> holding = new ArrayList<>();
    List<Future<Long>> clients = new ArrayList<>();
    try (SessionFactory application = application();
        ExecutorService executor = Executors.newCachedThreadPool()) {
      awaitReplicasKnowTheTable();
      for (PostgresServer replica : cluster.replicas()) {
        replica.holdBackReplay();
        holding.add(executor.submit(() -> holdBackAtRandom(replica, over)));
      }
      for (int client = 0; client < CLIENTS; client++) {
        String owner = "owner " + client;
        clients.add(executor.submit(() -> staleReads(application, owner, pairs)));
      }
      try {
        long stale = 0;
        for (Future<Long> client : clients) {
          stale += client.get();
        }
        return stale;
      } finally {
        over.set(true);
        endHolding();
        for (Future<?> each : holding) {
          each.get(30, TimeUnit.SECONDS);
        }
      }
    }
  }

  private void endHolding() {
    while (firstPairs.getCount() > 0) {
      firstPairs.countDown();
    }
  }

  /** Hibernate has made the tables, through the proxy, whose catalog follows. */
  private void awaitReplicasKnowTheTable() throws Exception {
    cluster.awaitCaughtUp();
    try (Connection connection = DriverManager.getConnection(url())) {
      ProxyFixture.eventually("a replica serves the table", () -> servedByReplica(connection));
    }
  }

  private boolean servedByReplica(Connection connection) {
    String query = "SELECT current_setting('port')::int, count(*) FROM account";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() && row.getInt(1) != cluster.primary().port();
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** It is held back already. */
  private Void holdBackAtRandom(PostgresServer replica, AtomicBoolean over) throws Exception {
    Random random = new Random(replica.name().hashCode());
    firstPairs.await();
    while (!over.get()) {
      replica.continueReplay();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_FREE_MILLIS));
      replica.holdBackReplay();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_HELD_MILLIS));
    }
    return null;
  }

  /** One user of the application: creates, changes, deletes, and reads after each of these. */
  private long staleReads(SessionFactory application, String owner, int pairs) {
    long stale = 0;
    Long id = null;
    long start = System.nanoTime();
    try (Session session = application.openSession()) {
      for (int pair = 0; pair < pairs || waitsForReplicas(start); pair++) {
        Long expected = (long) pair;
        if (id == null) {
          Account created = new Account(owner, pair);
          session.inTransaction(unused -> session.persist(created));
          id = created.id;
        } else if (pair % 7 == 6) {
          Account known = session.getReference(Account.class, id);
          session.inTransaction(unused -> session.remove(known));
          expected = null;
        } else {
          Long changed = id;
          long balance = pair;
          session.inTransaction(unused -> session.find(Account.class, changed).balance = balance);
        }
        session.clear();
        Long found = pair % 2 == 0 ? balance(session, id) : balanceReadOnly(session, id);
        stale += Objects.equals(found, expected) ? 0 : 1;
        session.clear();
        firstPairs.countDown();
        id = expected == null ? null : id;
      }
    }
    return stale;
  }

  private boolean waitsForReplicas(long start) {
    return readsOfReplicas.sum() < READS_OF_REPLICAS && System.nanoTime() - start < PATIENCE_NANOS;
  }

  /** A query without a transaction, which also tells who served it. */
  private Long balance(Session session, Long id) {
    Object[] row =
        session
            .createSelectionQuery(
                "select a.balance, function('current_setting', 'port') from Account a where a.id = :id",
                Object[].class)
            .setParameter("id", id)
            .getSingleResultOrNull();
    if (row == null) {
      return null;
    }
    if (Integer.parseInt(String.valueOf(row[1])) != cluster.primary().port()) {
      readsOfReplicas.increment();
    }
    return (Long) row[0];
  }

  /** In a READ ONLY transaction, as frameworks have it. */
  private static Long balanceReadOnly(Session session, Long id) {
    session.doWork(connection -> connection.setReadOnly(true));
    Account found = session.fromTransaction(unused -> session.find(Account.class, id));
    session.doWork(connection -> connection.setReadOnly(false));
    return found == null ? null : found.balance;
  }
}
