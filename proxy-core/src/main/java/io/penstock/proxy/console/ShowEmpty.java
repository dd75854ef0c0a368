package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.int8;
import static io.penstock.proxy.console.Column.text;

import java.util.List;

/**
 * Tables of PgBouncer that have no rows here: there are no peers, since a cancel key tells which
 * proxy it is for, and no cache of host names, since they are looked up for every connection.
 */
final class ShowEmpty {
  /** A row that there never is. */
  record Nothing() {}

  static final Table<Nothing> PEERS =
      empty("PEERS", List.of(number("peer_id"), word("host"), number("port"), number("pool_size")));

  static final Table<Nothing> PEER_POOLS =
      empty(
          "PEER_POOLS",
          List.of(
              number("peer_id"),
              number("cl_active_cancel_req"),
              number("cl_waiting_cancel_req"),
              number("sv_active_cancel"),
              number("sv_login")));

  static final Table<Nothing> DNS_HOSTS =
      empty("DNS_HOSTS", List.of(word("hostname"), int8("ttl", row -> 0), word("addrs")));

  static final Table<Nothing> DNS_ZONES =
      empty("DNS_ZONES", List.of(word("zonename"), int8("serial", row -> 0), number("count")));

  private ShowEmpty() {}

  private static Table<Nothing> empty(String name, List<Column<Nothing>> columns) {
    return Table.immediate(name, columns, server -> List.of());
  }

  private static Column<Nothing> word(String name) {
    return text(name, row -> null);
  }

  private static Column<Nothing> number(String name) {
    return int4(name, row -> 0);
  }
}
