package io.penstock.sql.shard;

import io.penstock.sql.LiteralSlots;
import io.penstock.sql.Verb;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.Comparison;
import io.penstock.sql.facts.FromItem;
import io.penstock.sql.facts.QueryBlock;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.facts.Word;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.Asked;
import io.penstock.sql.scatter.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the shard of one query or change. */
final class StatementShards {
  private static final String SAY_IT =
      "Compare the key with =, IN or = ANY and literals or parameters, not under OR or NOT; or join"
          + " on it a table whose key is so compared.";

  private final ShardMap map;
  private final Catalog catalog;
  private final SchemaShards schemas;

  StatementShards(ShardMap map, Catalog catalog) {
    this.map = map;
    this.catalog = catalog;
    this.schemas = new SchemaShards(map, catalog);
  }

  /** The route of what is not in the grammar, if it is about schemas that live on one shard. */
  @Nullable ShardRoute route(Verb verb, List<Word> words, SessionMarks marks) throws NotOnOneShard {
    return schemas.route(verb, words, marks);
  }

  /** Whether such a schema may be meant by a command whose route is not told. */
  boolean mayBeOfSchemas(List<Word> words, SessionMarks marks) {
    return schemas.mayBeMeant(words, marks);
  }

  /** The route of {@code COPY table TO STDOUT}, likewise. */
  @Nullable ShardRoute copies(TableUse table, SessionMarks marks) throws NotOnOneShard {
    return schemas.copies(table, marks);
  }

  /**
   * The route of one statement.
   *
   * @param literals of the whole text
   * @param start where the statement begins in it
   */
  ShardRoute route(StatementFacts facts, LiteralSlots literals, int start, SessionMarks marks)
      throws NotOnOneShard {
    SearchPath path = marks.path();
    ShardRoute ofSchema = schemas.route(facts, marks);
    if (ofSchema != null) {
      return ofSchema;
    }
    TableUses tables = TableUses.of(facts, catalog, map, path, marks.temporary());
    boolean keyed = tables.anySharded();
    CallRules calls = new CallRules(catalog, path);
    calls.check(facts, tables.relations(), keyed);
    checkWrites(facts, tables);
    if (!keyed && SharedReads.isChange(facts) && facts.executes()) {
      return new ShardRoute.Several(copies(facts, tables), true);
    }
    if (!keyed) {
      boolean any = !facts.tables().isEmpty() && !facts.locks() && calls.alikeEverywhere(facts);
      for (int use = 0; use < facts.tables().size(); use++) {
        any &= tables.reference(use);
      }
      if (any) {
        return ShardRoute.Anywhere.ANY;
      }
      return facts.locks() || calls.shared(facts)
          ? ShardRoute.Anywhere.FIRST
          : ShardRoute.Anywhere.HERE;
    }
    checkOthers(facts, tables);
    checkKeys(tables);
    checkAssignments(facts, tables);
    OperandSources operands = new OperandSources(literals, start, path, marks.temporary());
    try {
      return new ShardRoute.Keyed(List.copyOf(keys(facts, tables, operands)));
    } catch (NotOnOneShard e) {
      boolean changes = facts.verb() == Verb.UPDATE || facts.verb() == Verb.DELETE;
      if (SharedReads.isRead(facts) || (SharedReads.isChange(facts) && changes)) {
        return new ShardRoute.Several(e.refused(), changes);
      }
      throw e;
    }
  }

  /** What several shards must know to answer a statement together. */
  Asked asked(
      StatementFacts facts, LiteralSlots literals, int start, SessionMarks marks, SqlText text)
      throws NotOnOneShard {
    SearchPath path = marks.path();
    SharedReads.check(facts, marks);
    TableUses tables = TableUses.of(facts, catalog, map, path, marks.temporary());
    new CallRules(catalog, path).check(facts, tables.relations(), true);
    checkWrites(facts, tables);
    checkOthers(facts, tables);
    checkKeys(tables);
    checkAssignments(facts, tables);
    ColumnNames names = new ColumnNames(facts.blocks(), tables.relations());
    OperandSources operands = new OperandSources(literals, start, path, marks.temporary());
    KeyGraph graph = new KeyGraph(facts.blocks(), tables.relations(), names, operands);
    return new Asked(
        text,
        SharedReads.tables(facts, tables),
        SharedReads.anchors(facts, tables, graph),
        SharedReads.leaders(facts, tables, graph),
        SharedReads.mates(facts, tables, graph),
        catalog,
        path);
  }

  private static void checkWrites(StatementFacts facts, TableUses tables) throws NotOnOneShard {
    for (QueryBlock block : facts.blocks()) {
      for (FromItem item : block.items()) {
        boolean written =
            item.table() >= 0 && facts.tables().get(item.table()).access() == TableUse.Access.WRITE;
        if (!written) {
          continue;
        }
        Relation relation = tables.relations().get(item.table());
        if (block.form() == QueryBlock.Form.SELECT) {
          throw new NotOnOneShard(
              "SELECT INTO makes a table", "Make tables on every shard, not through the proxy.");
        }
        boolean alone = SharedReads.isChange(facts) && facts.executes() && !tables.anySharded();
        if (tables.reference(item.table()) && !alone) {
          throw writesCopy(relation);
        }
        if (tables.system(item.table())) {
          throw new NotOnOneShard(
              "it writes the system catalog " + relation, "Do that on every shard.");
        }
        if (block.form() == QueryBlock.Form.MERGE) {
          throw new NotOnOneShard(
              "MERGE into the sharded table " + relation,
              "Write INSERT … ON CONFLICT, or UPDATE, with the key.");
        }
      }
    }
  }

