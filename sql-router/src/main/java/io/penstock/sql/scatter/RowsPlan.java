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

  private final boolean grouped;
  private final ShardLocal local;
  private final Calls calls;

  private RowsPlan(
      Outermost query,
      Asked asked,
      List<SortItem> keys,
      boolean grouped,
      ShardLocal local,
      Calls calls) {
    this.query = query;
    this.asked = asked;
    this.text = asked.text();
    this.keys = keys;
    this.distinct = query.select().isDistinct();
    this.grouped = grouped;
    this.local = local;
    this.calls = calls;
  }

  /** Null if that is not proven. */
  static @Nullable RowsPlan of(
      Outermost query, Asked asked, Calls calls, Sources sources, ShardLocal local) {
    Grouped groups = new Grouped(query, asked, sources, calls);
    boolean grouped = groups.isGrouped();
    boolean proven =
        query.select().distinctOn == null
            && !query.items().isEmpty()
            && (!grouped || groups.hasKey(groups.expressions()))
            && groups.hasLocalWindows();
    List<SortItem> keys = proven ? new Ordering(query, asked, sources).keys() : null;
    return keys == null || isUncertain(query, asked, keys)
        ? null
        : new RowsPlan(query, asked, keys, grouped, local, calls);
  }

  private boolean isStream() {
    return !distinct && query.limit() == null && query.offset() == null;
  }

  /** The plan, if this is the whole query; null if that is not proven. */
  @Nullable ScatterPlan plan() {
    if (isStream()) {
      return stream();
    }
    Block block = bounded();
    return block == null ? null : block.gather(asked);
  }

  /** The block, if it has fewer rows than its tables; null if not, or if it is not proven. */
  @Nullable Block bounded() {
    if (isStream()) {
      return grouped ? block(part(true, "")) : null;
    }
    boolean pushed = isPushed(query.limit()) && isPushed(query.offset());
    return local.volatileItems() || !pushed ? null : block(limitedPart());
  }

  private Block block(String part) {
    boolean few = query.select().getHaving() != null || query.limit() != null;
    return new Block(new Part(part), this::finish, null, true, few);
  }

  private static boolean isUncertain(Outermost query, Asked asked, List<SortItem> keys) {
    boolean distinct = query.select().isDistinct();
    SqlNode whole = query.with() != null ? query.with() : query.ordered();
    boolean compared = distinct || !keys.isEmpty();
    boolean collated =
        compared && ShardLocal.hasCollations(whole == null ? query.select() : whole, asked);
    return collated || (distinct && keys.stream().anyMatch(key -> key.output() == 0));
  }

  private @Nullable ScatterPlan stream() {
    if (keys.isEmpty()) {
      String whole = text.of(0, text.length());
      return new ScatterPlan.Stream(whole, List.of(), block(whole).gather(asked));
    }
    if (local.volatileItems() && keys.stream().anyMatch(key -> isVolatile(key))) {
      return null;
    }
    List<SortKey> order = new ArrayList<>();
    for (SortItem key : keys) {
      boolean bytewise = asked.catalog().bytewise();
      order.add(new SortKey(key.item().descending, key.item().nullsFirst, bytewise));
    }
    String part = part(true, "");
    return new ScatterPlan.Stream(part, order, block(part).gather(asked));
  }

  private boolean isVolatile(SortItem key) {
    boolean[] found = {key.expression() == null};
    if (key.expression() != null) {
      Nodes.each(key.expression(), node -> found[0] |= calls.isVolatile(node));
    }
    return found[0];
  }

  private boolean isPushed(@Nullable SqlNode bound) {
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

  private String limitedPart() {
    SqlNode limit = query.limit();
    return limit == null || query.withTies()
        ? part(false, "")
        : part(true, limited(limit, query.offset()));
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

  private String finish(Gathered gathered) {
    int shown = gathered.columns() - (distinct ? 0 : keys.size());
    StringBuilder sql = new StringBuilder("SELECT ").append(distinct ? "DISTINCT " : "");
    for (int at = 0; at < shown; at++) {
      sql.append(at == 0 ? "" : ", ").append("t.c").append(at + 1);
      sql.append(" AS ").append(gathered.label(at));
    }
    sql.append(" FROM ").append(gathered.table()).append(" AS t");
    for (int at = 0; at < keys.size(); at++) {
      SortItem key = keys.get(at);
      sql.append(at == 0 ? " ORDER BY " : ", ");
      sql.append(distinct ? String.valueOf(key.output()) : "t.c" + (shown + at + 1));
      sql.append(key.direction());
    }
    return sql.append(query.bounds(text)).toString();
  }
}
