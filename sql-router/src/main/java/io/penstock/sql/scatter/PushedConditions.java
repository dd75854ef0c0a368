package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Found;
import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.Lateral;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.TableName;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * Which conditions of a SELECT the rows of a table must meet to matter: those of WHERE and ON that
 * name nothing but its columns, where a row that fails them can neither be in a result nor keep a
 * row of nulls out of it.
 */
final class PushedConditions {
  private final Sources sources;
  private final Calls calls;
  private final IdentityHashMap<TableName, List<SqlNode>> conditions = new IdentityHashMap<>();

  PushedConditions(Select select, Sources sources, Calls calls) {
    this.sources = sources;
    this.calls = calls;
    if (select.getFrom() != null) {
      spread(select.getFrom(), conjuncts(select.getWhere()));
    }
  }

  /** Those of one table. */
  List<SqlNode> of(Source source) {
    return source.plain() ? conditions.getOrDefault(source.table(), List.of()) : List.of();
  }

  private static List<SqlNode> conjuncts(@Nullable SqlNode condition) {
    List<SqlNode> all = new ArrayList<>();
    if (condition != null) {
      split(condition, all);
    }
    return all;
  }

  private static void split(SqlNode condition, List<SqlNode> all) {
    SqlNode bare = Nodes.bare(condition);
    if (bare.getKind() == SqlKind.AND) {
      Nodes.children(bare).forEach(operand -> split(operand, all));
    } else {
      all.add(condition);
    }
  }

  /** A row of this item, or join of items, matters only if it meets all of these. */
  private void spread(SqlNode item, List<SqlNode> met) {
    switch (item) {
      case SqlNodeList items -> items.forEach(each -> spread(each, met));
      case Aliased aliased when aliased.table instanceof TableName -> spread(aliased.table, met);
      case Lateral lateral -> spread(lateral.table, met);
      case TableName table ->
          conditions.put(table, met.stream().filter(each -> isOf(each, table)).toList());
      case SqlJoin join -> {
        boolean on = join.getConditionType() == JoinConditionType.ON;
        List<SqlNode> own = conjuncts(on ? join.getCondition() : null);
        JoinType type = join.getJoinType();
        boolean inner = type == JoinType.INNER || type == JoinType.CROSS;
        List<SqlNode> both = new ArrayList<>(met);
        both.addAll(own);
        switch (type) {
          case LEFT -> {
            spread(join.getLeft(), met);
            spread(join.getRight(), own);
          }
          case RIGHT -> {
            spread(join.getLeft(), own);
            spread(join.getRight(), met);
          }
          default -> {
            spread(join.getLeft(), inner ? both : List.of());
            spread(join.getRight(), inner ? both : List.of());
          }
        }
      }
      default -> {}
    }
  }

  private boolean isOf(SqlNode condition, TableName table) {
    boolean[] fits = {true, false};
    Nodes.each(
        condition,
        node -> {
          if (node instanceof SqlIdentifier name) {
            Found found = sources.find(name);
            fits[0] &= found != null && !found.merged() && found.source().table() == table;
            fits[1] = true;
          }
          fits[0] &= !Nodes.isQuery(node) && !calls.isVolatile(node) && !calls.isOfServer(node);
        });
    return fits[0] && (fits[1] || isFalse(condition));
  }

  /** {@code WHERE false}, as some programs write to learn of columns. */
  private static boolean isFalse(SqlNode condition) {
    return Nodes.bare(condition) instanceof Constant;
  }
}
