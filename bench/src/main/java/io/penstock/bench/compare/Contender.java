package io.penstock.bench.compare;

import io.penstock.bench.process.Address;
import io.penstock.bench.process.ServerProcess;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A way to the database.
 *
 * @param label as in the tables
 * @param process the proxy on the way, or null
 * @param able which cells it can serve
 */
record Contender(
    String label, Address address, @Nullable ServerProcess process, Predicate<Cell> able) {
  static final String DIRECT = "direct";
  static final String PGBOUNCER = "PgBouncer";
  static final String PENSTOCK = "Penstock";
}
