package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Ordering.SortItem;
import io.penstock.sql.tree.Constant;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The plan for queries whose rows are made on one shard each, groups and windows that are of one
 * shard included: each shard runs the query on its own rows, and what is left is to put them in
 * order, to leave out what is there twice, and to count.
 */
final class RowsPlan {
  private final Outermost query;
  private final Asked asked;
  private final SqlText text;
  private final List<SortItem> keys;
  private final boolean distinct;

  private RowsPlan(Outermost query, Asked asked, List<SortItem> keys) {
    this.query = query;
    this.asked = asked;
    this.text = asked.text();
    this.keys = keys;
    this.distinct = query.select().isDistinct();
  }

  /** Null if that is not proven. */
  static @Nullable ScatterPlan of(
      Outermost query, Asked asked, Calls calls, Sources sources, ShardLocal local) {
    Grouped grouped = new Grouped(query, asked, sources, calls);
    boolean proven =
        query.select().distinctOn == null
            && !query.items().isEmpty()
            && (!grouped.isGrouped() || grouped.hasKey(grouped.expressions()))
            && grouped.hasLocalWindows();
    List<SortItem> keys = proven ? new Ordering(query, asked, sources).keys() : null;
    if (keys == null || isUncertain(query, asked, keys)) {
      return null;
    }
    RowsPlan plan = new RowsPlan(query, asked, keys);
    if (!plan.distinct && query.limit() == null && query.offset() == null) {
      return plan.stream(local, calls);
    }
    boolean bounded = plan.isPushed(query.limit(), calls) && plan.isPushed(query.offset(), calls);
    return local.volatileItems() || !bounded ? null : plan.gather();
  }

  private static boolean isUncertain(Outermost query, Asked asked, List<SortItem> keys) {
    boolean distinct = query.select().isDistinct();
    SqlNode whole = query.with() != null ? query.with() : query.ordered();
    boolean compared = distinct || !keys.isEmpty();
    boolean collated =
        compared && ShardLocal.hasCollations(whole == null ? query.select() : whole, asked);
    return collated || (distinct && keys.stream().anyMatch(key -> key.output() == 0));
  }

  private @Nullable ScatterPlan stream(ShardLocal local, Calls calls) {
    if (keys.isEmpty()) {
      return new ScatterPlan.Stream(text.of(0, text.length()), List.of(), null);
    }
    if (local.volatileItems() && keys.stream().anyMatch(key -> isVolatile(key, calls))) {
      return null;
    }
    List<SortKey> order = new ArrayList<>();
    for (SortItem key : keys) {
      boolean bytewise = asked.catalog().bytewise();
      order.add(new SortKey(key.item().descending, key.item().nullsFirst, bytewise));
    }
    String part = part(true, "");
    return new ScatterPlan.Stream(part, order, new Gather(List.of(new Part(part)), this::finish));
  }

  private static boolean isVolatile(SortItem key, Calls calls) {
    boolean[] found = {key.expression() == null};
    if (key.expression() != null) {
      Nodes.each(key.expression(), node -> found[0] |= calls.isVolatile(node));
    }
    return found[0];
  }

  private boolean isPushed(@Nullable SqlNode bound, Calls calls) {
    boolean[] plain = {true};
    if (bound != null) {
      Nodes.each(
          bound,
          node ->
              plain[0] &=
                  !Nodes.isQuery(node) && !calls.isVolatile(node) && !calls.isOfServer(node));
    }
    return plain[0];
  }

  private ScatterPlan gather() {
    SqlNode limit = query.limit();
    boolean pushed = limit != null && !query.withTies();
    String part = part(pushed, limit == null || !pushed ? "" : limited(limit, query.offset()));
    return new Gather(List.of(new Part(part)), this::finish);
  }

  /** The first rows that are wanted, and those that OFFSET leaves out. */
  private String limited(SqlNode limit, @Nullable SqlNode offset) {
    Long first = number(limit);
    Long left = offset == null ? Long.valueOf(0) : number(offset);
    if (first != null && left != null) {
      return " LIMIT " + (first + left);
    }
    String both = "(" + Outermost.written(limit, text) + ")::bigint";
    if (offset == null) {
      return " LIMIT " + both;
    }
    return " LIMIT least("
        + both
        + "::numeric + coalesce(("
        + Outermost.written(offset, text)
        + ")::bigint, 0), 9223372036854775807)::bigint";
  }

  private static @Nullable Long number(SqlNode node) {
    return node instanceof Constant constant && constant.text.matches("[0-9]{1,9}")
        ? Long.valueOf(constant.text)
        : null;
  }

  private String part(boolean ordered, String limit) {
    SqlNode select = query.select();
    int items = SqlText.end(query.select().getSelectList());
    StringBuilder sql = new StringBuilder(query.clause(text));
    sql.append(text.of(SqlText.begin(select), items));
    if (!distinct) {
      for (int at = 0; at < keys.size(); at++) {
        sql.append(", (").append(keys.get(at).text()).append(") AS \"penstock ");
        sql.append(at + 1).append('"');
      }
    }
    sql.append(text.of(items, SqlText.end(select)));
    if (ordered && query.ordered() != null && query.ordered().orderBy != null) {
      sql.append(' ').append(text.of(query.ordered().orderBy));
    }
    return sql.append(limit).toString();
  }

  private Finish finish(Described described, int parameters) throws Gather.Unfinished {
    List<ColumnType> columns = described.parts().getFirst();
    List<HandedColumn> handed = new ArrayList<>();
    for (int at = 0; at < columns.size(); at++) {
      handed.add(HandedColumn.of(columns.get(at), "c" + (at + 1), asked));
    }
    Gathered gathered = new Gathered(described, parameters, List.of(handed));
    int shown = columns.size() - (distinct ? 0 : keys.size());
    StringBuilder sql = new StringBuilder("SELECT ").append(distinct ? "DISTINCT " : "");
    for (int at = 0; at < shown; at++) {
      sql.append(at == 0 ? "" : ", ").append("t.c").append(at + 1);
      sql.append(" AS ").append(gathered.label(at));
    }
    sql.append(" FROM ").append(gathered.table(0)).append(" AS t");
    for (int at = 0; at < keys.size(); at++) {
      SortItem key = keys.get(at);
      sql.append(at == 0 ? " ORDER BY " : ", ");
      sql.append(distinct ? String.valueOf(key.output()) : "t.c" + (shown + at + 1));
      sql.append(key.direction());
    }
    return new Finish(sql.append(query.bounds(text)).toString(), gathered.carriers());
  }
}
