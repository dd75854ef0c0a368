package io.penstock.sql.scatter;

import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.Assignment;
import io.penstock.sql.tree.AssignmentTarget;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Collation;
import io.penstock.sql.tree.CommonTable;
import io.penstock.sql.tree.Delete;
import io.penstock.sql.tree.FieldSelection;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.FunctionTable;
import io.penstock.sql.tree.Grouping;
import io.penstock.sql.tree.Insert;
import io.penstock.sql.tree.Lateral;
import io.penstock.sql.tree.NamedArgument;
import io.penstock.sql.tree.NamedWindow;
import io.penstock.sql.tree.OnConflict;
import io.penstock.sql.tree.Operation;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Parenthesized;
import io.penstock.sql.tree.Quantified;
import io.penstock.sql.tree.Returning;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.Slice;
import io.penstock.sql.tree.Subscript;
import io.penstock.sql.tree.SyntaxCall;
import io.penstock.sql.tree.TableQuery;
import io.penstock.sql.tree.Update;
import io.penstock.sql.tree.ValuesQuery;
import io.penstock.sql.tree.WindowSpecification;
import io.penstock.sql.tree.With;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.jspecify.annotations.Nullable;

/** Goes through trees. */
final class Nodes {
  private Nodes() {}

  /**
   * The expressions, queries and items of FROM in a node. Identifiers among them are columns: names
   * of functions, types, tables and labels are left out.
   */
  static List<SqlNode> children(SqlNode node) {
    List<SqlNode> all = new ArrayList<>();
    switch (node) {
      case SqlNodeList list -> addAll(all, list);
      case SqlBasicCall call -> addAll(all, call.getOperandList());
      case SqlCase choice -> addAll(all, choice.getOperandList());
      case SqlJoin join -> {
        add(all, join.getLeft());
        add(all, join.getRight());
        add(all, join.getConditionType() == JoinConditionType.ON ? join.getCondition() : null);
      }
      case Select select -> {
        addAll(all, select.distinctOn);
        addAll(all, select.getSelectList());
        add(all, select.getFrom());
        add(all, select.getWhere());
        addAll(all, select.getGroup());
        add(all, select.getHaving());
        addAll(all, select.getWindowList());
      }
      case SelectItem item -> add(all, item.expression);
      case OrderItem item -> add(all, item.expression);
      case OrderedQuery query -> {
        add(all, query.query);
        addAll(all, query.orderBy);
        add(all, query.limit);
        add(all, query.offset);
      }
      case With with -> {
        addAll(all, with.tables);
        add(all, with.body);
      }
      case CommonTable table -> add(all, table.query);
      case ValuesQuery values -> addAll(all, values.rows);
      case TableQuery query -> add(all, query.table);
      case Aliased aliased -> add(all, aliased.table);
      case Lateral lateral -> add(all, lateral.table);
      case FunctionTable functions -> addAll(all, functions.calls);
      case SampledTable sampled -> {
        add(all, sampled.table);
        addAll(all, sampled.arguments);
        add(all, sampled.seed);
      }
      case FunctionCall call -> {
        addAll(all, call.arguments);
        addAll(all, call.orderBy);
        add(all, call.filter);
        add(all, call.over instanceof WindowSpecification window ? window : null);
      }
      case WindowSpecification window -> {
        addAll(all, window.partition);
        addAll(all, window.orderBy);
        addAll(all, window.bounds);
      }
      case NamedWindow window -> add(all, window.specification);
      case SyntaxCall call -> addAll(all, call.operands);
      case Operation operation -> {
        add(all, operation.left);
        add(all, operation.right);
      }
      case Quantified quantified -> {
        add(all, quantified.left);
        add(all, quantified.right);
      }
      case Cast cast -> add(all, cast.value);
      case Collation collation -> add(all, collation.value);
      case FieldSelection selection -> add(all, selection.base);
      case Subscript subscript -> {
        add(all, subscript.base);
        addAll(all, subscript.indexes);
      }
      case Slice slice -> {
        add(all, slice.lower);
        add(all, slice.upper);
      }
      case NamedArgument argument -> add(all, argument.value);
      case Parenthesized inner -> add(all, inner.expression);
      case Grouping grouping -> addAll(all, grouping.items);
      case Insert insert -> {
        add(all, insert.source);
        add(all, insert.onConflict);
        add(all, insert.returning);
      }
      case OnConflict conflict -> {
        addAll(all, conflict.target);
        add(all, conflict.targetWhere);
        addAll(all, conflict.assignments);
        add(all, conflict.where);
      }
      case Update update -> {
        addAll(all, update.assignments);
        addAll(all, update.from);
        add(all, update.where);
        add(all, update.returning);
      }
      case Delete delete -> {
        addAll(all, delete.from);
        add(all, delete.where);
        add(all, delete.returning);
      }
      case Assignment assignment -> {
        for (SqlNode target : assignment.targets) {
          addAll(all, ((AssignmentTarget) target).path);
        }
        add(all, assignment.value);
      }
      case Returning returning -> addAll(all, returning.items);
      default -> {}
    }
    return all;
  }

  private static void add(List<SqlNode> all, @Nullable SqlNode node) {
    if (node != null) {
      all.add(node);
    }
  }

  private static void addAll(
      List<SqlNode> all, @Nullable Collection<? extends @Nullable SqlNode> nodes) {
    if (nodes != null) {
      for (SqlNode node : nodes) {
        add(all, node);
      }
    }
  }

  /** The node and all below it, from the top down. */
  static void each(SqlNode node, Consumer<SqlNode> take) {
    take.accept(node);
    for (SqlNode child : children(node)) {
      each(child, take);
    }
  }

  static boolean isQuery(SqlNode node) {
    return node instanceof With
        || node instanceof OrderedQuery
        || node instanceof Select
        || node instanceof ValuesQuery
        || node instanceof TableQuery
        || node.getKind() == SqlKind.UNION
        || node.getKind() == SqlKind.INTERSECT
        || node.getKind() == SqlKind.EXCEPT;
  }

  /** The node without parentheses around it. */
  static SqlNode bare(SqlNode node) {
    SqlNode inner = node;
    while (inner instanceof Parenthesized around) {
      inner = around.expression;
    }
    return inner;
  }

  static String last(SqlIdentifier name) {
    return name.names.get(name.names.size() - 1);
  }

  static boolean isStar(SqlIdentifier name) {
    return last(name).isEmpty();
  }

  /** The name, if a node is nothing but a name without a dot. */
  static @Nullable String simple(SqlNode node) {
    return bare(node) instanceof SqlIdentifier name && name.names.size() == 1 && !isStar(name)
        ? last(name)
        : null;
  }
}
