package io.penstock.sql.facts;

import io.penstock.sql.Verb;
import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.tree.CommonTable;
import io.penstock.sql.tree.Delete;
import io.penstock.sql.tree.Explain;
import io.penstock.sql.tree.FieldSelection;
import io.penstock.sql.tree.Insert;
import io.penstock.sql.tree.Merge;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.TableQuery;
import io.penstock.sql.tree.Update;
import io.penstock.sql.tree.ValuesQuery;
import io.penstock.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts out of a tree. Each part of a node is looked at by name, so that a new kind of
 * node, or a new part of one, cannot be passed over: what is not known here is not understood.
 */
final class FactsReader {
  private final Collected collected = new Collected();
  private final ExpressionReader expressions = new ExpressionReader(collected, this);
  private final TableReader tables = new TableReader(collected, this, expressions);
  private final ChangeReader changes = new ChangeReader(collected, this, tables, expressions);

  private FactsReader() {}

  static StatementFacts read(SqlNode statement) throws NotUnderstood {
    FactsReader reader = new FactsReader();
    boolean executes = true;
    SqlNode inner = statement;
    if (statement instanceof Explain explain) {
      executes = explain.analyze;
      inner = explain.statement;
    }
    Block outermost = reader.collected.newBlock(null, null);
    reader.statement(inner, outermost);
    Verb verb = statement instanceof Explain ? Verb.EXPLAIN : verb(inner);
    return reader.collected.facts(verb, executes, ShapeReader.shape(inner));
  }

  private static Verb verb(SqlNode statement) {
    return switch (statement) {
      case With with -> verb(with.body);
      case OrderedQuery ordered -> verb(ordered.query);
      case Insert insert -> Verb.INSERT;
      case Update update -> Verb.UPDATE;
      case Delete delete -> Verb.DELETE;
      case Merge merge -> Verb.MERGE;
      case ValuesQuery values -> Verb.VALUES;
      case TableQuery table -> Verb.TABLE;
      default -> Verb.SELECT;
    };
  }

  /** A query or a change, whose rows are those of a block of its own, and which sees this one. */
  void nested(SqlNode statement, Block around) throws NotUnderstood {
    statement(statement, collected.newBlock(around.sees(), around.seen()));
  }

  /** The same, which sees no more than what this one sees around it; the number of its block. */
  int beside(SqlNode statement, Block around) throws NotUnderstood {
    Block block = collected.newBlock(around.outer(), around.seen());
    statement(statement, block);
    return block.number();
  }

  /** A query or a change, whose block is this. */
  void statement(SqlNode statement, Block block) throws NotUnderstood {
    collected.enter();
    switch (statement) {
      case With with -> statement(with.body, commonTables(with, block));
      case OrderedQuery ordered -> ordered(ordered, block);
      case Select select -> select(select, block);
      case ValuesQuery values -> {
        for (SqlNode row : values.rows) {
          expressions.each((SqlNodeList) row, block);
        }
      }
      case TableQuery table -> tables.read(table.table, null, block, true);
      case Insert insert -> changes.insert(insert, block);
      case Update update -> changes.update(update, block);
      case Delete delete -> changes.delete(delete, block);
      case Merge merge -> changes.merge(merge, block);
      default -> {
        for (SqlNode side : expressions.setOperands(statement)) {
          beside(side, block);
        }
      }
    }
    collected.leave();
  }

  /**
   * Reads the CTEs. One sees those before it; with RECURSIVE it sees all of them, and itself.
   *
   * @return the block with all of them seen
   */
  private Block commonTables(With with, Block block) throws NotUnderstood {
    List<String> names = new ArrayList<>();
    for (SqlNode table : with.tables) {
      names.add(((CommonTable) table).name.getSimple());
    }
    Block all = block.with(names);
    for (int at = 0; at < names.size(); at++) {
      CommonTable table = (CommonTable) with.tables.get(at);
      Block sees = with.recursive ? all : block.with(names.subList(0, at));
      beside(table.query, sees);
      expressions.each(table.generated, sees);
    }
    return all;
  }

  private void ordered(OrderedQuery ordered, Block block) throws NotUnderstood {
    collected.locks |= ordered.locking != null;
    statement(ordered.query, block);
    expressions.each(ordered.orderBy, block);
    expressions.optional(ordered.limit, block);
    expressions.optional(ordered.offset, block);
  }

  private void select(Select select, Block block) throws NotUnderstood {
    if (select.into != null) {
      tables.write(select.into.table, null, block);
    }
    collected.of(block).form = QueryBlock.Form.SELECT;
    tables.from(select.getFrom(), block, true);
    outputs(select, block);
    expressions.each(select.distinctOn, block);
    expressions.items(select.getSelectList(), block);
    condition(select.getWhere(), block);
    expressions.each(select.getGroup(), block);
    expressions.optional(select.getHaving(), block);
    expressions.each(select.getWindowList(), block);
  }

  private void outputs(Select select, Block block) {
    for (SqlNode item : select.getSelectList()) {
      SqlNode expression = ((SelectItem) item).expression;
      boolean star =
          expression instanceof SqlIdentifier name
              ? NodeNames.isStar(name)
              : expression instanceof FieldSelection selection && selection.field == null;
      if (star) {
        return;
      }
      collected.of(block).outputs.add(Operands.of(expression));
    }
  }

  /** What each row of the block's result has passed. */
  void condition(@Nullable SqlNode condition, Block block) throws NotUnderstood {
    if (condition != null) {
      expressions.condition(condition, block, Conjunct.RESTRICTS);
    }
  }
}
