package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.numeric;
import static io.penstock.proxy.console.Column.text;

import io.penstock.metrics.TrafficTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** SHOW STATS, STATS_TOTALS, STATS_AVERAGES and TOTALS. Times are in microseconds. */
final class ShowStats {
  /** One thing that is counted, under the names it has in each of the four tables. */
  private record Counter(
      String total,
      String plainTotal,
      String average,
      String plainAverage,
      String sum,
      ToLongFunction<TrafficTotals> value) {
    /** PgBouncer's regular case: the four names are prefixes to one. */
    static Counter of(String name, ToLongFunction<TrafficTotals> value) {
      return new Counter("total_" + name, name, "avg_" + name, name, name, value);
    }
  }

  private static final List<Counter> COUNTERS =
      List.of(
          Counter.of("server_assignment_count", TrafficTotals::leases),
          Counter.of("xact_count", TrafficTotals::transactions),
          Counter.of("query_count", TrafficTotals::queries),
          new Counter(
              "total_received",
              "bytes_received",
              "avg_recv",
              "bytes_received",
              "client_bytes",
              TrafficTotals::receivedBytes),
          new Counter(
              "total_sent",
              "bytes_sent",
              "avg_sent",
              "bytes_sent",
              "server_bytes",
              TrafficTotals::sentBytes),
          Counter.of("xact_time", totals -> micros(totals.transactionNanos())),
          Counter.of("query_time", totals -> micros(totals.queryNanos())),
          Counter.of("wait_time", totals -> micros(totals.waitNanos())),
          prepared("client_parse_count", TrafficTotals::clientParses),
          prepared("server_parse_count", TrafficTotals::serverParses),
          prepared("bind_count", TrafficTotals::binds),
          new Counter(
              "total_client_login_count",
              "client_login_count",
              "avg_client_login_count",
              "avg_client_login_count",
              "client_login_count",
              TrafficTotals::logins));

  static final Table<TrafficView> STATS =
      table(
          "STATS",
          columns(
              columns(Counter::total, TrafficView::total),
              columns(Counter::average, TrafficView::average)));

  static final Table<TrafficView> STATS_TOTALS =
      table("STATS_TOTALS", columns(Counter::plainTotal, TrafficView::total));

  static final Table<TrafficView> STATS_AVERAGES =
      table("STATS_AVERAGES", columns(Counter::plainAverage, TrafficView::average));

  /** A row of SHOW TOTALS. */
  record Sum(String name, long value) {}

  static final Table<Sum> TOTALS =
      Table.immediate(
          "TOTALS",
          List.of(text("name", Sum::name), numeric("value", Sum::value)),
          server -> sums(server.traffic()));

  private ShowStats() {}

  private static Counter prepared(String name, ToLongFunction<TrafficTotals> value) {
    String average = "avg_" + name;
    return new Counter("total_" + name, name, average, average, "ps_" + name, value);
  }

  private static Table<TrafficView> table(String name, List<Column<TrafficView>> counters) {
    return Table.immediate(
        name,
        columns(List.of(text("database", TrafficView::database)), counters),
        ConsoleServer::traffic);
  }

  private static List<Column<TrafficView>> columns(
      Function<Counter, String> name, Function<TrafficView, TrafficTotals> totals) {
    List<Column<TrafficView>> columns = new ArrayList<>();
    for (Counter counter : COUNTERS) {
      columns.add(
          numeric(name.apply(counter), row -> counter.value().applyAsLong(totals.apply(row))));
    }
    return columns;
  }

  private static List<Column<TrafficView>> columns(
      List<Column<TrafficView>> first, List<Column<TrafficView>> second) {
    List<Column<TrafficView>> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private static List<Sum> sums(List<TrafficView> traffic) {
    List<Sum> sums = new ArrayList<>();
    for (Counter counter : COUNTERS) {
      sums.add(sum("total_", counter, traffic, TrafficView::total));
    }
    for (Counter counter : COUNTERS) {
      sums.add(sum("avg_", counter, traffic, TrafficView::average));
    }
    return sums;
  }

  private static Sum sum(
      String prefix,
      Counter counter,
      List<TrafficView> traffic,
      Function<TrafficView, TrafficTotals> totals) {
    long value =
        traffic.stream().map(totals).mapToLong(each -> counter.value().applyAsLong(each)).sum();
    return new Sum(prefix + counter.sum(), value);
  }

  private static long micros(long nanos) {
    return nanos / 1000;
  }
}
