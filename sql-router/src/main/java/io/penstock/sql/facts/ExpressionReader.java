package io.penstock.sql.facts;

import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Collation;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FieldSelection;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.Grouping;
import io.penstock.sql.tree.NamedArgument;
import io.penstock.sql.tree.NamedWindow;
import io.penstock.sql.tree.Operation;
import io.penstock.sql.tree.OperatorName;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Parenthesized;
import io.penstock.sql.tree.Quantified;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.Slice;
import io.penstock.sql.tree.Subscript;
import io.penstock.sql.tree.SyntaxCall;
import io.penstock.sql.tree.TableQuery;
import io.penstock.sql.tree.TypeName;
import io.penstock.sql.tree.ValuesQuery;
import io.penstock.sql.tree.WindowSpecification;
import io.penstock.sql.tree.With;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.jspecify.annotations.Nullable;

/** Reads expressions. */
final class ExpressionReader {
  private final Collected collected;
  private final FactsReader statements;
  private final ComparisonReader comparisons;

  ExpressionReader(Collected collected, FactsReader statements) {
    this.collected = collected;
    this.statements = statements;
    this.comparisons = new ComparisonReader(collected);
  }

  void optional(@Nullable SqlNode expression, Block block) throws NotUnderstood {
    if (expression != null) {
      read(expression, block);
    }
  }

  void each(@Nullable SqlNodeList list, Block block) throws NotUnderstood {
    if (list != null) {
      all(list.getList(), block);
    }
  }

  private void all(List<? extends @Nullable SqlNode> nodes, Block block) throws NotUnderstood {
    for (SqlNode node : nodes) {
      if (node != null) {
        condition(node, block, Conjunct.NONE);
      }
    }
  }

  /** A select list. */
  void items(SqlNodeList items, Block block) throws NotUnderstood {
    for (SqlNode item : items) {
      read(((SelectItem) item).expression, block);
    }
  }

  void read(SqlNode expression, Block block) throws NotUnderstood {
    condition(expression, block, Conjunct.NONE);
  }

  /**
   * Reads an expression.
   *
   * @param conjunct what follows if it is not true
   */
  void condition(SqlNode expression, Block block, Conjunct conjunct) throws NotUnderstood {
    collected.enter();
    switch (expression) {
      case SqlIdentifier name -> name(name);
      case SqlDynamicParam parameter ->
          collected.parameters = Math.max(collected.parameters, parameter.getIndex() + 1);
      case Constant constant -> {}
      case SqlLiteral missing -> {}
      case SqlNodeList list -> all(list.getList(), block);
      case SqlBasicCall call -> basic(call, block, conjunct);
      case SqlCase choice -> {
        optional(choice.getValueOperand(), block);
        each(choice.getWhenOperands(), block);
        each(choice.getThenOperands(), block);
        optional(choice.getElseOperand(), block);
      }
      case Parenthesized inner -> condition(inner.expression, block, conjunct);
      case Cast cast -> {
        read(cast.value, block);
        type(cast.type, block);
      }
      case TypeName type -> type(type, block);
      case FunctionCall call -> call(call, block);
      case SyntaxCall call -> each(call.operands, block);
      case Operation operation -> {
        operator(operation.operator);
        optional(operation.left, block);
        read(operation.right, block);
      }
      case Quantified quantified -> {
        operator(quantified.operator);
        comparisons.quantified(quantified, block, conjunct);
        read(quantified.left, block);
        read(quantified.right, block);
      }
      case Subscript subscript -> {
        read(subscript.base, block);
        each(subscript.indexes, block);
      }
      case Slice slice -> {
        optional(slice.lower, block);
        optional(slice.upper, block);
      }
      case FieldSelection selection -> {
        if (selection.field != null) {
          collected.attributes.add(selection.field);
        }
        read(selection.base, block);
      }
      case Collation collation -> read(collation.value, block);
      case NamedArgument argument -> read(argument.value, block);
      case OrderItem item -> {
        if (item.using != null) {
          operator(item.using);
        }
        read(item.expression, block);
      }
      case Grouping grouping -> each(grouping.items, block);
      case NamedWindow window -> window(window.specification, block);
      case WindowSpecification window -> window(window, block);
      case With query -> statements.nested(query, block);
      case OrderedQuery query -> statements.nested(query, block);
      case Select query -> statements.nested(query, block);
      case ValuesQuery query -> statements.nested(query, block);
      case TableQuery query -> statements.nested(query, block);
      default -> throw unknown(expression);
    }
    collected.leave();
  }

