package io.penstock.proxy.move;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows move, or which every shard holds all of.
 *
 * @param name with its schema, quoted
 * @param partitioned whether its rows are in partitions
 * @param columns those that are stored, in order
 * @param key null for a reference table
 * @param sequences that give columns their values, quoted
 */
record MovedTable(
    String name,
    boolean partitioned,
    List<Column> columns,
    @Nullable KeyColumns key,
    List<String> sequences) {
  MovedTable {
    columns = List.copyOf(columns);
    sequences = List.copyOf(sequences);
  }

  /**
   * @param name quoted
   * @param what its type and what else must be the same everywhere
   */
  record Column(String name, String what) {}

  KeyColumns keyColumns() {
    KeyColumns known = key;
    if (known == null) {
      throw new IllegalStateException(name + " is a reference table");
    }
    return known;
  }

  /** The table in FROM: its own rows, not those of tables that inherit from it. */
  String rows() {
    return partitioned ? name : "ONLY " + name;
  }

  String columnNames() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  String copyOut(String condition) {
    return "COPY (SELECT %s FROM %s WHERE %s) TO STDOUT"
        .formatted(columnNames(), rows(), condition);
  }

  String copyIn() {
    return "COPY %s (%s) FROM STDIN".formatted(name, columnNames());
  }

  String delete(String condition) {
    return "DELETE FROM %s WHERE %s".formatted(rows(), condition);
  }

  /** How many rows there are, and a number that depends on all that is in them. */
  String digest(String condition) {
    return "SELECT count(*) || ' rows, checksum ' || coalesce(sum(hashtextextended(r::text, 0)), 0)"
        + " FROM (SELECT %s FROM %s WHERE %s) r".formatted(columnNames(), rows(), condition);
  }
}
