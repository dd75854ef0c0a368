package io.penstock.sql.facts;

import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.ColumnDefinition;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.FunctionTable;
import io.penstock.sql.tree.Lateral;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.TableName;
import java.util.List;
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
    from(item, null, block, inner, false);
  }

  private void from(
      @Nullable SqlNode item,
      @Nullable SqlIdentifier alias,
      Block block,
      boolean inner,
      boolean lateral)
      throws NotUnderstood {
    if (item == null) {
      return;
    }
    collected.enter();
    switch (item) {
      case SqlNodeList items -> {
        for (SqlNode each : items) {
          from(each, null, block, inner, false);
        }
      }
      case SqlJoin join -> join(join, alias, block, inner);
      case Aliased aliased -> aliased(aliased, block, inner, lateral);
      case TableName table -> read(table, alias, block, inner);
      case SampledTable sampled -> {
        from(sampled.table, null, block, inner, false);
        expressions.call(sampled.method, sampled.arguments, block);
        expressions.optional(sampled.seed, block);
      }
      case Lateral it -> from(it.table, null, block, inner, true);
      case FunctionTable function -> functions(function, alias, block);
      default -> {
        if (lateral) {
          statements.nested(item, besides(block));
        } else {
          statements.beside(item, block);
        }
        opaque(alias, block);
      }
    }
    collected.leave();
  }

  /** Where the items so far are seen: those on the left of what comes. */
  private Block besides(Block block) {
    Scope left = scope(block, 0, items(block).size());
    return block.within(left, left);
  }

  private void functions(FunctionTable function, @Nullable SqlIdentifier alias, Block block)
      throws NotUnderstood {
    Block seeing = besides(block);
    for (SqlNode call : function.calls) {
      if (call instanceof Aliased aliased) {
        expressions.read(aliased.table, seeing);
        columns(aliased.columns);
      } else {
        expressions.read(call, seeing);
      }
    }
    boolean named = alias == null && function.calls.get(0) instanceof FunctionCall;
    opaque(named ? ((FunctionCall) function.calls.get(0)).name : alias, block);
  }

  private void aliased(Aliased aliased, Block block, boolean inner, boolean lateral)
      throws NotUnderstood {
    columns(aliased.columns);
    int start = items(block).size();
    from(aliased.table, aliased.alias, block, inner, lateral);
    if (aliased.columns != null) {
      hide(block, start);
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

  private void join(SqlJoin join, @Nullable SqlIdentifier alias, Block block, boolean inner)
      throws NotUnderstood {
    JoinType type = join.getJoinType();
    boolean full = type == JoinType.FULL;
    int start = items(block).size();
    from(join.getLeft(), block, inner && !full && type != JoinType.RIGHT);
    int middle = items(block).size();
    from(join.getRight(), block, inner && !full && type != JoinType.LEFT);
    int end = items(block).size();
    // Rows that an outer join keeps whatever its condition says are not restricted by it.
    Scope restricts =
        scope(
            block,
            type == JoinType.LEFT || full ? middle : start,
            type == JoinType.RIGHT || full ? middle : end);
    SqlNode condition = join.getCondition();
    boolean using = condition != null && join.getConditionType() == JoinConditionType.USING;
    if (condition != null && join.getConditionType() == JoinConditionType.ON) {
      boolean restricting = inner && type == JoinType.INNER;
      expressions.condition(
          condition,
          block.within(scope(block, start, end), restricts),
          restricting ? Conjunct.RESTRICTS : Conjunct.JOINS);
    } else if (using && condition instanceof SqlNodeList names) {
      for (SqlNode name : names) {
        collected
            .of(block)
            .merged
            .add(
                new MergedColumn(
                    NodeNames.last((SqlIdentifier) name),
                    scope(block, start, middle),
                    scope(block, middle, end),
                    restricts));
      }
    }
    collected.of(block).obscure |= join.isNatural() || (using && (full || type == JoinType.RIGHT));
    if (alias != null) {
      hide(block, start);
      opaque(alias, block);
    }
  }

  private List<FromItem> items(Block block) {
    return collected.of(block).items;
  }

  private static Scope scope(Block block, int from, int to) {
    return new Scope(block.number(), from, to);
  }

  private void hide(Block block, int from) {
    items(block).subList(from, items(block).size()).replaceAll(FromItem::hidden);
  }

  private void opaque(@Nullable SqlIdentifier name, Block block) {
    items(block).add(new FromItem(name == null ? null : NodeNames.last(name), -1, false, false));
  }

  /** A table whose rows are read; nothing but an item of FROM if it is a CTE. */
  void read(TableName table, @Nullable SqlIdentifier alias, Block block, boolean inner) {
    SqlIdentifier name = table.name;
    boolean commonTable = name.isSimple() && block.seesCommonTable(name.getSimple());
    if (commonTable) {
      opaque(alias == null ? name : alias, block);
    } else {
      use(name, TableUse.Access.READ, alias, block, inner);
    }
  }

  /** A table whose rows are changed; a CTE's name does not hide it. */
  void write(SqlIdentifier name, @Nullable SqlIdentifier alias, Block block) {
    collected.writes = true;
    use(name, TableUse.Access.WRITE, alias, block, true);
  }

  private void use(
      SqlIdentifier name,
      TableUse.Access access,
      @Nullable SqlIdentifier alias,
      Block block,
      boolean inner) {
    items(block)
        .add(
            new FromItem(
                alias == null ? NodeNames.last(name) : alias.getSimple(),
                collected.tables.size(),
                inner,
                true));
    collected.tables.add(
        new TableUse(
            NodeNames.qualifier(name),
            NodeNames.last(name),
            access,
            alias == null ? null : alias.getSimple(),
            block.number(),
            NodeNames.span(name)));
  }
}
