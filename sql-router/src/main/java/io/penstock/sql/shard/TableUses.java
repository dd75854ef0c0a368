package io.penstock.sql.shard;

import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Persistence;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.TableUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the uses of tables in a statement mean, by their numbers.
 *
 * @param relations what each is
 * @param rules what the configuration says of each; null for the system's own
 */
record TableUses(List<Relation> relations, List<@Nullable TableRule> rules) {
  private static final String LIST_IT =
      "List the table under sharding.tables, with its key or as a reference table.";

  static TableUses of(
      StatementFacts facts, Catalog catalog, ShardMap map, SearchPath path, boolean temporary)
      throws NotOnOneShard {
    List<Relation> relations = new ArrayList<>();
    List<@Nullable TableRule> rules = new ArrayList<>();
    for (TableUse use : facts.tables()) {
      Relation relation = relation(use, catalog, map, path, temporary);
      relations.add(relation);
      rules.add(isSystem(relation) ? null : rule(relation, map));
    }
    return new TableUses(relations, rules);
  }

  static Relation relation(
      TableUse use, Catalog catalog, ShardMap map, SearchPath path, boolean temporary)
      throws NotOnOneShard {
    String schema = use.schema();
    if (temporary && schema == null) {
      throw new NotOnOneShard(
          use.name() + " may be a temporary table of this session",
          "Write the name with its schema; temporary tables are not served on sharded databases.");
    }
    if (schema != null && schema.startsWith("pg_temp")) {
      throw temporary(use.name());
    }
    List<Relation> all = catalog.relations(schema, use.name(), path);
    boolean own = !all.isEmpty() && isSystem(all.getFirst());
    for (String searched : schema == null ? path.schemas() : List.of(schema)) {
      if (!own && map.placesSchema(searched)) {
        throw new NotOnOneShard(
            name(use) + " may be in the schema " + searched + ", which is on one shard",
            "Query schemas of one shard each by themselves.");
      }
    }
    if (all.isEmpty()) {
      throw new NotOnOneShard(
          "no table " + name(use) + " is known to the catalog",
          "If it was made a moment ago, wait until the catalog is read again, or RELOAD.");
    }
    Relation first = all.getFirst();
    if (all.size() > 1 && !isSystem(first)) {
      throw new NotOnOneShard(
          use.name() + " may mean " + first + " or " + all.get(1),
          "Write the name with its schema.");
    }
    if (first.persistence() == Persistence.TEMPORARY) {
      throw temporary(use.name());
    }
    return first;
  }

  static NotOnOneShard temporary(String name) {
    return new NotOnOneShard(
        name + " is a temporary table", "Temporary tables are not served on sharded databases.");
  }

  private static String name(TableUse use) {
    return use.schema() == null ? use.name() : use.schema() + "." + use.name();
  }

  static boolean isSystem(Relation relation) {
    return relation.schema().equals("pg_catalog") || relation.schema().equals("information_schema");
  }

  private static TableRule rule(Relation relation, ShardMap map) throws NotOnOneShard {
    switch (relation.kind()) {
      case VIEW, MATERIALIZED_VIEW ->
          throw new NotOnOneShard(
              relation + " is a view", "Name the tables that it reads, with their keys.");
      case SEQUENCE ->
          throw new NotOnOneShard(
              relation + " is a sequence, of which each shard has its own",
              "Call nextval in a statement without sharded tables: it runs on the first shard.");
      case FOREIGN_TABLE ->
          throw new NotOnOneShard(
              relation + " is a foreign table", "Only tables of the shards are served.");
      case TABLE, PARTITIONED_TABLE -> {}
    }
    TableRule rule = map.table(relation.schema(), relation.name());
    if (rule != null) {
      return rule;
    }
    if (!relation.parents().isEmpty()) {
      throw new NotOnOneShard(
          relation
              + " is a partition of "
              + relation.parents().getFirst()
              + " and is not listed under sharding.tables",
          "Name the partitioned table, or list the partition with the same key.");
    }
    throw new NotOnOneShard(relation + " is not listed under sharding.tables", LIST_IT);
  }

  boolean system(int use) {
    return rules.get(use) == null;
  }

  /** The rule of a use of a sharded table; null for others. */
  @Nullable TableRule sharded(int use) {
    TableRule rule = rules.get(use);
    return rule == null || rule.isReference() ? null : rule;
  }

  boolean reference(int use) {
    TableRule rule = rules.get(use);
    return rule != null && rule.isReference();
  }

  boolean anySharded() {
    for (int use = 0; use < rules.size(); use++) {
      if (sharded(use) != null) {
        return true;
      }
    }
    return false;
  }
}
