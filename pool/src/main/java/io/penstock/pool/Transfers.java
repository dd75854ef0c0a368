package io.penstock.pool;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Moves idle backends into one loop's part of a pool, by taking their channel off its loop and
 * registering it with this one. What runs on which loop is said at each method.
 */
final class Transfers {
  private final PoolPart part;

  /** Backends on their way here, or asked for. */
  private final AtomicInteger incoming = new AtomicInteger();

  Transfers(PoolPart part) {
    this.part = part;
  }

  /** Any thread. */
  int incoming() {
    return incoming.get();
  }

  /** Asks the loop with most idle backends for one. On this part's loop. */
  boolean fetch() {
    PoolPart giver = richest();
    if (giver == null) {
      return false;
    }
    giver.idle().claim();
    incoming.incrementAndGet();
    giver.post(() -> giveTo(giver));
    return true;
  }

  private @Nullable PoolPart richest() {
    PoolPart richest = null;
    int most = 0;
    for (PoolPart other : part.pool().parts()) {
      int free = other == part ? 0 : other.idle().unclaimed();
      if (free > most) {
        richest = other;
        most = free;
      }
    }
    return richest;
  }

  /** On the giver's loop. */
  private void giveTo(PoolPart giver) {
    giver.idle().unclaim();
    Backend backend = giver.idle().longestUnused();
    if (backend != null && part.pool().state() == PoolState.OPEN && backend.channel().isActive()) {
      giver.idle().remove(backend);
      send(backend, giver);
    } else {
      incoming.decrementAndGet();
      part.wake();
    }
  }

  /** Moves a backend here that nobody has asked for. On the giver's loop, off its stack. */
  void take(Backend backend, PoolPart giver) {
    incoming.incrementAndGet();
    send(backend, giver);
  }

  private void send(Backend backend, PoolPart giver) {
    backend.become(BackendState.MOVING);
    giver.left(backend);
    part.pool().slots().movingStarted();
    backend.reads().takeBack();
    backend.channel().deregister().addListener(done -> letGo(backend, giver));
  }

  /** Netty is not through with the channel when it says so: the next task finds it done. */
  private void letGo(Backend backend, PoolPart giver) {
    try {
      giver.loop().execute(() -> deregistered(backend));
    } catch (RejectedExecutionException e) {
      deregistered(backend);
    }
  }

  /** On the giver's loop. */
  private void deregistered(Backend backend) {
    if (backend.state() != BackendState.MOVING) {
      arrived();
      part.wake();
      return;
    }
    try {
      part.loop().execute(() -> adopt(backend));
    } catch (RejectedExecutionException e) {
      lost(backend, e);
    }
  }

  /** On this part's loop. */
  private void adopt(Backend backend) {
    backend.belongsTo(part);
    part.loop()
        .register(backend.channel())
        .addListener(done -> {
          if (done.isSuccess()) {
            backend.reads().resume();
            arrived();
            part.pool().listener().moved();
            backend.become(BackendState.IDLE);
            part.joined(backend);
          } else {
            lost(backend, done.cause());
          }
        });
  }

  /** On whichever loop notices. */
  private void lost(Backend backend, Throwable cause) {
    backend.failed(cause);
    backend.channel().unsafe().closeForcibly();
    arrived();
    backend.become(BackendState.CLOSED);
    part.pool().listener().evicted(EvictReason.CONNECTION_LOST);
    part.pool().slotFreed(backend.origin().limits());
  }

  private void arrived() {
    incoming.decrementAndGet();
    part.pool().slots().movingEnded();
  }
}
