package io.penstock.proxy.server;

import io.netty.channel.EventLoop;
import io.penstock.proxy.session.Session;
import io.penstock.proxy.session.SessionLoop;
import io.penstock.proxy.session.SessionState;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/** All sessions, on all loops. For any thread but, where it waits, an event loop. */
final class Sessions {
  private static final long DRAIN_ROUND_MILLIS = 100;

  private final IdentityHashMap<EventLoop, SessionLoop> loops = new IdentityHashMap<>();
  private final CancelKeys cancelKeys;
  private final AtomicInteger count = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();

  Sessions(List<EventLoop> eventLoops, CancelKeys cancelKeys) {
    this.cancelKeys = cancelKeys;
    for (int i = 0; i < eventLoops.size(); i++) {
      loops.put(eventLoops.get(i), new SessionLoop(eventLoops.get(i), i));
    }
  }

  SessionLoop loop(EventLoop eventLoop) {
    SessionLoop loop = loops.get(eventLoop);
    if (loop == null) {
      throw new IllegalArgumentException("event loop of another group: " + eventLoop);
    }
    return loop;
  }

  Collection<SessionLoop> loops() {
    return loops.values();
  }

  CancelKeys cancelKeys() {
    return cancelKeys;
  }

  int count() {
    return count.get();
  }

  void opened() {
    count.incrementAndGet();
  }

  void ended() {
    if (count.decrementAndGet() == 0) {
      lock.lock();
      try {
        empty.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** What {@code question} finds on each loop, asked there. */
  <T> CompletableFuture<List<T>> ask(Function<SessionLoop, T> question) {
    List<CompletableFuture<T>> answers = new ArrayList<>();
    for (SessionLoop loop : loops.values()) {
      answers.add(CompletableFuture.supplyAsync(() -> question.apply(loop), loop.eventLoop()));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  private static boolean isIdle(Session session) {
    return session.backend() == null
        && !session.inTransaction()
        && session.state() != SessionState.SCATTERING
        && session.state() != SessionState.COORDINATING;
  }

  /** Ends the sessions that are idle outside a transaction, and waits for the others. */
  boolean drain(Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    lock.lock();
    try {
      while (count.get() > 0 && System.nanoTime() - end < 0) {
        var told = end(Sessions::isIdle);
        if (!empty.await(DRAIN_ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
          told.join();
        }
      }
    } finally {
      lock.unlock();
    }
    return count.get() == 0;
  }

  /** Waits until every session has ended of itself, and {@code nobodyElse} is there. */
  void awaitNone(BooleanSupplier nobodyElse) throws InterruptedException {
    lock.lock();
    try {
      while (count.get() > 0 || !nobodyElse.getAsBoolean()) {
        var unused = empty.await(DRAIN_ROUND_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends every session with an error; returns when all have been told. */
  void endAll() {
    var unused = end(session -> true).join();
  }

  private CompletableFuture<List<Integer>> end(Predicate<Session> which) {
    return ask(loop -> {
      int ended = 0;
      for (Session session : List.copyOf(loop.sessions())) {
        if (which.test(session)) {
          session.fail(
              ErrorFields.fatal(
                  SqlState.ADMIN_SHUTDOWN, "terminating connection: the proxy is shutting down"));
          ended++;
        }
      }
      return ended;
    });
  }
}
