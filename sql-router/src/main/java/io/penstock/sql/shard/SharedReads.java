package io.penstock.sql.shard;

import io.penstock.sql.Verb;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.facts.FromItem;
import io.penstock.sql.facts.QueryBlock;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.TableMeaning;
import io.penstock.sql.shard.ColumnNames.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads that several shards may answer together. */
final class SharedReads {
  private SharedReads() {}

  static boolean isRead(StatementFacts facts) {
    boolean query =
        facts.verb() == Verb.SELECT || facts.verb() == Verb.VALUES || facts.verb() == Verb.TABLE;
    return query && !facts.writes() && !facts.locks();
  }

  /** A change that several shards may make together. */
  static boolean isChange(StatementFacts facts) {
    return facts.writes()
        && switch (facts.verb()) {
          case INSERT, UPDATE, DELETE -> true;
          default -> false;
        };
  }

  static void check(StatementFacts facts, SessionMarks marks) throws NotOnOneShard {
    if (facts.verb() == Verb.EXPLAIN) {
      throw new NotOnOneShard(
          "EXPLAIN of a query over several shards",
          "Give the query its key, or send EXPLAIN to one shard: /* penstock: shard=NAME */.");
    }
    if (facts.locks()) {
      throw new NotOnOneShard(
          "it locks rows on several shards", "Lock rows of one key in each statement.");
    }
    if (!isRead(facts) && !isChange(facts)) {
      throw new NotOnOneShard(
          "it changes rows on several shards, and is no plain INSERT, UPDATE or DELETE",
          "Write one statement for each shard's keys.");
    }
    if (marks.temporary()) {
      throw new NotOnOneShard(
          "this session may have temporary tables, whose names and types hide others",
          "Use a session without them.");
    }
    if (!marks.path().schemas().getFirst().equals("pg_catalog")) {
      throw new NotOnOneShard(
          "search_path has pg_catalog behind other schemas, which may hide PostgreSQL's own names",
          "Leave pg_catalog out of search_path: then it comes first.");
    }
  }

  static List<TableMeaning> tables(StatementFacts facts, TableUses tables) {
    List<TableMeaning> meanings = new ArrayList<>();
    for (int use = 0; use < tables.relations().size(); use++) {
      TableRule rule = tables.sharded(use);
      meanings.add(
          new TableMeaning(
              facts.tables().get(use).span().start(),
              tables.relations().get(use),
              rule == null ? List.of() : rule.key()));
    }
    return meanings;
  }

  /**
   * The uses of sharded tables in the outermost FROM that have all others at hand: if the key of
   * such a row is known, so is the shard of all rows that matter to what is made of it. The keyed
   * statements' proof, for every key at once.
   */
  static Set<Integer> anchors(StatementFacts facts, TableUses tables, KeyGraph graph) {
    Set<Integer> anchors = new LinkedHashSet<>();
    for (FromItem item : facts.blocks().getFirst().items()) {
      TableRule rule = item.table() < 0 ? null : tables.sharded(item.table());
      if (rule != null
          && item.inner()
          && item.plain()
          && leads(item.table(), rule, tables, graph)) {
        anchors.add(item.table());
      }
    }
    return anchors;
  }

  /** The uses of any FROM that have all others of that FROM at hand, likewise. */
  static Set<Integer> leaders(StatementFacts facts, TableUses tables, KeyGraph graph) {
    Set<Integer> leaders = new LinkedHashSet<>();
    for (QueryBlock block : facts.blocks()) {
      List<Integer> uses = block.items().stream().map(FromItem::table).toList();
      for (FromItem item : block.items()) {
        TableRule rule = item.table() < 0 ? null : tables.sharded(item.table());
        if (rule != null
            && item.inner()
            && item.plain()
            && leads(item.table(), rule, uses, tables, graph)) {
          leaders.add(item.table());
        }
      }
    }
    return leaders;
  }

  /** Of each use, the other ones of its FROM that have its key. */
  static Map<Integer, Set<Integer>> mates(StatementFacts facts, TableUses tables, KeyGraph graph) {
    Map<Integer, Set<Integer>> mates = new HashMap<>();
    for (QueryBlock block : facts.blocks()) {
      List<Integer> uses =
          block.items().stream()
              .map(FromItem::table)
              .filter(use -> use >= 0 && tables.sharded(use) != null)
              .toList();
      for (int use : uses) {
        TableRule rule = tables.sharded(use);
        for (int other : uses) {
          if (rule != null && other != use && leads(use, rule, List.of(other), tables, graph)) {
            mates.computeIfAbsent(use, first -> new HashSet<>()).add(other);
          }
        }
      }
    }
    return mates;
  }

  private static boolean leads(int anchor, TableRule rule, TableUses tables, KeyGraph graph) {
    List<Integer> all = IntStream.range(0, tables.relations().size()).boxed().toList();
    return leads(anchor, rule, all, tables, graph);
  }

  private static boolean leads(
      int anchor, TableRule rule, List<Integer> uses, TableUses tables, KeyGraph graph) {
    for (int at = 0; at < rule.key().size(); at++) {
      KeyType type = type(tables.relations().get(anchor), rule.key().get(at));
      Set<Column> following = graph.following(anchor, rule.key().get(at));
      for (int use : uses) {
        TableRule other = use < 0 ? null : tables.sharded(use);
        if (other == null) {
          continue;
        }
        boolean follows =
            other.key().size() == rule.key().size()
                && following.contains(new Column(use, other.key().get(at)))
                && KeyGraph.alike(type, type(tables.relations().get(use), other.key().get(at)));
        if (!follows) {
          return false;
        }
      }
    }
    return true;
  }

  private static KeyType type(Relation relation, String column) {
    KeyType type = KeyType.of(relation.type(column));
    if (type == null) {
      throw new IllegalStateException("a key that places no rows was let through");
    }
    return type;
  }
}
