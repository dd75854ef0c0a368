package io.penstock.bench.compare;

import java.util.Locale;

/** How pgbench sends a query: the words of its option -M. */
enum QueryMode {
  /** Query: text in one message. */
  SIMPLE,
  /** Parse, Bind, Execute and Sync for every query. */
  EXTENDED,
  /** Parse once under a name, then Bind, Execute and Sync. */
  PREPARED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
