package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Found;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.Grouping;
import io.penstock.sql.tree.NamedWindow;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.WindowSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** By what the outermost SELECT groups its rows, and whether all of a group is on one shard. */
final class Grouped {
  private final Outermost query;
  private final Asked asked;
  private final Sources sources;
  private final Calls calls;

  Grouped(Outermost query, Asked asked, Sources sources, Calls calls) {
    this.query = query;
    this.asked = asked;
    this.sources = sources;
    this.calls = calls;
  }

  /** Whether the rows of the result are of groups. */
  boolean isGrouped() {
    boolean grouped = query.select().getGroup() != null || query.select().getHaving() != null;
    for (SqlNode node : outputs()) {
      grouped |= aggregates(node);
    }
    return grouped;
  }

  private List<SqlNode> outputs() {
    List<SqlNode> all = new ArrayList<>(query.items());
    all.addAll(query.order());
    query.select().getWindowList().forEach(all::add);
    return all;
  }

  private boolean aggregates(SqlNode node) {
    if (Nodes.isQuery(node)) {
      return false;
    }
    return (node instanceof FunctionCall call && calls.isAggregate(call))
        || Nodes.children(node).stream().anyMatch(this::aggregates);
  }

  /**
   * What GROUP BY's items mean: a name is first a column of the input, then an output's label; a
   * number is a position. Null if that is not certain; empty without GROUP BY.
   */
  @Nullable List<SqlNode> expressions() {
    List<SqlNode> all = new ArrayList<>();
    if (query.select().getGroup() == null) {
      return all;
    }
    if (query.select().groupDistinct) {
      return null;
    }
    for (SqlNode item : query.select().getGroup()) {
      SqlNode expression = expression(item);
      if (expression == null) {
        return null;
      }
      all.add(expression);
    }
    return all;
  }

  private @Nullable SqlNode expression(SqlNode item) {
    SqlNode bare = Nodes.bare(item);
    if (bare instanceof Grouping || bare.getKind() == SqlKind.ROW) {
      return null;
    }
    if (bare instanceof Constant constant) {
      return constant.text.matches("[0-9]{1,4}") ? at(Integer.parseInt(constant.text)) : null;
    }
    String name = Nodes.simple(bare);
    if (name == null || sources.has(name)) {
      return item;
    }
    for (SelectItem output : query.items()) {
      if (output.label != null && Nodes.last(output.label).equals(name)) {
        return sources.isKnown(name) ? output : null;
      }
    }
    return item;
  }

  private @Nullable SqlNode at(int position) {
    List<SelectItem> items = query.items();
    for (int at = 0; at < Math.min(position, items.size()); at++) {
      if (items.get(at).expression instanceof SqlIdentifier name && Nodes.isStar(name)) {
        return null;
      }
    }
    boolean there = position >= 1 && position <= items.size();
    return there && !(Nodes.bare(items.get(position - 1).expression) instanceof Constant)
        ? items.get(position - 1)
        : null;
  }

  /** Whether these have the whole key of a table that decides for all others. */
  boolean hasKey(@Nullable List<? extends @Nullable SqlNode> expressions) {
    if (expressions == null) {
      return false;
    }
    for (int anchor : asked.anchors()) {
      boolean all = true;
      for (String column : asked.tables().get(anchor).key()) {
        all &=
            expressions.stream()
                .filter(Objects::nonNull)
                .anyMatch(expression -> isColumn(expression, anchor, column));
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private boolean isColumn(SqlNode expression, int use, String column) {
    SqlNode inner = expression instanceof SelectItem item ? item.expression : expression;
    if (!(Nodes.bare(inner) instanceof SqlIdentifier name)) {
      return false;
    }
    Found found = sources.find(name);
    return found != null && found.source().use() == use && found.column().equals(column);
  }

  /** Whether each window has rows of one shard only; true if there is none. */
  boolean hasLocalWindows() {
    return outputs().stream().allMatch(this::local);
  }

  private boolean local(SqlNode node) {
    if (Nodes.isQuery(node)) {
      return true;
    }
    boolean local =
        !(node instanceof FunctionCall call) || call.over == null || hasKey(partition(call.over));
    return local && Nodes.children(node).stream().allMatch(this::local);
  }

  private @Nullable List<? extends @Nullable SqlNode> partition(SqlNode over) {
    if (over instanceof WindowSpecification window) {
      if (window.partition != null) {
        return window.partition.getList();
      }
      return window.window == null ? null : named(Nodes.last(window.window));
    }
    return over instanceof SqlIdentifier name ? named(Nodes.last(name)) : null;
  }

  private @Nullable List<? extends @Nullable SqlNode> named(String name) {
    for (SqlNode node : query.select().getWindowList()) {
      NamedWindow window = (NamedWindow) node;
      boolean based = window.specification.window != null;
      if (Nodes.last(window.name).equals(name) && !based) {
        return partition(window.specification);
      }
    }
    return null;
  }
}
