package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import java.util.List;
import java.util.Locale;

/**
 * SHOW POOLS. Cancel requests use connections of their own that no pool counts, and backends are
 * neither tested nor rested between leases: those columns are always 0.
 */
final class ShowPools {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MICRO = 1000;

  static final Table<PoolView> TABLE =
      new Table<>(
          "POOLS",
          List.of(
              text("database", PoolView::database),
              text("user", PoolView::user),
              int4("cl_active", PoolView::clientsActive),
              int4("cl_waiting", PoolView::clientsWaiting),
              int4("cl_active_cancel_req", pool -> 0),
              int4("cl_waiting_cancel_req", pool -> 0),
              int4("sv_active", pool -> pool.backends().active()),
              int4("sv_active_cancel", pool -> 0),
              int4("sv_being_canceled", pool -> 0),
              int4("sv_idle", pool -> pool.backends().idle()),
              int4("sv_used", pool -> 0),
              int4("sv_tested", pool -> 0),
              int4("sv_login", pool -> pool.backends().opening()),
              int4("maxwait", pool -> (int) (longestWait(pool) / NANOS_PER_SECOND)),
              int4(
                  "maxwait_us",
                  pool -> (int) (longestWait(pool) % NANOS_PER_SECOND / NANOS_PER_MICRO)),
              text("pool_mode", pool -> pool.mode().name().toLowerCase(Locale.ROOT)),
              text("load_balance_hosts", pool -> null)),
          ConsoleServer::pools);

  private ShowPools() {}

  private static long longestWait(PoolView pool) {
    return pool.backends().longestWaitNanos();
  }
}
