package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import io.penstock.sql.tree.Assignment;
import io.penstock.sql.tree.AssignmentTarget;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.Insert;
import io.penstock.sql.tree.OnConflict;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.Update;
import io.penstock.sql.tree.ValuesQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Whether a change of reference tables comes to the same on every shard. */
final class SameEverywhere {
  private static final String WRITE_IT = "Write the value out, or give it as a parameter.";

  /** Not those that add up floating point numbers in the order of the rows. */
  private static final Set<String> ANY_ORDER =
      Set.of("count", "min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or");

  private final Asked asked;
  private final Calls calls;
  private @Nullable Refused refused;

  private SameEverywhere(Asked asked, Calls calls) {
    this.asked = asked;
    this.calls = calls;
  }

  /** Why not, as far as it is not proven; null if it is. */
  static @Nullable Refused refusal(SqlNode statement, SqlNode change, Asked asked, Calls calls) {
    SameEverywhere check = new SameEverywhere(asked, calls);
    Nodes.each(statement, check::look);
    switch (change) {
      case Update update -> check.update(update);
      case Insert insert -> check.insert(insert);
      default -> {}
    }
    return check.refused;
  }

  private void refuse(String sentence, String hint) {
    if (refused == null) {
      refused = new Refused(sentence, hint);
    }
  }

  private void look(SqlNode node) {
    if (calls.isClock(node)) {
      refuse("the time is another on each shard", WRITE_IT);
    } else if (calls.isVolatile(node) || calls.isOfServer(node)) {
      String name = node instanceof FunctionCall call ? Nodes.last(call.name) : "a cast";
      refuse(name + " may have another value on each shard", WRITE_IT);
    }
    switch (node) {
      case SampledTable sampled -> ordered("TABLESAMPLE");
      case OrderedQuery query -> {
        if (query.limit != null || query.offset != null) {
          ordered("LIMIT and OFFSET");
        }
      }
      case Select select -> {
        if (select.distinctOn != null) {
          ordered("DISTINCT ON");
        }
      }
      case FunctionCall call -> {
        if (call.over != null) {
          ordered("a window function");
        } else if (calls.isAggregate(call) && !ANY_ORDER.contains(Nodes.last(call.name))) {
          ordered(Nodes.last(call.name));
        }
      }
      case Constant constant -> relative(constant);
      default -> {}
    }
  }

  private void ordered(String what) {
    refuse(
        what + " may depend on the order of rows, which is another on each shard",
        "Find the value with a query before, and write it out.");
  }

  /** {@code 'now'} becomes the time where a column takes it. */
  private void relative(Constant constant) {
    int quote = constant.text.indexOf('\'');
    int end = constant.text.length() - 1;
    if (quote >= 0 && quote < end && RelativeTimes.isOne(constant.text.substring(quote + 1, end))) {
      refuse("the time is another on each shard", WRITE_IT);
    }
  }

  private void update(Update update) {
    if (update.from != null) {
      refuse(
          "UPDATE … FROM may take any of several rows, another on each shard",
          "Take the value with a sub-query in SET.");
    }
    defaults(update.assignments, relation(update.table.name));
  }

  private Relation relation(SqlIdentifier table) {
    return asked.tables().get(asked.useAt(SqlText.begin(table))).relation();
  }

  private void defaults(Iterable<SqlNode> assignments, Relation relation) {
    for (SqlNode node : assignments) {
      Assignment assignment = (Assignment) node;
      boolean[] byDefault = {false};
      Nodes.each(assignment.value, inner -> byDefault[0] |= inner.getKind() == SqlKind.DEFAULT);
      for (SqlNode target : assignment.targets) {
        String column = ((AssignmentTarget) target).column.getSimple();
        if (byDefault[0]) {
          given(relation, column);
        }
      }
    }
  }

  private void given(Relation relation, String column) {
    if (relation.hasOwnDefault(column)) {
      refuse(
          "the default of " + relation + "." + column + " may be another value on each shard",
          "Give the column a value.");
    }
  }

  private void insert(Insert insert) {
    Relation relation = relation(insert.table);
    OnConflict conflict = insert.onConflict;
    if (conflict != null && !(insert.source instanceof ValuesQuery)) {
      ordered("ON CONFLICT with rows of a query");
    }
    if (conflict != null && conflict.assignments != null) {
      defaults(conflict.assignments, relation);
    }
    List<String> columns =
        insert.columns == null
            ? relation.columns()
            : insert.columns.stream()
                .map(target -> ((AssignmentTarget) target).column.getSimple())
                .toList();
    int width = width(insert.source);
    Set<String> given = new HashSet<>(columns.subList(0, Math.min(width, columns.size())));
    for (String column : relation.columns()) {
      if (!given.contains(column)) {
        given(relation, column);
      }
    }
    if (insert.source instanceof ValuesQuery values) {
      for (SqlNode row : values.rows) {
        SqlNodeList list = (SqlNodeList) row;
        for (int at = 0; at < list.size() && at < columns.size(); at++) {
          if (list.get(at).getKind() == SqlKind.DEFAULT) {
            given(relation, columns.get(at));
          }
        }
      }
    }
  }

  /** How many columns are given values at least. */
  private static int width(@Nullable SqlNode source) {
    return switch (source) {
      case null -> 0;
      case ValuesQuery values ->
          values.rows.stream().mapToInt(row -> ((SqlNodeList) row).size()).min().orElse(0);
      case Select select ->
          select.getSelectList().stream().anyMatch(SameEverywhere::isStar)
              ? 0
              : select.getSelectList().size();
      default -> 0;
    };
  }

  private static boolean isStar(SqlNode item) {
    boolean[] star = {false};
    Nodes.each(item, node -> star[0] |= node instanceof SqlIdentifier name && Nodes.isStar(name));
    return star[0];
  }
}
