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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a table must meet to matter to a SELECT: the conditions of WHERE and ON where a
 * row that fails them can neither be in a result nor keep a row of nulls out of it.
 */
final class PushedConditions {
  private final Sources sources;
  private final Calls calls;
  private final SqlText text;
  private final IdentityHashMap<TableName, Met> all = new IdentityHashMap<>();

  /**
   * What a row must meet, together with a row of each other table that it is joined with.
   *
   * @param conditions all of them must hold
   * @param beside the tables of which there must be a row each, itself included
   */
  record Met(List<SqlNode> conditions, List<TableName> beside) {}

  PushedConditions(Select select, Sources sources, Calls calls, SqlText text) {
    this.sources = sources;
    this.calls = calls;
    this.text = text;
    if (select.getFrom() != null) {
      spread(select.getFrom(), new Met(split(select.getWhere()), new ArrayList<>()));
    }
  }

  /** What the rows of one table must meet. */
  Met met(Source source) {
    Met met = source.plain() ? all.get(source.table()) : null;
    return met == null ? new Met(List.of(), List.of()) : met;
  }

  /** All that can be said of a row by itself: each list is one side of an OR. */
  List<List<List<SqlNode>>> own(Source source) {
    List<List<List<SqlNode>>> all = new ArrayList<>();
    for (SqlNode condition : met(source).conditions()) {
      List<List<SqlNode>> said =
          isOf(condition, source) ? List.of(List.of(condition)) : implied(condition, source);
      if (!said.isEmpty()) {
        all.add(said);
      }
    }
    return all;
  }

  /** The same in SQL. */
  List<String> texts(Source source) {
    return own(source).stream().map(this::text).toList();
  }

  private String text(List<List<SqlNode>> sides) {
    String sql =
        sides.stream()
            .map(side ->
                side.stream()
                    .map(each -> "(" + text.of(each) + ")")
                    .collect(Collectors.joining(" AND ")))
            .collect(Collectors.joining(" OR "));
    return sides.size() == 1 ? sql : "(" + sql + ")";
  }

  /** What every side of an OR says of the row; empty if one of them says nothing. */
  private List<List<SqlNode>> implied(SqlNode condition, Source source) {
    List<List<SqlNode>> sides = new ArrayList<>();
    for (SqlNode side : split(condition, SqlKind.OR)) {
      List<SqlNode> said =
          split(side, SqlKind.AND).stream().filter(each -> isOf(each, source)).toList();
      if (said.isEmpty()) {
        return List.of();
      }
      sides.add(said);
    }
    return sides;
  }

  /** What must hold: the operands of AND, and of an OR between them what all its sides have. */
  private List<SqlNode> split(@Nullable SqlNode condition) {
    if (condition == null) {
      return List.of();
    }
    List<SqlNode> all = new ArrayList<>();
    for (SqlNode operand : split(condition, SqlKind.AND)) {
      all.add(operand);
      List<SqlNode> sides = split(operand, SqlKind.OR);
      if (sides.size() > 1) {
        all.addAll(common(sides));
      }
    }
    return all;
  }

  private List<SqlNode> common(List<SqlNode> sides) {
    List<SqlNode> common = new ArrayList<>(split(sides.getFirst(), SqlKind.AND));
    for (SqlNode side : sides.subList(1, sides.size())) {
      List<String> there = split(side, SqlKind.AND).stream().map(text::tokens).toList();
      common.removeIf(each -> !there.contains(text.tokens(each)));
    }
    return common;
  }

  private static List<SqlNode> split(SqlNode condition, SqlKind by) {
    List<SqlNode> operands = new ArrayList<>();
    split(condition, by, operands);
    return operands;
  }

  private static void split(SqlNode condition, SqlKind by, List<SqlNode> operands) {
    SqlNode bare = Nodes.bare(condition);
    if (bare.getKind() == by) {
      Nodes.children(bare).forEach(operand -> split(operand, by, operands));
    } else {
      operands.add(condition);
    }
  }

  /** A row of this item, or join of items, matters only if it meets all of these. */
  private void spread(SqlNode item, Met met) {
    switch (item) {
      case SqlNodeList items -> items.forEach(each -> spread(each, met));
      case Aliased aliased when aliased.table instanceof TableName -> spread(aliased.table, met);
      case Lateral lateral -> spread(lateral.table, met);
      case TableName table -> {
        met.beside().add(table);
        all.put(table, met);
      }
      case SqlJoin join -> {
        boolean on = join.getConditionType() == JoinConditionType.ON;
        List<SqlNode> own = split(on ? join.getCondition() : null);
        JoinType type = join.getJoinType();
        switch (type) {
          case LEFT -> {
            spread(join.getLeft(), met);
            spread(join.getRight(), new Met(own, new ArrayList<>()));
          }
          case RIGHT -> {
            spread(join.getLeft(), new Met(own, new ArrayList<>()));
            spread(join.getRight(), met);
          }
          case INNER, CROSS -> {
            List<SqlNode> both = new ArrayList<>(met.conditions());
            both.addAll(own);
            spread(join.getLeft(), new Met(both, met.beside()));
            spread(join.getRight(), new Met(both, met.beside()));
          }
          default -> {
            spread(join.getLeft(), new Met(List.of(), new ArrayList<>()));
            spread(join.getRight(), new Met(List.of(), new ArrayList<>()));
          }
        }
      }
      default -> {}
    }
  }

  private boolean isOf(SqlNode condition, Source source) {
    boolean constant = Nodes.bare(condition) instanceof Constant;
    Set<Source> named = named(condition);
    // WHERE false, as some programs write to learn of columns, is of any table.
    return named != null && (named.isEmpty() ? constant : named.equals(Set.of(source)));
  }

  /** The tables whose columns a condition is about; null if it is about anything else too. */
  @Nullable Set<Source> named(SqlNode condition) {
    Set<Source> named = new LinkedHashSet<>();
    boolean[] plain = {true};
    Nodes.each(
        condition,
        node -> {
          if (node instanceof SqlIdentifier name) {
            Found found = sources.find(name);
            if (found != null && !found.merged()) {
              named.add(found.source());
            } else {
              plain[0] = false;
            }
          }
          plain[0] &= !Nodes.isQuery(node) && !calls.isVolatile(node) && !calls.isOfServer(node);
        });
    return plain[0] ? named : null;
  }
}
