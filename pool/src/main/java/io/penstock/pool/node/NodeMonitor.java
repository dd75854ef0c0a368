package io.penstock.pool.node;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every node of one database again and again what it is, each on a virtual thread of its own.
 * A node that refuses connections is down after one probe, one that hangs when it has been silent
 * for {@link Timing#dead}. Nodes without control credentials are not asked. For any thread.
 */
public final class NodeMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);
  private static final String PROBE =
      "SELECT pg_catalog.pg_is_in_recovery(),"
          + " CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()"
          + " ELSE pg_catalog.pg_current_wal_lsn() END";

  private final ControlPools pools;
  private final NodeListener listener;
  private final Timing timing;
  private final AtomicReference<Topology> topology;
  private final Map<String, Watch> watches = new LinkedHashMap<>();

  /**
   * How often and how long.
   *
   * @param interval from the start of one probe to the next
   * @param dead how long a node may be silent before it counts as down
   */
  public record Timing(Duration interval, Duration dead) {
    public static final Timing DEFAULT = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  /** A monitor that asks nobody before {@link #start}. */
  public NodeMonitor(
      String database,
      List<WatchedNode> nodes,
      ControlPools pools,
      NodeListener listener,
      Timing timing) {
    this.pools = pools;
    this.listener = listener;
    this.timing = timing;
    this.topology =
        new AtomicReference<>(
            new Topology(database, nodes.stream().map(NodeStatus::unknown).toList()));
    for (WatchedNode node : nodes) {
      if (node.control() != null) {
        watches.put(node.name(), new Watch(node, node.control()));
      }
    }
  }

  /** Begins to ask. */
  public void start() {
    watches.values().forEach(Watch::start);
  }

  /** What is known now; one volatile read. */
  public Topology topology() {
    return topology.get();
  }

  /** Asks this node at once, because something else suggests that it has changed. */
  public void probeNow(String node) {
    Watch watch = watches.get(node);
    if (watch != null) {
      watch.hurry.release();
    }
  }

  @Override
  public void close() {
    watches.values().forEach(watch -> watch.thread.interrupt());
  }

  /** One node's turn. */
  private final class Watch {
    private final WatchedNode node;
    private final ControlTarget target;
    private final Semaphore hurry = new Semaphore(0);
    private final Thread thread;
    private long lastAnswer = System.nanoTime();

    Watch(WatchedNode node, ControlTarget target) {
      this.node = node;
      this.target = target;
      this.thread =
          Thread.ofVirtual().name("probe " + node.name()).unstarted(this::untilInterrupted);
    }

    void start() {
      thread.start();
    }

    private void untilInterrupted() {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          long began = System.nanoTime();
          probe(began);
          long rest = timing.interval().toNanos() - (System.nanoTime() - began);
          if (hurry.tryAcquire(Math.max(rest, 0), TimeUnit.NANOSECONDS)) {
            hurry.drainPermits();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void probe(long began) throws InterruptedException {
      try {
        Answer answer =
            pools.run(target, NodeMonitor::ask).get(timing.dead().toNanos(), TimeUnit.NANOSECONDS);
        lastAnswer = System.nanoTime();
        listener.answered(node, lastAnswer - began);
        update(current().answered(answer.role(), answer.lsn()));
      } catch (ExecutionException | CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        // Or the pool, which waits longer after each failure, would be late to see it return.
        pools.forget(target);
        if (refuses(cause) || silentForTooLong()) {
          update(current().silent(String.valueOf(cause.getMessage())));
        }
      } catch (TimeoutException e) {
        update(current().silent("no answer within " + timing.dead().toMillis() + " ms"));
      }
    }

    private NodeStatus current() {
      NodeStatus status = topology().node(node.name());
      return status == null ? NodeStatus.unknown(node) : status;
    }

    private boolean silentForTooLong() {
      return System.nanoTime() - lastAnswer >= timing.dead().toNanos();
    }
  }

  private void update(NodeStatus status) {
    Topology before = topology.getAndUpdate(topology -> topology.with(status));
    NodeStatus old = before.node(status.node());
    if (old != null && status.differsFrom(old)) {
      LOG.info(
          "database {}: node {} is {} {}{}",
          before.database(),
          status.node(),
          status.up() ? "up" : "down",
          status.observed(),
          status.problem() == null ? "" : ": " + status.problem());
      listener.changed(old, topology.get());
    }
  }

  private record Answer(ObservedRole role, long lsn) {}

  private static Answer ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PROBE)) {
      row.next();
      String lsn = row.getString(2);
      return new Answer(
          row.getBoolean(1) ? ObservedRole.REPLICA : ObservedRole.PRIMARY,
          lsn == null ? -1 : LogSequenceNumber.valueOf(lsn).asLong());
    }
  }

  /** Whether it is certain that the node serves nobody now: refused, or it says so itself. */
  private static boolean refuses(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.net.ConnectException) {
        return true;
      }
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith("57P")) {
        return true;
      }
    }
    return false;
  }
}
