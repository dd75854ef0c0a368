package io.penstock.sql.facts;

import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.tree.Assignment;
import io.penstock.sql.tree.AssignmentTarget;
import io.penstock.sql.tree.CurrentOf;
import io.penstock.sql.tree.Delete;
import io.penstock.sql.tree.Insert;
import io.penstock.sql.tree.Merge;
import io.penstock.sql.tree.MergeClause;
import io.penstock.sql.tree.OnConflict;
import io.penstock.sql.tree.Returning;
import io.penstock.sql.tree.Update;
import io.penstock.sql.tree.ValuesQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Reads INSERT, UPDATE, DELETE and MERGE. */
final class ChangeReader {
  private final Collected collected;
  private final FactsReader statements;
  private final TableReader tables;
  private final ExpressionReader expressions;

  ChangeReader(
      Collected collected,
      FactsReader statements,
      TableReader tables,
      ExpressionReader expressions) {
    this.collected = collected;
    this.statements = statements;
    this.tables = tables;
    this.expressions = expressions;
  }

  void insert(Insert insert, Block block) throws NotUnderstood {
    BlockParts parts = collected.of(block);
    parts.form = QueryBlock.Form.INSERT;
    tables.write(insert.table, insert.alias, block);
    targets(insert.columns, block);
    if (insert.source instanceof ValuesQuery values) {
      for (int row = 0; row < values.rows.size(); row++) {
        values(insert.columns, (SqlNodeList) values.rows.get(row), row, block);
      }
    }
    if (insert.source != null) {
      parts.source = statements.beside(insert.source, block);
    }
    if (insert.columns != null) {
      parts.columns = new ArrayList<>();
      for (SqlNode target : insert.columns) {
        parts.columns.add(column((AssignmentTarget) target).name());
      }
    }
    OnConflict conflict = insert.onConflict;
    if (conflict != null) {
      expressions.each(conflict.target, block);
      expressions.optional(conflict.targetWhere, block);
      assignments(conflict.assignments, block);
      expressions.optional(conflict.where, block);
    }
    returning(insert.returning, block);
  }

  void update(Update update, Block block) throws NotUnderstood {
    collected.of(block).form = QueryBlock.Form.UPDATE;
    tables.write(update.table.name, update.alias, block);
    assignments(update.assignments, block);
    tables.from(update.from, block, true);
    where(update.where, block);
    returning(update.returning, block);
  }

  void delete(Delete delete, Block block) throws NotUnderstood {
    collected.of(block).form = QueryBlock.Form.DELETE;
    tables.write(delete.table.name, delete.alias, block);
    tables.from(delete.from, block, true);
    where(delete.where, block);
    returning(delete.returning, block);
  }

  void merge(Merge merge, Block block) throws NotUnderstood {
    collected.of(block).form = QueryBlock.Form.MERGE;
    tables.write(merge.table.name, merge.alias, block);
    tables.from(merge.source, block, true);
    expressions.condition(merge.condition, block, Conjunct.NONE);
    for (SqlNode node : merge.clauses) {
      MergeClause clause = (MergeClause) node;
      expressions.optional(clause.condition, block);
      assignments(clause.assignments, block);
      targets(clause.columns, block);
      if (clause.values != null) {
        values(clause.columns, clause.values, 0, block);
        expressions.each(clause.values, block);
      }
    }
    returning(merge.returning, block);
  }

  private void where(@Nullable SqlNode where, Block block) throws NotUnderstood {
    if (!(where instanceof CurrentOf)) {
      statements.condition(where, block);
    }
  }

  private void returning(@Nullable Returning returning, Block block) throws NotUnderstood {
    if (returning != null) {
      expressions.items(returning.items, block);
    }
  }

  private void targets(@Nullable SqlNodeList targets, Block block) throws NotUnderstood {
    if (targets != null) {
      for (SqlNode target : targets) {
        expressions.each(((AssignmentTarget) target).path, block);
      }
    }
  }

  private void values(@Nullable SqlNodeList columns, SqlNodeList values, int row, Block block) {
    for (int position = 0; position < values.size(); position++) {
      ColumnUse column = null;
      if (columns != null && position < columns.size()) {
        column = column((AssignmentTarget) columns.get(position));
      }
      collected.comparisons.add(
          new Comparison(
              Comparison.Kind.INSERT_VALUE,
              column,
              position,
              row,
              List.of(Operands.of(values.get(position))),
              false,
              block.number()));
    }
  }

  private static ColumnUse column(AssignmentTarget target) {
    return new ColumnUse(null, target.column.getSimple());
  }

  private void assignments(@Nullable SqlNodeList assignments, Block block) throws NotUnderstood {
    if (assignments == null) {
      return;
    }
    for (SqlNode node : assignments) {
      Assignment assignment = (Assignment) node;
      targets(assignment.targets, block);
      List<SqlNode> values = rowValues(assignment);
      for (int at = 0; at < assignment.targets.size(); at++) {
        AssignmentTarget target = (AssignmentTarget) assignment.targets.get(at);
        boolean whole = target.path == null && at < values.size();
        Operand value = whole ? Operands.of(values.get(at)) : new Operand.Unknown();
        collected.comparisons.add(
            new Comparison(
                Comparison.Kind.SET,
                column(target),
                -1,
                -1,
                List.of(value),
                false,
                block.number()));
      }
      expressions.read(assignment.value, block);
    }
  }

  /** The value of each target; none where one value is made of several in a way not told here. */
  private static List<SqlNode> rowValues(Assignment assignment) {
    if (!assignment.row) {
      return List.of(assignment.value);
    }
    if (assignment.value instanceof SqlBasicCall call && call.getKind() == SqlKind.ROW) {
      return call.getOperandList();
    }
    return List.of();
  }
}
