package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.FunctionTable;
import io.penstock.sql.tree.Lateral;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** What one FROM has, and which of its columns a name means. */
final class Sources {
  private final Asked asked;
  private final List<Source> all = new ArrayList<>();
  private final Set<String> merged = new HashSet<>();
  private boolean obscure;

  /**
   * An item.
   *
   * @param name what the query calls it; null if it has no name
   * @param use the number of the table's use; -1 if it is no table
   * @param table where it is one
   * @param item the same with its alias
   * @param renamed whether its columns have other names than the table's
   * @param hidden whether it is within a join with an alias
   */
  record Source(
      @Nullable String name,
      int use,
      @Nullable TableName table,
      SqlNode item,
      boolean renamed,
      boolean hidden) {
    boolean plain() {
      return use >= 0 && !renamed && !hidden;
    }
  }

  /**
   * A column of a table.
   *
   * @param merged whether it is the one that USING made of two
   */
  record Found(Source source, String column, boolean merged) {}

  private Sources(Asked asked) {
    this.asked = asked;
  }

  static Sources of(@Nullable SqlNode from, Asked asked) {
    Sources sources = new Sources(asked);
    if (from != null) {
      sources.add(from, null, false);
    }
    return sources;
  }

  List<Source> all() {
    return all;
  }

  /** Whether every item is a table whose columns have their own names, and no two are merged. */
  boolean isPlain() {
    return !obscure && merged.isEmpty() && all.stream().allMatch(Source::plain);
  }

  private void add(SqlNode node, @Nullable Aliased aliased, boolean hidden) {
    switch (node) {
      case SqlNodeList list -> list.forEach(item -> add(item, null, hidden));
      case Aliased around -> add(around.table, around, hidden);
      case Lateral lateral -> add(lateral.table, null, hidden);
      case SampledTable sampled -> add(sampled.table, null, hidden);
      case TableName table -> {
        int use = asked.useAt(SqlText.begin(table.name));
        boolean renamed = aliased != null && aliased.columns != null;
        SqlIdentifier name = aliased == null || aliased.alias == null ? table.name : aliased.alias;
        SqlNode item = aliased == null ? table : aliased;
        all.add(new Source(Nodes.last(name), use, table, item, renamed, hidden));
      }
      case SqlJoin join -> {
        SqlIdentifier alias = aliased == null ? null : aliased.alias;
        add(join.getLeft(), null, hidden || alias != null);
        add(join.getRight(), null, hidden || alias != null);
        merge(join);
        if (alias != null) {
          opaque(alias, node);
        }
      }
      case FunctionTable functions -> {
        boolean call = functions.calls.get(0) instanceof FunctionCall;
        SqlIdentifier own = call ? ((FunctionCall) functions.calls.get(0)).name : null;
        opaque(aliased == null || aliased.alias == null ? own : aliased.alias, node);
      }
      default -> opaque(aliased == null ? null : aliased.alias, node);
    }
  }

  private void opaque(@Nullable SqlIdentifier name, SqlNode node) {
    all.add(new Source(name == null ? null : Nodes.last(name), -1, null, node, false, false));
  }

  private void merge(SqlJoin join) {
    boolean using = join.getConditionType() == JoinConditionType.USING;
    obscure |= join.isNatural();
    if (using && join.getCondition() instanceof SqlNodeList names) {
      obscure |= join.getJoinType() == JoinType.RIGHT || join.getJoinType() == JoinType.FULL;
      names.forEach(name -> merged.add(Nodes.last((SqlIdentifier) name)));
    }
  }

  /** Whether it is known that a name without a dot is, or is not, a column of these. */
  boolean isKnown(String column) {
    return !obscure && (has(column) || all.stream().allMatch(Source::plain));
  }

  /** Whether one of the tables has such a column. */
  boolean has(String column) {
    return all.stream().anyMatch(source -> has(source, column));
  }

  private boolean has(Source source, String column) {
    return source.plain() && relation(source).type(column) != 0;
  }

  Relation relation(Source source) {
    return asked.tables().get(source.use()).relation();
  }

  /** The table's column that a name is certain to mean; null if it may mean another. */
  @Nullable Found find(SqlIdentifier name) {
    String column = Nodes.last(name);
    if (name.names.size() > 2 || column.isEmpty()) {
      return null;
    }
    String qualifier = name.names.size() == 2 ? name.names.get(0) : null;
    if (qualifier == null && (obscure || merged.contains(column))) {
      return obscure ? null : first(column);
    }
    Source found = null;
    for (Source source : all) {
      boolean named = qualifier == null ? has(source, column) : qualifier.equals(source.name());
      if (named && found != null) {
        return null;
      }
      found = named ? source : found;
    }
    return found != null && has(found, column) ? new Found(found, column, false) : null;
  }

  /** Of what USING merges in inner and left joins, the first. */
  private @Nullable Found first(String column) {
    for (Source source : all) {
      if (has(source, column)) {
        return new Found(source, column, true);
      }
      if (!source.plain()) {
        return null;
      }
    }
    return null;
  }
}
