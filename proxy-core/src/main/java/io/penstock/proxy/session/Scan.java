package io.penstock.proxy.session;

import io.penstock.sql.Hints;

/**
 * What besides its effects is known of a text from scanning it: its fingerprint's halves, and its
 * hints.
 */
record Scan(long high, long low, Hints hints) {
  /** Of no text. */
  static final Scan NONE = new Scan(0, 0, Hints.NONE);
}
