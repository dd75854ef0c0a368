package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Ordering.SortItem;
import io.penstock.sql.scatter.Sources.Found;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.SyntaxCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The plan for aggregates of rows of several shards: each shard aggregates its own, and the query's
 * outputs are computed of what they have in common.
 */
final class GroupsPlan {
  private static final String ALIAS = "t";

  private final Outermost query;
  private final SqlText text;
  private final Calls calls;
  private final Sources sources;
  private final List<SqlNode> groups;
  private final List<Found> groupColumns = new ArrayList<>();
  private final List<String> groupTokens = new ArrayList<>();
  private final List<String> partials = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();
  private boolean proven = true;

  private GroupsPlan(
      Outermost query, Asked asked, Calls calls, Sources sources, List<SqlNode> groups) {
    this.query = query;
    this.text = asked.text();
    this.calls = calls;
    this.sources = sources;
    this.groups = groups;
  }

  /** Null if that is not proven. */
  static @Nullable Block of(Outermost query, Asked asked, Calls calls, Sources sources) {
    Grouped grouped = new Grouped(query, asked, sources, calls);
    List<SqlNode> groups = grouped.expressions();
    List<SortItem> keys = groups == null ? null : new Ordering(query, asked, sources).keys();
    SqlNode whole = query.with() != null ? query.with() : query.ordered();
    boolean plain =
        grouped.isGrouped()
            && query.select().distinctOn == null
            && !ShardLocal.hasCollations(whole == null ? query.select() : whole, asked);
    if (groups == null || keys == null || !plain || query.items().isEmpty()) {
      return null;
    }
    GroupsPlan plan = new GroupsPlan(query, asked, calls, sources, groups);
    plan.rewrite(keys);
    boolean empty = plan.partials.isEmpty() && groups.isEmpty();
    return plan.proven && !empty ? plan.block(keys) : null;
  }

  private void rewrite(List<SortItem> keys) {
    for (SqlNode group : groups) {
      SqlNode expression = expression(group);
      boolean value = expression instanceof Constant || expression instanceof SqlDynamicParam;
      proven &= !value && computes(expression);
      groupColumns.add(expression instanceof SqlIdentifier name ? found(name) : null);
      groupTokens.add(text.tokens(expression));
    }
    query.items().forEach(item -> rewrite(item.expression));
    if (query.select().getHaving() != null) {
      rewrite(query.select().getHaving());
    }
    query.select().getWindowList().forEach(this::rewrite);
    for (SortItem key : keys) {
      if (key.output() == 0) {
        rewrite(key.item().expression);
      }
    }
  }

  private static SqlNode expression(SqlNode node) {
    return Nodes.bare(node instanceof SelectItem item ? item.expression : node);
  }

  private @Nullable Found found(SqlIdentifier name) {
    return sources.find(name);
  }

  /** Whether each shard may compute it: no query, and the same value each time. */
  private boolean computes(SqlNode expression) {
    boolean[] plain = {true};
    Nodes.each(
        expression,
        node ->
            plain[0] &= !Nodes.isQuery(node) && !calls.isVolatile(node) && !calls.isClock(node));
    return plain[0];
  }

  private int group(SqlNode node) {
    Found column = node instanceof SqlIdentifier name ? found(name) : null;
    String tokens = text.tokens(node);
    for (int at = 0; at < groupTokens.size(); at++) {
      boolean same = column != null && column.equals(groupColumns.get(at));
      if (same || tokens.equals(groupTokens.get(at))) {
        return at;
      }
    }
    return -1;
  }

  private void rewrite(SqlNode node) {
    int group = group(node);
    if (group >= 0) {
      edit(node, gathered -> column(group));
    } else if (node instanceof FunctionCall call && calls.isAggregate(call)) {
      aggregate(call);
    } else if (node instanceof SqlIdentifier || Nodes.isQuery(node) || isGrouping(node)) {
      proven = false;
    } else {
      Nodes.children(node).forEach(this::rewrite);
    }
  }

  private static boolean isGrouping(SqlNode node) {
    return node instanceof SyntaxCall call && call.name.equals("GROUPING");
  }

  private void edit(SqlNode node, Edit.Text written) {
    edits.add(new Edit(SqlText.begin(node), SqlText.end(node), written));
  }

  private static String column(int number) {
    return ALIAS + ".c" + (number + 1);
  }

  private void aggregate(FunctionCall call) {
    Aggregate aggregate = Aggregate.of(call, text, calls);
    proven &= aggregate != null && call.arguments.stream().allMatch(this::computes);
    if (aggregate == null) {
      return;
    }
    List<String> columns = new ArrayList<>();
    int first = -1;
    for (String partial : aggregate.partials()) {
      int known = partials.indexOf(partial);
      if (known < 0) {
        known = partials.size();
        partials.add(partial);
      }
      first = first < 0 ? known : first;
      columns.add(column(groups.size() + known));
    }
    int typed = groups.size() + first;
    edit(call, gathered -> aggregate.whole(columns, gathered.type(typed)));
  }

  private Block block(List<SortItem> keys) {
    List<String> columns = new ArrayList<>();
    List<String> positions = new ArrayList<>();
    for (SqlNode group : groups) {
      columns.add("(" + text.of(group) + ")");
      positions.add(String.valueOf(columns.size()));
    }
    columns.addAll(partials);
    SqlNode from = query.select().getFrom();
    SqlNode where = query.select().getWhere();
    String part =
        query.clause(text)
            + "SELECT "
            + String.join(", ", columns)
            + (from == null ? "" : " FROM " + text.of(from))
            + (where == null ? "" : " WHERE (" + text.of(where) + ")")
            + (groups.isEmpty() ? "" : " GROUP BY " + String.join(", ", positions));
    List<String> labels = new ArrayList<>();
    boolean named = true;
    for (SelectItem item : query.items()) {
      String label = Ordering.label(item);
      named &= label != null;
      labels.add(String.valueOf(label));
    }
    return new Block(new Part(part), gathered -> finish(keys, gathered), labels, named, false);
  }

  private String finish(List<SortItem> keys, Gathered gathered) {
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(query.select().isDistinct() ? "DISTINCT " : "");
    List<SelectItem> items = query.items();
    for (int at = 0; at < items.size(); at++) {
      sql.append(at == 0 ? "" : ", ").append(text.edited(items.get(at), edits, gathered));
      sql.append(" AS ").append(gathered.label(at));
    }
    sql.append(" FROM ").append(gathered.table()).append(" AS ").append(ALIAS);
    for (int at = 0; at < groups.size(); at++) {
      sql.append(at == 0 ? " GROUP BY " : ", ").append(column(at));
    }
    SqlNode having = query.select().getHaving();
    if (having != null) {
      sql.append(" HAVING (").append(text.edited(having, edits, gathered)).append(")");
    }
    if (!query.select().getWindowList().isEmpty()) {
      sql.append(" WINDOW ");
      sql.append(
          query.select().getWindowList().stream()
              .map(window -> text.edited(window, edits, gathered))
              .collect(Collectors.joining(", ")));
    }
    for (int at = 0; at < keys.size(); at++) {
      SortItem key = keys.get(at);
      sql.append(at == 0 ? " ORDER BY " : ", ");
      boolean output = key.output() > 0;
      sql.append(output ? String.valueOf(key.output()) : ordered(key, gathered));
      sql.append(key.direction());
    }
    return sql.append(query.bounds(text)).toString();
  }

  private String ordered(SortItem key, Gathered gathered) {
    return "(" + text.edited(key.item(), edits, gathered) + ")";
  }
}
