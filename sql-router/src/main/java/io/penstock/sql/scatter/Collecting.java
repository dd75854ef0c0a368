package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Equalities.Equality;
import io.penstock.sql.scatter.Part.Feed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * In which order tables are collected: those of which few rows matter first, so that of others only
 * the rows are asked for that meet one of these.
 */
final class Collecting {
  private final Map<Integer, Table> tables = new HashMap<>();
  private final List<Table> all = new ArrayList<>();
  private final IdentityHashMap<SqlNode, Integer> blocks = new IdentityHashMap<>();

  /** One use of a table whose rows are collected. */
  static final class Table {
    final int use;
    final String sql;
    final boolean filtered;
    final List<HandedColumn> handed;
    final List<Equality> equalities;

    private final List<Given> feeds = new ArrayList<>();
    private double share;
    private int part = -1;

    Table(
        int use,
        String sql,
        boolean filtered,
        List<HandedColumn> handed,
        List<Equality> equalities,
        double share) {
      this.use = use;
      this.sql = sql;
      this.filtered = filtered;
      this.handed = handed;
      this.equalities = equalities;
      this.share = share;
    }

    /** The number of its part; known when all are numbered. */
    int part() {
      return part;
    }

    private int column(String name) {
      for (int at = 0; at < handed.size(); at++) {
        if (handed.get(at).name().equals(name)) {
          return at;
        }
      }
      return -1;
    }

    private String array(String column) {
      return handed.get(column(column)).array();
    }
  }

  /**
   * Values that leave out rows of a table.
   *
   * @param column of the table
   * @param from the table that has them; null if it is a part that is known
   * @param part that one
   * @param value the column that has them
   */
  record Given(String column, @Nullable Table from, int part, int value, double share) {}

  void add(Table table) {
    all.add(table);
    tables.put(table.use, table);
  }

  /**
   * Makes the parts, behind those that are there.
   *
   * @param few the parts among these that have few rows, by the queries that they replace
   */
  void number(
      List<Part> parts,
      List<@Nullable List<HandedColumn>> columns,
      IdentityHashMap<SqlNode, Integer> few) {
    blocks.putAll(few);
    List<Table> open = new ArrayList<>(all);
    List<Table> done = new ArrayList<>();
    while (!open.isEmpty()) {
      Table next = open.getFirst();
      for (Table table : open) {
        next = share(table, done) < share(next, done) ? table : next;
      }
      next.feeds.addAll(given(next, done));
      next.share = share(next, done);
      open.remove(next);
      done.add(next);
    }
    all.forEach(table -> number(table, parts, columns));
  }

  private double share(Table table, List<Table> done) {
    double best = 1;
    for (Given given : given(table, done)) {
      best = Math.min(best, given.share());
    }
    return table.share * best;
  }

  private List<Given> given(Table table, List<Table> done) {
    List<Given> found = new ArrayList<>();
    for (Equality equality : table.equalities) {
      Integer block = equality.query() == null ? null : blocks.get(equality.query());
      if (block != null && table.column(equality.column()) >= 0) {
        found.add(new Given(equality.column(), null, block, 0, Selectivity.FEW));
        continue;
      }
      Table other = tables.get(equality.other());
      if (other == null || !done.contains(other) || other.share >= Selectivity.ALL) {
        continue;
      }
      int value = other.column(equality.value());
      if (value >= 0 && table.column(equality.column()) >= 0) {
        found.add(new Given(equality.column(), other, -1, value, other.share));
      }
    }
    return found;
  }

  private static void number(
      Table table, List<Part> parts, List<@Nullable List<HandedColumn>> columns) {
    if (table.part >= 0) {
      return;
    }
    List<Feed> feeds = new ArrayList<>();
    for (Given given : table.feeds) {
      int from = given.part();
      if (given.from() != null) {
        number(given.from(), parts, columns);
        from = given.from().part;
      }
      Feed feed =
          new Feed(
              HandedColumn.quoted(given.column()),
              table.array(given.column()),
              from,
              given.value());
      if (!feeds.contains(feed)) {
        feeds.add(feed);
      }
    }
    Part part = new Part(table.sql, table.filtered, feeds);
    int known = parts.indexOf(part);
    if (known < 0 || columns.get(known) == null) {
      parts.add(part);
      columns.add(table.handed);
      known = parts.size() - 1;
    }
    table.part = known;
  }
}