  private void name(SqlIdentifier name) {
    if (name.names.size() > 1 && !NodeNames.isStar(name)) {
      collected.attributes.add(NodeNames.last(name));
    }
  }

  private void basic(SqlBasicCall call, Block block, Conjunct conjunct) throws NotUnderstood {
    switch (call.getKind()) {
      case UNION, INTERSECT, EXCEPT -> statements.nested(call, block);
      case AND -> {
        for (SqlNode operand : call.getOperandList()) {
          condition(operand, block, conjunct);
        }
      }
      case EQUALS, IN -> {
        comparisons.comparison(call, block, conjunct);
        all(call.getOperandList(), block);
      }
      case OR,
          NOT,
          NOT_EQUALS,
          LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          IS_DISTINCT_FROM,
          IS_NOT_DISTINCT_FROM,
          IS_NULL,
          IS_NOT_NULL,
          IS_TRUE,
          IS_NOT_TRUE,
          IS_FALSE,
          IS_NOT_FALSE,
          IS_UNKNOWN,
          NOT_IN,
          BETWEEN,
          PLUS,
          MINUS,
          TIMES,
          DIVIDE,
          MOD,
          PLUS_PREFIX,
          MINUS_PREFIX,
          ROW,
          DEFAULT,
          EXISTS,
          ARRAY_VALUE_CONSTRUCTOR,
          ARRAY_QUERY_CONSTRUCTOR ->
          all(call.getOperandList(), block);
      default -> throw unknown(call);
    }
  }

  /** The two queries that a set operation puts together. */
  List<SqlNode> setOperands(SqlNode query) throws NotUnderstood {
    if (query instanceof SqlBasicCall call) {
      switch (call.getKind()) {
        case UNION, INTERSECT, EXCEPT -> {
          return call.getOperandList();
        }
        default -> {}
      }
    }
    throw unknown(query);
  }

  private void call(FunctionCall call, Block block) throws NotUnderstood {
    collected.functions.add(use(call));
    each(call.arguments, block);
    each(call.orderBy, block);
    optional(call.filter, block);
    if (call.over instanceof WindowSpecification window) {
      window(window, block);
    }
  }

  static FunctionUse use(FunctionCall call) {
    return new FunctionUse(
        NodeNames.qualifier(call.name),
        NodeNames.last(call.name),
        call.arguments.size(),
        call.variadic,
        call.star);
  }

  /** A call that is no expression: of a sampling method. */
  void call(SqlIdentifier name, SqlNodeList arguments, Block block) throws NotUnderstood {
    collected.functions.add(
        new FunctionUse(
            NodeNames.qualifier(name), NodeNames.last(name), arguments.size(), false, false));
    each(arguments, block);
  }

  private void window(WindowSpecification window, Block block) throws NotUnderstood {
    each(window.partition, block);
    each(window.orderBy, block);
    each(window.bounds, block);
  }

  private void type(TypeName type, Block block) throws NotUnderstood {
    collected.types.add(NodeNames.type(type));
    each(type.modifiers, block);
  }

  private void operator(OperatorName operator) {
    boolean ownSchema = operator.schema == null || operator.schema.equals("pg_catalog");
    if (!ownSchema || !OwnOperators.has(operator.name)) {
      collected.operators.add(new OperatorUse(operator.schema, operator.name));
    }
  }

  private static NotUnderstood unknown(SqlNode node) {
    return new NotUnderstood(
        "a part of it is not known: " + node.getClass().getSimpleName() + " " + node.getKind());
  }
}
