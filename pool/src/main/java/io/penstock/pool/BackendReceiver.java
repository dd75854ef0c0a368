package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Whose frames a leased backend's bytes are. Every call is on the backend's event loop. */
public interface BackendReceiver {
  /** Some bytes of the backend, split anywhere; whoever implements this releases them. */
  void received(Backend backend, ByteBuf bytes);

  /** Nothing more to read for now: the moment to flush what was forwarded. */
  void readComplete(Backend backend);

  /** The backend's outbound buffer passed a watermark. */
  void writabilityChanged(Backend backend, boolean writable);

  /**
   * The connection is gone while leased. The pool has already taken it off its books: there is
   * nothing to release. Not called after {@link WirePool#evict} by the leaseholder itself.
   */
  void closed(Backend backend, @Nullable Throwable cause);

  /**
   * Its node serves nobody now, as far as can be told: who can have the same from another node
   * evicts the backend and does; who cannot waits on.
   */
  default void nodeLost(Backend backend) {}
}
