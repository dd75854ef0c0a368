package io.penstock.sql.scatter;

import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.scatter.ScatterPlan.OwnRows;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import io.penstock.sql.tree.CurrentOf;
import io.penstock.sql.tree.Delete;
import io.penstock.sql.tree.Insert;
import io.penstock.sql.tree.Merge;
import io.penstock.sql.tree.Update;
import io.penstock.sql.tree.ValuesQuery;
import io.penstock.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Plans how several shards make a change together. */
public final class ChangePlanner {
  private static final String ONE_BY_ONE = "Send one statement for each shard's keys.";

  private final Asked asked;
  private final Calls calls;
  private final @Nullable With with;

  private ChangePlanner(Asked asked, @Nullable With with) {
    this.asked = asked;
    this.calls = new Calls(asked.catalog(), asked.path());
    this.with = with;
  }

  /** The plan. Pure; takes tens to hundreds of microseconds. */
  public static ScatterPlan plan(Asked asked) {
    try {
      return planned(asked);
    } catch (StackOverflowError e) {
      return new Refused(
          "the statement needs a deeper stack than this thread has", "Write it with less nesting.");
    }
  }

  private static ScatterPlan planned(Asked asked) {
    if (!asked.text().isWhole()) {
      return new Refused(
          "the text has characters that its client_encoding does not have",
          "Send text in the session's client_encoding.");
    }
    SqlNode statement;
    try {
      statement = asked.text().parse();
    } catch (NotUnderstood e) {
      return new Refused("the statement is not understood", "Write it with plainer SQL.");
    }
    Refused refused = Refusals.of(statement, asked);
    if (refused != null) {
      return refused;
    }
    With with = statement instanceof With around ? around : null;
    SqlNode change = with == null ? statement : with.body;
    return new ChangePlanner(asked, with).of(change);
  }

  private ScatterPlan of(SqlNode change) {
    int[] changes = {0};
    boolean[] cursor = {false};
    Nodes.each(
        with == null ? change : with,
        node -> {
          changes[0] += isChange(node) ? 1 : 0;
          cursor[0] |= node instanceof CurrentOf;
        });
    if (changes[0] != 1) {
      return new Refused("it makes several changes on several shards", "Send them one by one.");
    }
    if (cursor[0]) {
      return new Refused("a cursor is on one shard", "Name the row's key.");
    }
    if (asked.tables().stream().noneMatch(TableMeaning::sharded)) {
      Refused unlike = SameEverywhere.refusal(with == null ? change : with, change, asked, calls);
      return unlike == null ? new ScatterPlan.Everywhere(false) : unlike;
    }
    return switch (change) {
      case Update update -> ownRows(update, update.table.name);
      case Delete delete -> ownRows(delete, delete.table.name);
      case Insert insert -> split(insert);
      default -> new Refused("it is no INSERT, UPDATE or DELETE", ONE_BY_ONE);
    };
  }

  private static boolean isChange(SqlNode node) {
    return node instanceof Insert
        || node instanceof Update
        || node instanceof Delete
        || node instanceof Merge;
  }

  private ScatterPlan ownRows(SqlNode change, SqlIdentifier table) {
    int target = asked.useAt(SqlText.begin(table));
    if (target < 0 || !asked.anchors().contains(target)) {
      return new Refused(
          "what it reads of sharded tables may be on other shards than the rows that it changes",
          "Join all sharded tables with the changed one on the whole key.");
    }
    return ShardLocal.ofChange(change, with, asked, calls) ? new OwnRows() : notLocal();
  }

  private static Refused notLocal() {
    return new Refused(
        "what it computes may be another value on each shard, other than for each row",
        "Leave out functions that tell of the server, volatile functions in sub-queries, TABLESAMPLE,"
            + " and what depends on the order of a reference table's rows.");
  }

  private ScatterPlan split(Insert insert) {
    if (!(insert.source instanceof ValuesQuery values) || with != null) {
      return new Refused("its rows are on several shards", ONE_BY_ONE);
    }
    if (asked.tables().stream().filter(TableMeaning::sharded).count() != 1) {
      return new Refused("it reads sharded tables beside its rows", ONE_BY_ONE);
    }
    if (!ShardLocal.ofChange(insert, null, asked, calls)) {
      return notLocal();
    }
    SqlText text = asked.text();
    List<SplitRows.Row> rows = new ArrayList<>();
    for (SqlNode row : values.rows) {
      rows.add(new SplitRows.Row(text.of(row), parameters(row)));
    }
    Set<Integer> rest = new TreeSet<>();
    for (SqlNode part : Nodes.children(insert)) {
      if (part != values) {
        rest.addAll(parameters(part));
      }
    }
    return new SplitRows(
        text.of(0, SqlText.begin(values.rows.get(0))),
        rows,
        text.of(SqlText.end(values.rows.get(values.rows.size() - 1)), text.length()),
        rest,
        insert.returning != null && insert.onConflict == null,
        text.charset());
  }

  private static Set<Integer> parameters(SqlNode node) {
    Set<Integer> found = new TreeSet<>();
    Nodes.each(
        node,
        inner -> {
          if (inner instanceof SqlDynamicParam parameter) {
            found.add(parameter.getIndex() + 1);
          }
        });
    return found;
  }
}
