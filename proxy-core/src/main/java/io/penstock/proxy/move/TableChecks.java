package io.penstock.proxy.move;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether rows of these tables can be moved between shards without anything else happening. */
final class TableChecks {
  private final Map<ShardLink, Map<String, MovedTable>> tables;

  /**
   * @param tables of every shard, the first one first
   */
  TableChecks(Map<ShardLink, Map<String, MovedTable>> tables) {
    this.tables = new LinkedHashMap<>(tables);
  }

  /**
   * Refuses what cannot be moved.
   *
   * @throws MoveFailedException with the reason and what to do
   */
  void run() throws SQLException {
    Map.Entry<ShardLink, Map<String, MovedTable>> first = tables.entrySet().iterator().next();
    for (Map.Entry<ShardLink, Map<String, MovedTable>> other : tables.entrySet()) {
      ShardLink shard = other.getKey();
      sameTables(first.getKey(), first.getValue(), shard, other.getValue());
      untouched(shard, other.getValue().values());
    }
  }

  private static void sameTables(
      ShardLink first,
      Map<String, MovedTable> expected,
      ShardLink shard,
      Map<String, MovedTable> found) {
    Set<String> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(found.keySet());
    if (!missing.isEmpty()) {
      throw new MoveFailedException(
          "shard %s has no table %s (expected: the tables of shard %s; pg_dump --schema-only of %s, run on %s, makes them)"
              .formatted(
                  shard.name(),
                  String.join(", ", missing),
                  first.name(),
                  first.name(),
                  shard.name()));
    }
    Set<String> more = new TreeSet<>(found.keySet());
    more.removeAll(expected.keySet());
    if (!more.isEmpty()) {
      throw new MoveFailedException(
          "shard %s has a table %s that shard %s has not (expected: the same tables on all shards)"
              .formatted(shard.name(), String.join(", ", more), first.name()));
    }
    found.forEach((name, table) -> {
      MovedTable same = expected.get(name);
      Set<MovedTable.Column> ours = Set.copyOf(same == null ? List.of() : same.columns());
      Set<MovedTable.Column> theirs = Set.copyOf(table.columns());
      if (!ours.equals(theirs)) {
        throw new MoveFailedException(
            "table %s: shard %s has the columns %s, shard %s has %s (expected: the same)"
                .formatted(name, first.name(), words(ours), shard.name(), words(theirs)));
      }
    });
  }

  private static String words(Set<MovedTable.Column> columns) {
    return columns.stream()
        .map(column -> column.name() + " " + column.what())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Nothing of its own may act on rows that come or go, nor follow them. */
  private static void untouched(ShardLink shard, Collection<MovedTable> all) throws SQLException {
    List<String> names =
        all.stream().filter(table -> table.key() != null).map(MovedTable::name).toList();
    if (names.isEmpty()) {
      return;
    }
    String regclasses =
        names.stream()
            .map(name -> KeyColumns.literal(name) + "::regclass")
            .collect(Collectors.joining(", ", "ARRAY[", "]"));
    String family =
        "(SELECT relid FROM unnest(%s) t, LATERAL (SELECT t::regclass AS relid UNION SELECT relid"
                .formatted(regclasses)
            + " FROM pg_partition_tree(t)) f)";
    String enabled = shard.triggers() ? "tgenabled <> 'D'" : "tgenabled IN ('A', 'R')";
    none(
        shard,
        "SELECT tgrelid::regclass || ' has the trigger ' || tgname FROM pg_trigger WHERE NOT"
            + " tgisinternal AND "
            + enabled
            + " AND tgrelid IN "
            + family,
        shard.triggers()
            ? "a user who may SET session_replication_role, so that triggers do not fire for rows that"
                + " move: a superuser, or GRANT SET ON PARAMETER session_replication_role"
            : "no trigger that fires for replicas too: ALTER TABLE … ENABLE TRIGGER");
    none(
        shard,
        "SELECT ev_class::regclass || ' has the rule ' || rulename FROM pg_rewrite WHERE ev_class IN "
            + family,
        "no rule");
    none(
        shard,
        "SELECT conrelid::regclass || ' refers to ' || confrelid::regclass || ' by ' || conname FROM"
            + " pg_constraint WHERE contype = 'f' AND confrelid IN "
            + family
            + " AND conrelid NOT IN "
            + family,
        "no foreign key from a table whose rows do not move with these: list it under tables");
  }

  private static void none(ShardLink shard, String query, String expected) throws SQLException {
    try (Statement statement = shard.look().createStatement();
        ResultSet row = statement.executeQuery(query)) {
      if (row.next()) {
        throw new MoveFailedException(
            "shard %s: %s (expected: %s)".formatted(shard.name(), row.getString(1), expected));
      }
    }
  }

  /** The tables with keys, those first to which others refer. */
  static List<MovedTable> inOrder(ShardLink shard, Collection<MovedTable> all) throws SQLException {
    Map<String, MovedTable> left = new LinkedHashMap<>();
    all.stream()
        .filter(table -> table.key() != null)
        .forEach(table -> left.put(table.name(), table));
    Map<String, Set<String>> parents = new LinkedHashMap<>();
    String references =
        "SELECT quote_ident(cn.nspname) || '.' || quote_ident(c.relname),"
            + " quote_ident(pn.nspname) || '.' || quote_ident(p.relname) FROM pg_constraint k JOIN"
            + " pg_class c ON c.oid = k.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace JOIN"
            + " pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace"
            + " WHERE k.contype = 'f' AND k.conrelid <> k.confrelid";
    Map<String, String> quoted = new LinkedHashMap<>();
    left.keySet().forEach(name -> quoted.put(plain(name), name));
    try (Statement statement = shard.look().createStatement();
        ResultSet row = statement.executeQuery(references)) {
      while (row.next()) {
        String child = quoted.get(plain(row.getString(1)));
        String parent = quoted.get(plain(row.getString(2)));
        if (child != null && parent != null) {
          parents.computeIfAbsent(child, none -> new TreeSet<>()).add(parent);
        }
      }
    }
    List<MovedTable> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      List<String> next =
          left.keySet().stream()
              .filter(name ->
                  parents.getOrDefault(name, Set.of()).stream().noneMatch(left::containsKey))
              .toList();
      if (next.isEmpty() && shard.triggers()) {
        throw new MoveFailedException(
            "tables refer to each other in a circle: %s (expected: a user who may SET session_replication_role)"
                .formatted(left.keySet()));
      }
      for (String name : next.isEmpty() ? List.copyOf(left.keySet()) : next) {
        ordered.add(left.remove(name));
      }
    }
    return ordered;
  }

  private static String plain(String name) {
    return name.replace("\"", "");
  }
}
