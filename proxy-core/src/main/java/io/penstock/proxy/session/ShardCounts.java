package io.penstock.proxy.session;

import org.jspecify.annotations.Nullable;

/** Counts what a session has of shards, beside what it has in all. On the session's event loop. */
final class ShardCounts {
  private final Session session;

  ShardCounts(Session session) {
    this.session = session;
  }

  /** The backend that is held is sent a statement. */
  void sent() {
    session.traffic.queries++;
    ShardTraffic shard = session.sharding.traffic();
    if (shard != null) {
      shard.queries(session.loop.index(), 1);
    }
  }

  /** It has answered what it was sent. */
  void answered(long nanos) {
    ShardTraffic shard = session.sharding.traffic();
    if (shard != null) {
      shard.answered(session.loop.index(), nanos);
    }
  }

  /** It has sent so many bytes. */
  void received(int bytes) {
    received(session.sharding.traffic(), bytes);
  }

  /** The same of a shard that works for the session beside the one which it holds. */
  void received(@Nullable ShardTraffic shard, int bytes) {
    session.traffic.sentBytes += bytes;
    if (shard != null) {
      shard.received(session.loop.index(), bytes);
    }
  }
}
