package io.penstock.proxy.server;

import io.penstock.metrics.ClientCounts;
import io.penstock.proxy.session.Session;
import io.penstock.proxy.session.SessionLoop;
import io.penstock.proxy.session.SessionState;
import io.penstock.proxy.session.SessionTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many clients each target has, and in which state. Every target is asked for in one scrape, so
 * one walk over all sessions answers for a second. For threads that may block, not for event loops.
 */
final class ClientCensus {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_SECONDS = 2;

  private final Sessions sessions;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<SessionTarget, ClientCounts> counts = Map.of();
  private long taken = System.nanoTime() - FRESH_NANOS;

  ClientCensus(Sessions sessions) {
    this.sessions = sessions;
  }

  ClientCounts of(SessionTarget target) {
    return fresh().getOrDefault(target, ClientCounts.NONE);
  }

  ClientCounts all() {
    return fresh().values().stream().reduce(ClientCounts.NONE, ClientCounts::plus);
  }

  private Map<SessionTarget, ClientCounts> fresh() {
    lock.lock();
    try {
      if (System.nanoTime() - taken >= FRESH_NANOS) {
        counts = take();
        taken = System.nanoTime();
      }
      return counts;
    } finally {
      lock.unlock();
    }
  }

  /** What it was before, when a loop does not answer in time. */
  private Map<SessionTarget, ClientCounts> take() {
    try {
      List<Map<SessionTarget, ClientCounts>> ofLoops =
          sessions.ask(ClientCensus::count).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Map<SessionTarget, ClientCounts> all = new HashMap<>();
      for (Map<SessionTarget, ClientCounts> ofLoop : ofLoops) {
        ofLoop.forEach((target, clients) -> all.merge(target, clients, ClientCounts::plus));
      }
      return all;
    } catch (TimeoutException | ExecutionException e) {
      return counts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return counts;
    }
  }

  private static Map<SessionTarget, ClientCounts> count(SessionLoop loop) {
    Map<SessionTarget, int[]> tallies = new HashMap<>();
    for (Session session : loop.sessions()) {
      int[] tally = tallies.computeIfAbsent(session.target(), target -> new int[3]);
      if (session.state() == SessionState.WAITING) {
        tally[2]++;
      } else {
        tally[session.backend() == null && session.furtherBackends().isEmpty() ? 1 : 0]++;
      }
    }
    Map<SessionTarget, ClientCounts> counts = new HashMap<>();
    tallies.forEach(
        (target, tally) -> counts.put(target, new ClientCounts(tally[0], tally[1], tally[2])));
    return counts;
  }
}
