package io.penstock.sql.facts;

import io.penstock.sql.tree.Parenthesized;
import io.penstock.sql.tree.Quantified;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Notes which columns are compared with what. */
final class ComparisonReader {
  private final Collected collected;

  ComparisonReader(Collected collected) {
    this.collected = collected;
  }

  /** A call of {@code =} or {@code IN}. */
  void comparison(SqlBasicCall call, Block block, Conjunct conjunct) {
    SqlNode left = bare(call.operand(0));
    SqlNode right = bare(call.operand(1));
    if (call.getKind() == SqlKind.EQUALS) {
      equal(left, right, block, conjunct);
    } else if (right instanceof SqlNodeList values) {
      in(left, values.getList(), block, conjunct);
    } else {
      add(Comparison.Kind.IN, left, List.of(new Operand.Unknown()), block, conjunct);
    }
  }

  private void equal(SqlNode left, SqlNode right, Block block, Conjunct conjunct) {
    List<SqlNode> leftRow = row(left);
    List<SqlNode> rightRow = row(right);
    if (leftRow != null && rightRow != null && leftRow.size() == rightRow.size()) {
      for (int at = 0; at < leftRow.size(); at++) {
        equal(bare(leftRow.get(at)), bare(rightRow.get(at)), block, conjunct);
      }
      return;
    }
    add(Comparison.Kind.EQUALS, left, List.of(Operands.of(right)), block, conjunct);
    add(Comparison.Kind.EQUALS, right, List.of(Operands.of(left)), block, conjunct);
  }

  private void in(
      SqlNode left, List<? extends @Nullable SqlNode> values, Block block, Conjunct conjunct) {
    List<SqlNode> leftRow = row(left);
    if (leftRow == null) {
      add(Comparison.Kind.IN, left, Operands.each(values), block, conjunct);
      return;
    }
    for (int at = 0; at < leftRow.size(); at++) {
      List<SqlNode> column = new ArrayList<>();
      for (SqlNode value : values) {
        List<SqlNode> row = value == null ? null : row(bare(value));
        column.add(row == null || at >= row.size() ? left : row.get(at));
      }
      add(Comparison.Kind.IN, bare(leftRow.get(at)), Operands.each(column), block, conjunct);
    }
  }

  /** {@code = ANY}; of other operators and ALL there is nothing to note. */
  void quantified(Quantified quantified, Block block, Conjunct conjunct) {
    if (quantified.all
        || quantified.operator.schema != null
        || !quantified.operator.name.equals("=")) {
      return;
    }
    SqlNode left = bare(quantified.left);
    SqlNode right = bare(quantified.right);
    if (right instanceof SqlBasicCall call && call.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      in(left, call.getOperandList(), block, conjunct);
    } else {
      add(Comparison.Kind.ANY, left, List.of(Operands.of(right)), block, conjunct);
    }
  }

  private void add(
      Comparison.Kind kind, SqlNode column, List<Operand> values, Block block, Conjunct conjunct) {
    if (column instanceof SqlIdentifier name && !NodeNames.isStar(name)) {
      collected.comparisons.add(
          new Comparison(
              kind,
              NodeNames.column(name),
              -1,
              -1,
              values,
              conjunct == Conjunct.RESTRICTS,
              block.number()));
      if (conjunct != Conjunct.NONE && name.names.size() <= 2) {
        ColumnUse use = NodeNames.column(name);
        Match match = new Match(kind, use, values, block.sees(), block.restricts());
        collected.of(block).matches.add(match);
      }
    }
  }

  private static @Nullable List<SqlNode> row(SqlNode node) {
    return node instanceof SqlBasicCall call && call.getKind() == SqlKind.ROW
        ? call.getOperandList()
        : null;
  }

  private static SqlNode bare(SqlNode node) {
    SqlNode inner = node;
    while (inner instanceof Parenthesized parenthesized) {
      inner = parenthesized.expression;
    }
    return inner;
  }
}
