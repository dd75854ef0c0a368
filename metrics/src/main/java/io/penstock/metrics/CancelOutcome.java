package io.penstock.metrics;

import java.util.Locale;

/** What becomes of a client's cancel request. */
public enum CancelOutcome {
  /** A session has its key. */
  ACCEPTED,

  /** Other proxies of the fleet were told. */
  PASSED_ON,

  /** No session has its key. */
  UNKNOWN_KEY;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
