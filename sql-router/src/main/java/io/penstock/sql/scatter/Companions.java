package io.penstock.sql.scatter;

import io.penstock.sql.scatter.PushedConditions.Met;
import io.penstock.sql.scatter.Sources.Source;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a table is joined with, and whose rows are on its row's shard: reference tables,
 * and those that are joined on the key. A row that finds none of them there is in no result.
 *
 * @param sql the condition that there are such rows
 * @param share of the rows that are thought to meet it
 */
record Companions(String sql, double share) {
  /** Null if they leave no row out. */
  static @Nullable Companions of(
      Source source, PushedConditions pushed, Sources sources, Asked asked) {
    Met met = pushed.met(source);
    Set<Source> may =
        sources.all().stream()
            .filter(other -> isAtHand(source, other, met, asked))
            .collect(Collectors.toSet());
    Set<Source> joined = new LinkedHashSet<>(Set.of(source));
    boolean more = !may.isEmpty();
    while (more) {
      more = false;
      for (SqlNode condition : met.conditions()) {
        Set<Source> named = pushed.named(condition);
        if (named != null && named.stream().anyMatch(joined::contains)) {
          boolean known = named.stream().allMatch(it -> joined.contains(it) || may.contains(it));
          more |= known && joined.addAll(named);
        }
      }
    }
    List<SqlNode> conditions =
        met.conditions().stream()
            .filter(each -> isAbout(pushed.named(each), joined, source))
            .toList();
    List<SqlNode> restricting = conditions.stream().filter(each -> !isJoin(each)).toList();
    if (restricting.isEmpty()) {
      return null;
    }
    SqlText text = asked.text();
    String tables =
        joined.stream()
            .filter(each -> !each.equals(source))
            .map(each -> text.of(each.item()))
            .collect(Collectors.joining(", "));
    String where =
        conditions.stream()
            .map(condition -> "(" + text.of(condition) + ")")
            .collect(Collectors.joining(" AND "));
    return new Companions(
        "EXISTS (SELECT FROM " + tables + " WHERE " + where + ")",
        new Selectivity(sources).of(restricting));
  }

  private static boolean isAtHand(Source source, Source other, Met met, Asked asked) {
    return other.plain()
        && !other.equals(source)
        && met.beside().contains(other.table())
        && (!asked.tables().get(other.use()).sharded()
            || asked.mates(source.use()).contains(other.use()));
  }

  private static boolean isAbout(@Nullable Set<Source> named, Set<Source> joined, Source source) {
    return named != null && joined.containsAll(named) && !Set.of(source).containsAll(named);
  }

  /** Whether it only says which rows belong together. */
  private static boolean isJoin(SqlNode condition) {
    return Nodes.bare(condition) instanceof SqlBasicCall call
        && call.getKind() == SqlKind.EQUALS
        && Nodes.bare(call.operand(0)) instanceof SqlIdentifier
        && Nodes.bare(call.operand(1)) instanceof SqlIdentifier;
  }
}
