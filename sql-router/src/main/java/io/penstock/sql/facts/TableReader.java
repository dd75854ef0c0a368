package io.penstock.sql.facts;

import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.ColumnDefinition;
import io.penstock.sql.tree.FunctionTable;
import io.penstock.sql.tree.Lateral;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.TableName;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Reads FROM and the targets of changes. */
final class TableReader {
  private final Collected collected;
  private final FactsReader statements;
  private final ExpressionReader expressions;

  TableReader(Collected collected, FactsReader statements, ExpressionReader expressions) {
    this.collected = collected;
    this.statements = statements;
    this.expressions = expressions;
  }

  /**
   * An item of FROM, or a list of them.
   *
   * @param inner whether no outer join can add a row of nulls for it
   */
  void from(@Nullable SqlNode item, Block block, boolean inner) throws NotUnderstood {
    if (item == null) {
      return;
    }
    collected.enter();
    switch (item) {
      case SqlNodeList items -> {
        for (SqlNode each : items) {
          from(each, block, inner);
        }
      }
      case SqlJoin join -> join(join, block, inner);
      case Aliased aliased -> aliased(aliased, block, inner);
      case TableName table -> read(table, null, block);
      case SampledTable sampled -> {
        from(sampled.table, block, inner);
        expressions.call(sampled.method, sampled.arguments, block);
        expressions.optional(sampled.seed, block);
      }
      case Lateral lateral -> from(lateral.table, block, inner);
      case FunctionTable function -> {
        for (SqlNode call : function.calls) {
          functionCall(call, block);
        }
      }
      default -> statements.nested(item, block);
    }
    collected.leave();
  }

  private void functionCall(SqlNode call, Block block) throws NotUnderstood {
    if (call instanceof Aliased aliased) {
      expressions.read(aliased.table, block);
      columns(aliased.columns);
    } else {
      expressions.read(call, block);
    }
  }

  private void aliased(Aliased aliased, Block block, boolean inner) throws NotUnderstood {
    columns(aliased.columns);
    if (aliased.table instanceof TableName table) {
      read(table, aliased.alias, block);
    } else {
      from(aliased.table, block, inner);
    }
  }

  private void columns(@Nullable SqlNodeList columns) {
    if (columns != null) {
      for (SqlNode column : columns) {
        if (column instanceof ColumnDefinition definition) {
          collected.types.add(NodeNames.type(definition.type));
        }
      }
    }
  }

  private void join(SqlJoin join, Block block, boolean inner) throws NotUnderstood {
    JoinType type = join.getJoinType();
    boolean full = type == JoinType.FULL;
    from(join.getLeft(), block, inner && !full && type != JoinType.RIGHT);
    from(join.getRight(), block, inner && !full && type != JoinType.LEFT);
    SqlNode condition = join.getCondition();
    if (condition != null && join.getConditionType() == JoinConditionType.ON) {
      expressions.condition(condition, block, inner && type == JoinType.INNER);
    }
  }

  /** A table whose rows are read; nothing if it is a CTE. */
  void read(TableName table, @Nullable SqlIdentifier alias, Block block) {
    SqlIdentifier name = table.name;
    boolean commonTable = name.isSimple() && block.seesCommonTable(name.getSimple());
    if (!commonTable) {
      use(name, TableUse.Access.READ, alias, block);
    }
  }

  /** A table whose rows are changed; a CTE's name does not hide it. */
  void write(SqlIdentifier name, @Nullable SqlIdentifier alias, Block block) {
    collected.writes = true;
    use(name, TableUse.Access.WRITE, alias, block);
  }

  private void use(
      SqlIdentifier name, TableUse.Access access, @Nullable SqlIdentifier alias, Block block) {
    collected.tables.add(
        new TableUse(
            NodeNames.qualifier(name),
            NodeNames.last(name),
            access,
            alias == null ? null : alias.getSimple(),
            block.number()));
  }
}
