package io.penstock.sql.shard;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.facts.Match;
import io.penstock.sql.facts.MergedColumn;
import io.penstock.sql.facts.Operand;
import io.penstock.sql.facts.QueryBlock;
import io.penstock.sql.facts.Scope;
import io.penstock.sql.shard.ColumnNames.Column;
import io.penstock.sql.shard.ColumnNames.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values the columns of a statement's tables are restricted to: by comparisons, and by being
 * equal to other columns that are.
 *
 * <p>A column is restricted if rows of its table with other values change nothing, wherever they
 * are: no condition lets them through. {@code a = b} passes the restriction of b's column on to a
 * if the condition restricts a's item; the other way round likewise. So of {@code x LEFT JOIN y ON
 * y.key = x.key WHERE x.key = 1} the rows of y with other keys meet only rows of x that WHERE
 * drops.
 */
final class KeyGraph {
  private final ColumnNames names;
  private final OperandSources operands;
  private final List<Relation> tables;
  private final Map<Column, Set<KeySource>> sources = new HashMap<>();
  private final Map<Column, List<Column>> passes = new HashMap<>();

  KeyGraph(
      List<QueryBlock> blocks, List<Relation> tables, ColumnNames names, OperandSources operands) {
    this.names = names;
    this.operands = operands;
    this.tables = tables;
    for (QueryBlock block : blocks) {
      for (Match match : block.matches()) {
        add(match);
      }
      for (MergedColumn merged : block.merged()) {
        add(block, merged);
      }
    }
    spread();
  }

  /** The sources of a column's values, each of which restricts it; empty if nothing does. */
  List<KeySource> sources(int table, String column) {
    return List.copyOf(sources.getOrDefault(new Column(table, column), Set.of()));
  }

  /** The columns that are restricted to one value if this one is, itself included. */
  Set<Column> following(int table, String column) {
    Column first = new Column(table, column);
    Set<Column> found = new LinkedHashSet<>(List.of(first));
    Deque<Column> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      for (Column to : passes.getOrDefault(open.remove(), List.of())) {
        if (found.add(to)) {
          open.add(to);
        }
      }
    }
    return found;
  }

  private void add(Match match) {
    Found found = names.find(match.column(), match.sees());
    if (found == null || !restricts(match.restricts(), found)) {
      return;
    }
    if (match.values().getFirst() instanceof Operand.Column(var other)) {
      pass(names.find(other, match.sees()), found);
      return;
    }
    KeySource source = operands.source(match.kind(), match.values(), oid(found));
    if (source != null) {
      sources.computeIfAbsent(found.node(), first -> new LinkedHashSet<>()).add(source);
    }
  }

  private static boolean restricts(Scope restricts, Found found) {
    return found.block() == restricts.block() && restricts.has(found.item());
  }

  private void add(QueryBlock block, MergedColumn merged) {
    Found left = names.merged(block, merged.left(), merged.name());
    Found right = names.merged(block, merged.right(), merged.name());
    if (left != null && right != null) {
      if (restricts(merged.restricts(), right)) {
        pass(left, right);
      }
      if (restricts(merged.restricts(), left)) {
        pass(right, left);
      }
    }
  }

  private void pass(@Nullable Found from, Found to) {
    if (from != null && alike(type(from), type(to))) {
      passes.computeIfAbsent(from.node(), first -> new ArrayList<>()).add(to.node());
    }
  }

  private @Nullable KeyType type(Found found) {
    return KeyType.of(oid(found));
  }

  /** Its type's OID; 0 if its values may be equal, or be stored, in ways that are not told here. */
  private int oid(Found found) {
    Relation relation = tables.get(found.table());
    return relation.isVague(found.column()) ? 0 : relation.type(found.column());
  }

  /** Whether equal values of the two types are equal keys. */
  static boolean alike(@Nullable KeyType one, @Nullable KeyType other) {
    return one != null
        && other != null
        && (one == other || (isNumber(one) && isNumber(other)) || (isText(one) && isText(other)));
  }

  private static boolean isNumber(KeyType type) {
    return type == KeyType.INTEGER || type == KeyType.NUMERIC;
  }

  private static boolean isText(KeyType type) {
    return type == KeyType.TEXT || type == KeyType.VARCHAR;
  }

  private void spread() {
    Deque<Column> open = new ArrayDeque<>(sources.keySet());
    while (!open.isEmpty()) {
      Column from = open.remove();
      Set<KeySource> known = sources.getOrDefault(from, Set.of());
      for (Column to : passes.getOrDefault(from, List.of())) {
        if (sources.computeIfAbsent(to, first -> new LinkedHashSet<>()).addAll(known)) {
          open.add(to);
        }
      }
    }
  }
}
