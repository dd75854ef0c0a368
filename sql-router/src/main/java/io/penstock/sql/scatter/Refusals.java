package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.Delete;
import io.penstock.sql.tree.Insert;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Returning;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * What no plan can keep right: what belongs to the place where a row is stored, or to its table.
 */
final class Refusals {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

  private final Asked asked;

  /** Of each alias of a sharded table, the columns that it may have. */
  private final Map<String, List<Source>> aliases = new HashMap<>();

  private final Set<String> otherAliases = new HashSet<>();

  private final Set<SqlNode> items = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<SqlNode> labels = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable Refused refused;

  private Refusals(Asked asked) {
    this.asked = asked;
  }

  /** Why the statement cannot be planned; null if it may be. */
  static @Nullable Refused of(SqlNode statement, Asked asked) {
    Refusals refusals = new Refusals(asked);
    Nodes.each(statement, refusals::look);
    refusals.check(statement, Set.of());
    return refusals.refused;
  }

  /**
   * Looks at a node and all below it.
   *
   * @param visible the names of tables that mean something there
   */
  private void check(SqlNode node, Set<String> visible) {
    Set<String> seen = visible;
    SqlNode query = node instanceof OrderedQuery ordered ? ordered.query : node;
    if (query instanceof Select select) {
      seen = new HashSet<>(visible);
      for (Source source : Sources.of(select.getFrom(), asked).all()) {
        if (source.name() != null) {
          seen.add(source.name());
        }
      }
    }
    if (node instanceof Update || node instanceof Delete || node instanceof Insert) {
      seen = aliases.keySet();
    }
    checkOne(node, seen);
    for (SqlNode child : Nodes.children(node)) {
      check(child, seen);
    }
  }

  private void look(SqlNode node) {
    if (node instanceof Select select) {
      for (Source source : Sources.of(select.getFrom(), asked).all()) {
        look(source);
      }
      select.getSelectList().forEach(item -> items.add(((SelectItem) item).expression));
      labels(select, select.getGroup());
    }
    if (node instanceof Update update) {
      target(update.table.name, update.alias, update.from, update.returning);
    }
    if (node instanceof Delete delete) {
      target(delete.table.name, delete.alias, delete.from, delete.returning);
    }
    if (node instanceof Insert insert) {
      target(insert.table, insert.alias, null, insert.returning);
    }
    if (node instanceof OrderedQuery ordered && ordered.query instanceof Select select) {
      labels(select, ordered.orderBy);
    }
  }

  private void target(
      SqlIdentifier table,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNode from,
      @Nullable Returning returning) {
    String name = Nodes.last(alias == null ? table : alias);
    look(new Source(name, asked.useAt(SqlText.begin(table)), null, table, false, false));
    for (Source source : Sources.of(from, asked).all()) {
      look(source);
    }
    if (returning != null) {
      returning.items.forEach(item -> items.add(((SelectItem) item).expression));
    }
  }

  private void look(Source source) {
    String name = source.name();
    if (name == null) {
      return;
    }
    if (source.use() >= 0 && asked.tables().get(source.use()).sharded()) {
      aliases.computeIfAbsent(name, first -> new ArrayList<>()).add(source);
    } else {
      otherAliases.add(name);
    }
  }

  /** Names in ORDER BY and GROUP BY that mean an item of the select list. */
  private void labels(Select select, @Nullable Iterable<SqlNode> nodes) {
    if (nodes == null) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (SqlNode item : select.getSelectList()) {
      if (((SelectItem) item).label != null) {
        names.add(Nodes.last(((SelectItem) item).label));
      }
    }
    for (SqlNode node : nodes) {
      SqlNode inner = node instanceof OrderItem item ? item.expression : node;
      String name = Nodes.simple(inner);
      if (name != null && names.contains(name)) {
        labels.add(Nodes.bare(inner));
      }
    }
  }

  private void refuse(String sentence, String hint) {
    if (refused == null) {
      refused = new Refused(sentence, hint);
    }
  }

  private void checkOne(SqlNode node, Set<String> visible) {
    if (node instanceof SampledTable sampled) {
      check(sampled);
    }
    if (!(node instanceof SqlIdentifier name)) {
      return;
    }
    String last = Nodes.last(name);
    if (name.names.size() > 2) {
      refuse(
          "a column named with its schema", "Give the table an alias and name columns with that.");
    } else if (SYSTEM_COLUMNS.contains(last)) {
      refuse(
          "the system column " + last + ", which is of one shard only",
          "Use a column of the table's own.");
    } else if (name.names.size() == 2) {
      qualified(name, name.names.get(0), last);
    } else if (!labels.contains(name) && visible.contains(last)) {
      whole(last);
    }
  }

  private void whole(String alias) {
    for (Source source : aliases.getOrDefault(alias, List.of())) {
      if (source.renamed() || relation(source).type(alias) == 0) {
        refuse(
            "the whole row of " + relation(source) + " as one value",
            "Name its columns, each by itself.");
      }
    }
  }

  private Relation relation(Source source) {
    return asked.tables().get(source.use()).relation();
  }

  private void qualified(SqlIdentifier name, String alias, String column) {
    List<Source> sources = aliases.getOrDefault(alias, List.of());
    if (sources.isEmpty()) {
      return;
    }
    if (column.isEmpty()) {
      if (!items.contains(name)) {
        refuse(
            "the whole row of " + relation(sources.getFirst()) + " as one value",
            "Name its columns, each by itself.");
      }
      return;
    }
    boolean found = otherAliases.contains(alias);
    for (Source source : sources) {
      found |= source.renamed() || relation(source).type(column) != 0;
    }
    if (!found) {
      refuse(
          relation(sources.getFirst()) + " has no column " + column,
          "Name its columns; call functions with their arguments in parentheses.");
    }
  }

  private void check(SampledTable sampled) {
    for (Source source : Sources.of(sampled.table, asked).all()) {
      if (source.use() >= 0 && asked.tables().get(source.use()).sharded()) {
        refuse(
            "TABLESAMPLE of the sharded table " + relation(source),
            "Send it to each shard: /* penstock: shard=NAME */.");
      }
    }
  }
}
