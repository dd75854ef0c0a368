package io.penstock.sql.facts;

import io.penstock.sql.tree.TypeName;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Names and places of nodes. */
final class NodeNames {
  private NodeNames() {}

  static String last(SqlIdentifier name) {
    return name.names.get(name.names.size() - 1);
  }

  /** What stands before the last name: a schema, or a table before a column. */
  static @Nullable String qualifier(SqlIdentifier name) {
    List<String> names = name.names;
    return names.size() < 2 ? null : names.get(names.size() - 2);
  }

  static boolean isStar(SqlIdentifier name) {
    return last(name).isEmpty();
  }

  static ColumnUse column(SqlIdentifier name) {
    return new ColumnUse(qualifier(name), last(name));
  }

  static TypeUse type(TypeName type) {
    return new TypeUse(qualifier(type.name), last(type.name), type.array);
  }

  static Span span(SqlNode node) {
    SqlParserPos position = node.getParserPosition();
    int start = position.getColumnNum() - 1;
    return new Span(start, Math.max(start, position.getEndColumnNum()));
  }
}
