package io.penstock.pool;

import org.jspecify.annotations.Nullable;

/**
 * What a pool shares with others.
 *
 * @param node connections to the same server
 * @param user connections as the same user, everywhere
 * @param backoff whether that server can be reached
 */
record SharedLimits(ConnectionCap node, ConnectionCap user, Backoff backoff) {
  void join(WirePool pool) {
    node.join(pool);
    user.join(pool);
  }

  void leave(WirePool pool) {
    node.leave(pool);
    user.leave(pool);
  }

  /**
   * Room under both caps; when there is none, it is asked for.
   *
   * @param pool null for a connection outside of the pools
   */
  boolean tryAcquire(@Nullable WirePool pool) {
    if (!node.tryAcquire()) {
      node.makeRoomFor(pool);
      return false;
    }
    if (!user.tryAcquire()) {
      node.giveBack();
      user.makeRoomFor(pool);
      return false;
    }
    return true;
  }

  void giveBack() {
    node.giveBack();
    user.giveBack();
  }

  void release() {
    node.released();
    user.released();
  }

  boolean full() {
    return node.full() || user.full();
  }

  boolean wantRoom(WirePool pool, long ownWait, long now) {
    return node.wantsRoom(pool, ownWait, now) || user.wantsRoom(pool, ownWait, now);
  }
}
