package io.penstock.proxy.twophase;

import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.pool.node.ControlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the transactions over several shards of one database: makes the table of decisions on
 * each shard, finishes what a coordinator has left prepared, and forgets decisions that nobody
 * needs any longer. Several proxies may do so at once. Any thread; the work is done on one of its
 * own.
 */
public final class ShardRecovery implements TwoPhase, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRecovery.class);

  /** Not long after a failure, and not at all costly. */
  private static final Duration ROUND = Duration.ofSeconds(3);

  /** Younger ones are most likely being finished by whoever has prepared them. */
  private static final double OLD_SECONDS = 5;

  /** How long a client waits to be told what became of its transaction. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofMillis(250);

  /**
   * How long a decision stays after the last part was finished: far longer than anybody who might
   * still ask waits for an answer.
   */
  private static final Duration KEPT = Duration.ofMinutes(2);

  private final String database;
  private final String prefix;
  private final String instance;
  private final Map<String, Supplier<@Nullable ControlTarget>> shards;
  private final ControlPools pools;
  private final Consumer<Event> counted;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean asked;
  private boolean closed;

  /** What keeps each shard from taking part; without an entry one is not known yet. */
  private final Map<String, String> problems = new ConcurrentHashMap<>();

  private final Set<String> ready = ConcurrentHashMap.newKeySet();

  /** Keys of transactions that nobody works on any more, however young they are. */
  private final Set<String> left = ConcurrentHashMap.newKeySet();

  /** What was said last, so that it is not said again. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  // ---- of the round's thread alone

  private Map<String, String> horizons = Map.of();
  private long horizonsAt;

  /**
   * One that does nothing before {@link #start}.
   *
   * @param shards whom to ask on each, by their names; null while nobody may be asked
   */
  public ShardRecovery(
      String database,
      Map<String, Supplier<@Nullable ControlTarget>> shards,
      ControlPools pools,
      Consumer<Event> counted) {
    this.database = database;
    this.prefix = TransactionName.prefix(database);
    this.instance = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    this.shards = shards;
    this.pools = pools;
    this.counted = counted;
  }

  /** Begins; returns at once. */
  public void start() {
    var unused = Thread.ofVirtual().name("two-phase-" + database).start(this::run);
  }

  // ---- for sessions

  @Override
  public @Nullable Obstacle obstacle() {
    for (String shard : shards.keySet()) {
      if (!ready.contains(shard)) {
        String problem = problems.get(shard);
        return new Obstacle(
            problem == null
                ? "Shard %s was not reached yet.".formatted(shard)
                : "Shard %s: %s.".formatted(shard, problem),
            "See the log, and sharding.two-phase in the manual.");
      }
    }
    return null;
  }

  @Override
  public TransactionName next(String anchor) {
    return TransactionName.next(database, instance, anchor);
  }

  @Override
  public void resolve(TransactionName transaction, Consumer<Outcome> done) {
    long since = System.nanoTime();
    var unused =
        Thread.ofVirtual()
            .name("two-phase-resolve")
            .start(() -> {
              Outcome outcome = Outcome.UNKNOWN;
              try {
                do {
                  outcome = decide(transaction);
                } while (outcome == Outcome.UNKNOWN && waitsOn(since));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                // A machine that slept meanwhile: the decision may be forgotten already.
                boolean late = System.nanoTime() - since > KEPT.toNanos() / 2;
                done.accept(late ? Outcome.UNKNOWN : outcome);
              }
            });
  }

  private boolean waitsOn(long since) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
    return !isClosed() && System.nanoTime() - since < PATIENCE.toNanos();
  }

  @Override
  public void unfinished(TransactionName transaction) {
    left.add(transaction.key());
    lock.lock();
    try {
      asked = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void count(Event event) {
    counted.accept(event);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  // ---- the rounds

  private void run() {
    try {
      while (!isClosed()) {
        try {
          round();
        } catch (RuntimeException e) {
          tell("", "looking after transactions over several shards failed", e);
        }
        awaitNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void awaitNext() throws InterruptedException {
    lock.lock();
    try {
      long left = ROUND.toNanos();
      while (!asked && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      asked = false;
    } finally {
      lock.unlock();
    }
  }

  private void round() {
    Map<String, List<DecisionTable.Prepared>> prepared = new LinkedHashMap<>();
    Map<String, String> now = new TreeMap<>();
    boolean all = true;
    for (String shard : shards.keySet()) {
      try {
        prepared.put(
            shard,
            on(
                shard,
                connection -> {
                  if (isReady(shard, connection)) {
                    now.put(shard, DecisionTable.horizon(connection));
                  }
                  return DecisionTable.prepared(connection, prefix);
                }));
        told.remove(shard);
      } catch (SQLException e) {
        all = false;
        tell(shard, "cannot be asked for prepared transactions", e);
        problems.put(shard, "it cannot be reached: " + e.getMessage());
      }
    }
    Map<String, Outcome> outcomes = new HashMap<>();
    List<String> needed = new ArrayList<>();
    prepared.forEach((shard, parts) -> {
      for (DecisionTable.Prepared part : parts) {
        TransactionName.Part name = TransactionName.Part.parse(part.identifier());
        if (name != null) {
          needed.add(name.transaction().key());
          finish(shard, part, name.transaction(), outcomes);
        }
      }
    });
    if (all) {
      left.retainAll(needed);
      forget(now, needed);
    }
  }

  /** Makes the table where it is missing. */
  private boolean isReady(String shard, Connection connection) throws SQLException {
    DecisionTable.State state = DecisionTable.state(connection);
    String problem = null;
    if (state.maxPrepared() == 0) {
      problem = "max_prepared_transactions is 0; set it to the number of connections, and restart";
    } else if (!state.table()) {
      try {
        DecisionTable.create(connection);
        LOG.info(
            "database {}: made the table penstock.transactions on shard {}, for two-phase commit",
            database,
            shard);
      } catch (SQLException e) {
        problem = "the table penstock.transactions cannot be made: " + e.getMessage();
      }
    }
    if (problem == null) {
      problems.remove(shard);
      ready.add(shard);
      return true;
    }
    ready.remove(shard);
    if (!problem.equals(problems.put(shard, problem))) {
      LOG.warn(
          "database {}: shard {} takes no part in transactions over several shards: {}",
          database,
          shard,
          problem);
    }
    return false;
  }

  private void finish(
      String shard,
      DecisionTable.Prepared part,
      TransactionName transaction,
      Map<String, Outcome> outcomes) {
    if (part.seconds() < OLD_SECONDS && !left.contains(transaction.key())) {
      return;
    }
    Outcome outcome = outcomes.computeIfAbsent(transaction.key(), key -> decide(transaction));
    if (outcome == Outcome.UNKNOWN) {
      return;
    }
    try {
      on(
          shard,
          connection -> {
            DecisionTable.finish(connection, part, outcome);
            return true;
          });
      counted.accept(Event.RECOVERED);
      LOG.warn(
          "database {}: shard {} had {} prepared for {} s: {}, as its anchor says",
          database,
          shard,
          part.identifier(),
          Math.round(part.seconds()),
          outcome == Outcome.COMMITTED ? "committed" : "rolled back");
    } catch (SQLException e) {
      if (!"42704".equals(e.getSQLState())) { // Or somebody else was faster.
        tell(shard + " ", "cannot finish " + part.identifier(), e);
      }
    }
  }

  private Outcome decide(TransactionName transaction) {
    for (String shard : shards.keySet()) {
      if (TransactionName.anchorOf(shard).equals(transaction.anchor())) {
        try {
          return on(shard, connection -> DecisionTable.decide(connection, transaction.key()));
        } catch (SQLException e) {
          LOG.debug("shard {} does not tell the outcome of {}", shard, transaction, e);
          return Outcome.UNKNOWN;
        }
      }
    }
    if (told.put(transaction.anchor(), transaction.key()) == null) {
      LOG.warn(
          "database {}: there is no shard that decides about {} (expected: one called {})",
          database,
          transaction.key(),
          transaction.anchor());
    }
    return Outcome.UNKNOWN;
  }

  /** Those decisions go that were taken long ago and are of nothing that is prepared now. */
  private void forget(Map<String, String> now, List<String> needed) {
    long time = System.nanoTime();
    if (!horizons.isEmpty() && time - horizonsAt < KEPT.toNanos()) {
      return;
    }
    horizons.forEach((shard, horizon) -> {
      if (now.containsKey(shard)) {
        try {
          on(shard, connection -> DecisionTable.forget(connection, horizon, prefix, needed));
        } catch (SQLException e) {
          tell(shard, "cannot forget decisions", e);
        }
      }
    });
    horizons = now;
    horizonsAt = time;
  }

  private <T> T on(String shard, ControlWork<T> work) throws SQLException {
    Supplier<@Nullable ControlTarget> known = shards.get(shard);
    ControlTarget target = known == null ? null : known.get();
    if (target == null) {
      throw new SQLException(
          "no node takes writes, or no user is known to ask it as (see user and password)");
    }
    try {
      return pools.run(target, work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Says each problem once. */
  private void tell(String about, String what, Exception cause) {
    String text = what + ": " + cause.getMessage();
    if (!isClosed() && !text.equals(told.put(about, text))) {
      LOG.warn("database {}: shard {}: {}", database, about.strip(), text);
    }
  }
}
