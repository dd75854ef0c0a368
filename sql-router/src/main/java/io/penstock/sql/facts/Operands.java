package io.penstock.sql.facts;

import io.penstock.sql.facts.Operand.LiteralKind;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.Parenthesized;
import io.penstock.sql.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Tells what a column is compared with. */
final class Operands {
  private Operands() {}

  static Operand of(SqlNode node) {
    return of(node, null);
  }

  static List<Operand> each(List<? extends @Nullable SqlNode> nodes) {
    List<Operand> operands = new ArrayList<>(nodes.size());
    for (SqlNode node : nodes) {
      operands.add(node == null ? new Operand.Unknown() : of(node));
    }
    return operands;
  }

  private static Operand of(SqlNode node, @Nullable TypeUse cast) {
    return switch (node) {
      case Parenthesized inner -> of(inner.expression, cast);
      case Constant constant ->
          new Operand.Literal(NodeNames.span(constant), kind(constant.text), cast);
      case SqlDynamicParam parameter ->
          new Operand.Parameter(NodeNames.span(parameter), parameter.getIndex() + 1, cast);
      case Cast castNode when cast == null && plain(castNode.type) ->
          of(castNode.value, NodeNames.type(castNode.type));
      case SqlIdentifier name
          when cast == null && !NodeNames.isStar(name) && name.names.size() <= 2 ->
          new Operand.Column(NodeNames.column(name));
      case SqlBasicCall call when call.getKind() == SqlKind.DEFAULT -> new Operand.Default();
      case SqlBasicCall call when call.getKind() == SqlKind.MINUS_PREFIX -> signed(call, cast);
      case SqlBasicCall call
          when call.getKind() == SqlKind.PLUS_PREFIX
              && of(call.operand(0), cast) instanceof Operand.Literal literal
              && literal.kind() == LiteralKind.NUMBER ->
          literal;
      default -> new Operand.Unknown();
    };
  }

  private static Operand signed(SqlBasicCall call, @Nullable TypeUse cast) {
    SqlNode value = call.operand(0);
    TypeUse type = cast;
    if (type == null && value instanceof Cast inner && plain(inner.type)) {
      // -5::int8 is -(5::int8), which is what (-5)::int8 is.
      value = inner.value;
      type = NodeNames.type(inner.type);
    }
    if (!(value instanceof Constant constant) || kind(constant.text) != LiteralKind.NUMBER) {
      return new Operand.Unknown();
    }
    Span number = NodeNames.span(constant);
    return new Operand.Literal(
        new Span(NodeNames.span(call).start(), number.end()), LiteralKind.NUMBER, type);
  }

  /** Whether a cast to it only changes the type: a length or precision could cut or round. */
  private static boolean plain(TypeName type) {
    return type.modifiers == null && !type.setOf;
  }

  private static LiteralKind kind(String text) {
    return switch (text.charAt(0)) {
      case '\'' -> LiteralKind.STRING;
      case 'e', 'E' -> LiteralKind.ESCAPE_STRING;
      case 'u', 'U' -> LiteralKind.UNICODE_STRING;
      case '$' -> LiteralKind.DOLLAR_STRING;
      case 'b', 'B', 'x', 'X' -> LiteralKind.BIT_STRING;
      case 't', 'T', 'f', 'F' -> LiteralKind.BOOLEAN;
      case 'n', 'N' -> text.endsWith("'") ? LiteralKind.STRING : LiteralKind.NULL;
      default -> LiteralKind.NUMBER;
    };
  }
}
