package io.penstock.pool;

/**
 * Who waits for a backend. Exactly one of the two is called, once, on the loop that was waited on,
 * unless the wait is abandoned first; it may happen before {@link WirePool#await} returns.
 */
public interface LeaseWaiter {
  /** The backend is leased now, and is to be released or evicted. */
  void granted(Backend backend);

  /** There will be no backend. */
  void refused(LeaseRefusal refusal);

  /** Whether another pool would do as well: then it is refused as soon as this one's node fails. */
  default boolean hasElsewhere() {
    return false;
  }
}
