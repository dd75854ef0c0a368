package io.penstock.pool;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The idle backends of one loop, the last used on top. Confined to that loop, except for what is
 * marked.
 */
final class IdleStack {
  private final ArrayDeque<Backend> stack = new ArrayDeque<>();
  private final AtomicInteger published = new AtomicInteger();

  /** Those that other loops have asked for and not yet got. Any thread. */
  private final AtomicInteger claims = new AtomicInteger();

  int size() {
    return stack.size();
  }

  boolean isEmpty() {
    return stack.isEmpty();
  }

  /** Puts it on top; other loops see it before this returns. */
  void push(Backend backend) {
    stack.addLast(backend);
    published.set(stack.size());
  }

  /**
   * Takes the one on top, or the one below it when that is the one the session had last; null when
   * there is none. Those whose connection is closed are dropped: their handler is about to tell.
   */
  @Nullable Backend pop(long session) {
    Backend backend = session == 0 ? stack.pollLast() : popPreferred(session);
    while (backend != null && !backend.channel().isActive()) {
      backend = stack.pollLast();
    }
    published.lazySet(stack.size());
    return backend;
  }

  private @Nullable Backend popPreferred(long session) {
    Backend top = stack.pollLast();
    if (top == null || top.lastSession() == session) {
      return top;
    }
    Backend second = stack.peekLast();
    if (second == null || second.lastSession() != session) {
      return top;
    }
    stack.pollLast();
    stack.addLast(top);
    return second;
  }

  /** The one unused longest, which stays where it is. */
  @Nullable Backend longestUnused() {
    return stack.peekFirst();
  }

  void remove(Backend backend) {
    if (stack.remove(backend)) {
      published.set(stack.size());
    }
  }

  /** A copy, the one unused longest first. */
  List<Backend> all() {
    return List.copyOf(stack);
  }

  /** How many there are. Any thread. */
  int count() {
    return published.get();
  }

  /** How many there are that no other loop has asked for. Any thread. */
  int unclaimed() {
    return published.get() - claims.get();
  }

  /** Another loop asks for one. Any thread. */
  void claim() {
    claims.incrementAndGet();
  }

  /** It gets one now, or none. */
  void unclaim() {
    claims.decrementAndGet();
  }
}
