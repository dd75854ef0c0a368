package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.SelectItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * Sub-queries, CTEs and sides of set operations that know nothing of the query around them, and of
 * which few rows come: they are planned like queries of their own.
 */
final class NestedBlocks {
  private NestedBlocks() {}

  /** Null if it is none of those. */
  static @Nullable Block of(SqlNode node, Asked asked, Calls calls) {
    Outermost query = Outermost.of(node);
    if (query == null || query.with() != null || hasQuery(query)) {
      return null;
    }
    Sources sources = Sources.of(query.select().getFrom(), asked);
    Set<Integer> anchors = new HashSet<>();
    for (Source source : sources.all()) {
      if (asked.leaders().contains(source.use())) {
        anchors.add(source.use());
      }
    }
    if (anchors.isEmpty() || !sources.isPlain() || !isOwn(query, sources)) {
      return null;
    }
    Asked nested = asked.nested(anchors);
    ShardLocal local = ShardLocal.of(query, nested, calls);
    if (!local.holds() || local.volatileItems()) {
      return null;
    }
    RowsPlan rows = RowsPlan.of(query, nested, calls, sources, local);
    Block block = rows == null ? GroupsPlan.of(query, nested, calls, sources) : rows.bounded();
    return block == null || !block.named() ? null : block;
  }

  private static boolean hasQuery(Outermost query) {
    boolean[] found = {false};
    Nodes.each(
        query.ordered() == null ? query.select() : query.ordered(),
        node -> found[0] |= Nodes.isQuery(node) && !isOf(query, node));
    return found[0];
  }

  @SuppressWarnings("ReferenceEquality") // Which node of the query it is.
  private static boolean isOf(Outermost query, SqlNode node) {
    return node == query.select() || node == query.ordered();
  }

  /**
   * Whether each name is of a column of its own tables, or of its own select list where that can be
   * named, and each output has a type of its own: that of a literal may come from around it.
   */
  private static boolean isOwn(Outermost query, Sources sources) {
    Set<String> labels = new HashSet<>();
    boolean[] own = {true};
    for (SelectItem item : query.items()) {
      if (item.label != null) {
        labels.add(Nodes.last(item.label));
      }
      SqlNode bare = Nodes.bare(item.expression);
      own[0] &= !(bare instanceof Constant) && !(bare instanceof SqlDynamicParam);
    }
    Set<SqlNode> labelled = Collections.newSetFromMap(new IdentityHashMap<>());
    List<SqlNode> named = new ArrayList<>(query.order());
    if (query.select().getGroup() != null) {
      named.addAll(query.select().getGroup());
    }
    for (SqlNode node : named) {
      SqlNode bare = Nodes.bare(node instanceof OrderItem item ? item.expression : node);
      if (Nodes.simple(bare) != null && labels.contains(Nodes.simple(bare))) {
        labelled.add(bare);
      }
    }
    Consumer<SqlNode> check =
        node ->
            own[0] &=
                !(node instanceof SqlIdentifier name)
                    || labelled.contains(name)
                    || isOwn(name, sources);
    Nodes.each(query.select(), check);
    query.order().forEach(item -> Nodes.each(item, check));
    return own[0];
  }

  private static boolean isOwn(SqlIdentifier name, Sources sources) {
    if (Nodes.isStar(name)) {
      boolean bare = name.names.size() == 1;
      return bare || sources.all().stream().anyMatch(it -> name.names.get(0).equals(it.name()));
    }
    return sources.find(name) != null;
  }
}
