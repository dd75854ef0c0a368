package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.SelectItem;
import java.util.HashSet;
import java.util.Set;
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

  /** Whether each name is of a column of its own tables, or of its own select list. */
  private static boolean isOwn(Outermost query, Sources sources) {
    Set<String> labels = new HashSet<>();
    for (SelectItem item : query.items()) {
      if (item.label != null) {
        labels.add(Nodes.last(item.label));
      }
    }
    boolean[] own = {true};
    Nodes.each(
        query.select(),
        node -> own[0] &= !(node instanceof SqlIdentifier name) || isOwn(name, sources, labels));
    for (OrderItem item : query.order()) {
      Nodes.each(
          item,
          node -> own[0] &= !(node instanceof SqlIdentifier name) || isOwn(name, sources, labels));
    }
    return own[0];
  }

  private static boolean isOwn(SqlIdentifier name, Sources sources, Set<String> labels) {
    if (Nodes.isStar(name)) {
      boolean bare = name.names.size() == 1;
      return bare || sources.all().stream().anyMatch(it -> name.names.get(0).equals(it.name()));
    }
    boolean label = name.names.size() == 1 && labels.contains(Nodes.last(name));
    return label || sources.find(name) != null;
  }
}
