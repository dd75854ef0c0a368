package io.penstock.sql.scatter;

import io.penstock.sql.scatter.PushedConditions.Met;
import io.penstock.sql.scatter.Sources.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * Tables that a table is joined with, and whose rows are on its row's shard: reference tables, and
 * those that are joined on the key. A row that finds none of them there is in no result.
 *
 * @param sql the condition that there are such rows
 * @param share of the rows that are thought to meet it
 */
record Companions(String sql, double share) {
  /** Those that leave rows out; tables that have to do with each other are together. */
  static List<Companions> of(Source source, PushedConditions pushed, Sources sources, Asked asked) {
    Met met = pushed.met(source);
    Set<Source> may =
        sources.all().stream()
            .filter(other -> isAtHand(source, other, met, asked))
            .collect(Collectors.toSet());
    List<Companions> all = new ArrayList<>();
    Set<Source> seen = new HashSet<>();
    for (Source other : may) {
      if (!seen.contains(other)) {
        Set<Source> group = group(other, source, may, met, pushed);
        seen.addAll(group);
        Companions companions = of(group, source, met, pushed, sources, asked.text());
        if (companions != null) {
          all.add(companions);
        }
      }
    }
    all.sort(Comparator.comparing(Companions::sql));
    return all;
  }

  /** All that conditions tie to one of them, but for what only the table itself does. */
  private static Set<Source> group(
      Source first, Source source, Set<Source> may, Met met, PushedConditions pushed) {
    Set<Source> group = new HashSet<>(Set.of(first));
    boolean more = true;
    while (more) {
      more = false;
      for (SqlNode condition : met.conditions()) {
        Set<Source> others = others(condition, source, pushed);
        if (may.containsAll(others) && others.stream().anyMatch(group::contains)) {
          more |= group.addAll(others);
        }
      }
    }
    return group;
  }

  /** The tables of a condition but for one; none if it cannot be asked of a shard. */
  private static Set<Source> others(SqlNode condition, Source source, PushedConditions pushed) {
    Set<Source> named = pushed.named(condition);
    Set<Source> others = named == null ? new HashSet<>() : new HashSet<>(named);
    others.remove(source);
    return others;
  }

  private static @Nullable Companions of(
      Set<Source> group,
      Source source,
      Met met,
      PushedConditions pushed,
      Sources sources,
      SqlText text) {
    List<SqlNode> conditions = new ArrayList<>();
    boolean tied = false;
    for (SqlNode condition : met.conditions()) {
      Set<Source> others = others(condition, source, pushed);
      if (!others.isEmpty() && group.containsAll(others)) {
        conditions.add(condition);
        Set<Source> named = pushed.named(condition);
        tied |= named != null && named.contains(source);
      }
    }
    List<SqlNode> restricting = conditions.stream().filter(each -> !isJoin(each)).toList();
    if (!tied || restricting.isEmpty()) {
      return null;
    }
    String tables =
        sources.all().stream()
            .filter(group::contains)
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

  /** Whether it only says which rows belong together. */
  private static boolean isJoin(SqlNode condition) {
    return Nodes.bare(condition) instanceof SqlBasicCall call
        && call.getKind() == SqlKind.EQUALS
        && Nodes.bare(call.operand(0)) instanceof SqlIdentifier
        && Nodes.bare(call.operand(1)) instanceof SqlIdentifier;
  }
}
