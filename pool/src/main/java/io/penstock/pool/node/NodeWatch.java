package io.penstock.pool.node;

import io.penstock.config.HealthConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one node again and again, on a virtual thread of its own, so that none waits for another.
 */
final class NodeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);

  /** Probes that are asked for at once are still no closer together. */
  private static final Duration LEAST_DISTANCE = Duration.ofMillis(5);

  /** A server that takes longer to answer may not be there at all. */
  private static final long PROMPT = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long LEAST_PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final double JITTER = 0.1;
  private static final String TERMINATED_BY_ADMINISTRATOR = "57P01";

  private final ControlTarget target;
  private final ControlPools pools;
  private final HealthConfig health;
  private final Findings findings;
  private final NodeProbe probe = new NodeProbe();
  private final Semaphore hurry = new Semaphore(0);
  private final Thread thread;
  private long lastAnswer;
  private boolean answered = true;

  /** What is done with what is found, on the watch's thread. */
  interface Findings {
    /**
     * It answered.
     *
     * @param nanos how long it took
     */
    void answered(NodeReading reading, long nanos);

    /**
     * It did not.
     *
     * @param certain whether it serves nobody now: it refused, or has been silent for too long
     */
    void failed(NodeFailure failure, boolean certain, String problem);

    /** How long until the next probe. */
    Duration pace();
  }

  NodeWatch(ControlTarget target, ControlPools pools, HealthConfig health, Findings findings) {
    this.target = target;
    this.pools = pools;
    this.health = health;
    this.findings = findings;
    this.thread =
        Thread.ofVirtual().name("probe " + target.node()).unstarted(this::untilInterrupted);
  }

  void start() {
    lastAnswer = System.nanoTime();
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  /** Asks now instead of when it is due. Any thread. */
  void hurry() {
    hurry.release();
  }

  private void untilInterrupted() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long began = System.nanoTime();
        try {
          probe(began);
        } catch (RuntimeException e) {
          // Whoever was told failed; the node must be watched all the same.
          LOG.error("{}: a probe's finding could not be used", target, e);
        }
        if (hurry.tryAcquire(nanosUntilNext(began), TimeUnit.NANOSECONDS)) {
          TimeUnit.NANOSECONDS.sleep(LEAST_DISTANCE.toNanos() - (System.nanoTime() - began));
          hurry.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long nanosUntilNext(long began) {
    double jitter = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    long due = (long) (findings.pace().toNanos() * jitter);
    return Math.max(0, due - (System.nanoTime() - began));
  }

  private void probe(long began) throws InterruptedException {
    try {
      if (!answered) {
        // The pool would wait for its whole timeout before it tells that a server refuses.
        knock(health.timeout().toNanos());
      }
      NodeReading reading;
      try {
        reading = ask();
      } catch (ExecutionException e) {
        // The connection may have been all that was wrong.
        pools.forget(target);
        knock(health.timeout().toNanos());
        reading = ask();
      }
      answered = true;
      lastAnswer = System.nanoTime();
      findings.answered(reading, lastAnswer - began);
    } catch (ExecutionException e) {
      failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answered = false;
      pools.forget(target);
      String problem = "no answer within " + health.timeout().toMillis() + " ms";
      findings.failed(NodeFailure.TIMEOUT, silentForTooLong(), problem);
    }
  }

  private NodeReading ask() throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<NodeReading> answer = pools.run(target, probe);
    long deadline = System.nanoTime() + patience();
    try {
      return answer.get(Math.min(PROMPT, left(deadline)), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Its last connection may be lost, and the pool goes on trying for its whole timeout.
      try {
        knock(left(deadline));
      } catch (ExecutionException refusal) {
        if (refuses(refusal)) {
          throw refusal;
        }
      }
      return answer.get(left(deadline), TimeUnit.NANOSECONDS);
    }
  }

  private static long left(long deadline) {
    return Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadline - System.nanoTime());
  }

  /** The timeout, or less when the node will count as down before. */
  private long patience() {
    long timeout = health.timeout().toNanos();
    long untilDead = health.deadAfter().toNanos() - (System.nanoTime() - lastAnswer);
    return untilDead <= 0 ? timeout : Math.min(timeout, Math.max(untilDead, LEAST_PATIENCE));
  }

  /** Finds out at once whether anybody listens. */
  private void knock(long nanos) throws ExecutionException {
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
      socket.connect(address, Math.toIntExact(TimeUnit.NANOSECONDS.toMillis(nanos)));
    } catch (IOException e) {
      throw new ExecutionException(e);
    }
  }

  private void failed(Throwable cause) {
    answered = false;
    // Or the pool, which waits longer after each failure, would be late to see it return.
    pools.forget(target);
    boolean shuttingDown = saysSo(cause);
    findings.failed(
        shuttingDown ? NodeFailure.SHUTTING_DOWN : NodeFailure.CONNECT,
        shuttingDown || refuses(cause) || silentForTooLong(),
        String.valueOf(cause.getMessage()));
  }

  private boolean silentForTooLong() {
    return System.nanoTime() - lastAnswer >= health.deadAfter().toNanos();
  }

  private static boolean refuses(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  /** Whether the server itself says that it serves nobody now: it starts, stops or recovers. */
  private static boolean saysSo(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith("57P")
          && !sql.getSQLState().equals(TERMINATED_BY_ADMINISTRATOR)) {
        return true;
      }
    }
    return false;
  }
}