  private static NotOnOneShard writesCopy(Relation relation) {
    return new NotOnOneShard(
        "it writes the reference table " + relation + ", of which every shard has a copy",
        "Write reference tables in a statement of its own, without sharded tables.");
  }

  /** Why a change of reference tables is not for one shard. */
  private static ShardRoute.Refused copies(StatementFacts facts, TableUses tables) {
    for (int use = 0; use < facts.tables().size(); use++) {
      if (facts.tables().get(use).access() == TableUse.Access.WRITE) {
        return writesCopy(tables.relations().get(use)).refused();
      }
    }
    throw new IllegalStateException("a change of nothing");
  }

  private static void checkOthers(StatementFacts facts, TableUses tables) throws NotOnOneShard {
    for (int use = 0; use < facts.tables().size(); use++) {
      Relation relation = tables.relations().get(use);
      if (tables.system(use)) {
        throw new NotOnOneShard(
            "it reads the system catalog " + relation + " beside sharded tables",
            "Read the system catalog, which is that of the first shard, in a statement of its"
                + " own.");
      }
      if (facts.locks() && tables.reference(use)) {
        throw new NotOnOneShard(
            "it locks rows, and reads the reference table " + relation + " on one shard only",
            "Lock in a statement that reads sharded tables alone.");
      }
    }
  }

  private void checkKeys(TableUses tables) throws NotOnOneShard {
    for (int use = 0; use < tables.relations().size(); use++) {
      TableRule rule = tables.sharded(use);
      if (rule == null) {
        continue;
      }
      Relation relation = tables.relations().get(use);
      for (String column : rule.key()) {
        int type = relation.type(column);
        if (type == 0) {
          throw new NotOnOneShard(
              relation + " has no column " + column + ", which sharding.tables says is its key",
              "Correct sharding.tables, or the table.");
        }
        if (relation.isVague(column)) {
          throw new NotOnOneShard(
              relation
                  + "."
                  + column
                  + " may hold another value than was stored, or different texts equal",
              "Use a key without a precision or scale, and with a deterministic collation.");
        }
        if (!map.places(type)) {
          throw new NotOnOneShard(
              "the type of " + relation + "." + column + " cannot place rows",
              "Use a key of an integer type, text, varchar, uuid, date or timestamp.");
        }
      }
    }
  }

  private static void checkAssignments(StatementFacts facts, TableUses tables)
      throws NotOnOneShard {
    for (Comparison set : facts.comparisons()) {
      if (set.kind() != Comparison.Kind.SET || set.column() == null) {
        continue;
      }
      int target = facts.blocks().get(set.block()).items().getFirst().table();
      TableRule rule = tables.sharded(target);
      if (rule != null && rule.key().contains(set.column().name())) {
        throw new NotOnOneShard(
            "it sets the key " + tables.relations().get(target) + "." + set.column().name(),
            "A row does not change its shard: delete it, and insert it with the other key.");
      }
    }
  }

  private static Set<KeyUse> keys(StatementFacts facts, TableUses tables, OperandSources operands)
      throws NotOnOneShard {
    ColumnNames names = new ColumnNames(facts.blocks(), tables.relations());
    KeyGraph graph = new KeyGraph(facts.blocks(), tables.relations(), names, operands);
    InsertKeys inserts = new InsertKeys(facts, tables, names, operands, graph);
    Set<KeyUse> uses = new LinkedHashSet<>();
    for (QueryBlock block : facts.blocks()) {
      for (int item = 0; item < block.items().size(); item++) {
        int table = block.items().get(item).table();
        TableRule rule = table < 0 ? null : tables.sharded(table);
        if (rule == null) {
          continue;
        }
        boolean inserted = item == 0 && block.form() == QueryBlock.Form.INSERT;
        uses.addAll(
            inserted
                ? inserts.of(block, table, rule)
                : restricted(graph, table, tables.relations().get(table), rule));
      }
    }
    return uses;
  }

  private static Set<KeyUse> restricted(
      KeyGraph graph, int table, Relation relation, TableRule rule) throws NotOnOneShard {
    List<List<KeySource>> columns = new ArrayList<>();
    for (String column : rule.key()) {
      List<KeySource> sources = graph.sources(table, column);
      if (sources.isEmpty()) {
        throw new NotOnOneShard("no condition = on " + relation + "." + column, SAY_IT);
      }
      columns.add(sources);
    }
    return uses(rule, columns);
  }

  /** Each source restricts alone: for keys of several columns one of each is enough. */
  static Set<KeyUse> uses(TableRule rule, List<List<KeySource>> columns) {
    Set<KeyUse> uses = new LinkedHashSet<>();
    if (columns.size() == 1) {
      for (KeySource source : columns.getFirst()) {
        uses.add(new KeyUse(rule.name(), List.of(source), false));
      }
    } else {
      uses.add(new KeyUse(rule.name(), columns.stream().map(List::getFirst).toList(), false));
    }
    return uses;
  }
}
