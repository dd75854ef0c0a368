package io.penstock.sql.tree;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A node of PostgreSQL's own syntax. Immutable. */
public abstract class PostgresNode extends SqlCall {
  private static final ClassValue<SqlOperator> OPERATORS =
      new ClassValue<>() {
        @Override
        protected SqlOperator computeValue(Class<?> type) {
          return new SqlSpecialOperator(type.getSimpleName(), SqlKind.OTHER);
        }
      };

  private final List<SqlNode> children;

  PostgresNode(SqlParserPos position, @Nullable SqlNode... children) {
    super(position);
    List<SqlNode> present = new ArrayList<>(children.length);
    for (SqlNode child : children) {
      if (child != null) {
        present.add(child);
      }
    }
    this.children = List.copyOf(present);
  }

  @Override
  public final SqlNode clone(SqlParserPos position) {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " is not copied");
  }

  @Override
  public final SqlOperator getOperator() {
    return OPERATORS.get(getClass());
  }

  /** Its parts that are nodes, without those that are missing. */
  @Override
  public final List<SqlNode> getOperandList() {
    return children;
  }
}
