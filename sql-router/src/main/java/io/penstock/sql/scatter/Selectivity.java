package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Found;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.Operation;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/**
 * Which share of a table's rows meets a condition, by its form alone. It decides in which order
 * tables are collected, and never what the answer is.
 */
final class Selectivity {
  /** Who leaves out no more than this leaves out nothing. */
  static final double ALL = 0.95;

  /** Of groups that HAVING chooses, and of what LIMIT leaves. */
  static final double FEW = 0.01;

  private static final double SOME = 0.05;
  private static final double MANY = 0.4;
  private static final double MOST = 0.9;
  private static final int BOOL = 16;
  private static final Set<String> PATTERNS = Set.of("~~", "~~*", "~", "~*");

  private final Sources sources;

  Selectivity(Sources sources) {
    this.sources = sources;
  }

  double of(List<SqlNode> conditions) {
    double share = 1;
    for (SqlNode condition : conditions) {
      share *= of(condition);
    }
    return share;
  }

  /** Of conditions, each of which is one side or another. */
  double ofAny(List<List<List<SqlNode>>> conditions) {
    double share = 1;
    for (List<List<SqlNode>> sides : conditions) {
      share *= Math.min(1, sides.stream().mapToDouble(this::of).sum());
    }
    return share;
  }

  private double of(SqlNode condition) {
    if (Nodes.bare(condition) instanceof Operation operation) {
      return PATTERNS.contains(operation.operator.name) ? SOME : MOST;
    }
    if (!(Nodes.bare(condition) instanceof SqlBasicCall call)) {
      return MOST;
    }
    if (call.getOperator().getName().startsWith("NOT")) {
      return MOST;
    }
    return switch (call.getKind()) {
      case AND -> of(call.getOperandList());
      case OR -> Math.min(MOST, call.getOperandList().stream().mapToDouble(this::of).sum());
      case EQUALS -> equal(call);
      case IN ->
          call.operand(1) instanceof SqlNodeList values
              ? Math.min(MANY, values.size() * FEW)
              : SOME;
      case IS_NULL -> SOME;
      case BETWEEN -> MANY * MANY;
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> MANY;
      default -> MOST;
    };
  }

  private double equal(SqlBasicCall call) {
    boolean value = isValue(call.operand(0)) || isValue(call.operand(1));
    return !value || hasFew(call.operand(0)) || hasFew(call.operand(1)) ? MANY : FEW;
  }

  private static boolean isValue(SqlNode node) {
    SqlNode bare = Nodes.bare(node);
    return bare instanceof Constant
        || bare instanceof SqlDynamicParam
        || (bare instanceof Cast cast && isValue(cast.value))
        || bare.getKind() == SqlKind.MINUS_PREFIX;
  }

  /** Whether a column's type says that it has few values. */
  private boolean hasFew(SqlNode node) {
    if (!(Nodes.bare(node) instanceof SqlIdentifier name)) {
      return false;
    }
    Found found = sources.find(name);
    if (found == null) {
      return false;
    }
    String column = found.column();
    int type = sources.relation(found.source()).type(column);
    String declared = sources.relation(found.source()).declared(column);
    boolean letter = declared != null && declared.endsWith("char(1)");
    return letter || (declared != null && declared.endsWith("character(1)")) || type == BOOL;
  }
}
