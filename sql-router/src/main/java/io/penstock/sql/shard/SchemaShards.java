package io.penstock.sql.shard;

import io.penstock.sql.Verb;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.FromItem;
import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.facts.OperatorUse;
import io.penstock.sql.facts.QueryBlock;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.facts.TypeUse;
import io.penstock.sql.facts.Word;
import io.penstock.sql.route.SessionMarks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shard of what is about schemas that live on one shard each.
 *
 * <p>What is in such a schema is not in the catalog, which is that of the first shard, and need not
 * be: its shard has all of it. What has to be proven is that nothing else is used whose rows are
 * elsewhere too. A name without a schema means something in such a schema if search_path has one
 * and no other schema of the path has that name.
 */
final class SchemaShards {
  private final ShardMap map;
  private final Catalog catalog;

  SchemaShards(ShardMap map, Catalog catalog) {
    this.map = map;
    this.catalog = catalog;
  }

  /** The route of a query or change; null if it is about no such schema. */
  @Nullable ShardRoute route(StatementFacts facts, SessionMarks marks) throws NotOnOneShard {
    if (!map.placesSchemas()) {
      return null;
    }
    Set<String> searched = searched(marks.path());
    Set<String> named = named(facts);
    if (searched.isEmpty() && named.isEmpty()) {
      return null;
    }
    SearchPath others = marks.path().without(map::placesSchema);
    boolean theirs = !named.isEmpty();
    List<Relation> relations = new ArrayList<>();
    boolean shared = false;
    for (TableUse use : facts.tables()) {
      Relation other = other(use, others, marks, !searched.isEmpty());
      theirs |= other == null;
      if (other != null) {
        relations.add(other);
        shared |= !TableUses.isSystem(other);
      }
    }
    checkInto(facts);
    boolean sequences = CallRules.callsSequences(facts);
    CallRules calls =
        new CallRules(
            catalog,
            others,
            schema -> schema == null ? !searched.isEmpty() : map.placesSchema(schema),
            sequences);
    if (!theirs && !sequences && (facts.locks() || calls.shared(facts))) {
      return null;
    }
    if (facts.locks() && shared) {
      throw new NotOnOneShard(
          "it locks rows, and reads a reference table on one shard only",
          "Lock in a statement that reads no reference table.");
    }
    if (sequences
        && catalog.hasSequence(schema -> !map.placesSchema(schema) && !ownSchema(schema))) {
      throw new NotOnOneShard(
          "which sequence is meant cannot be told: there are some outside of "
              + String.join(", ", searched.isEmpty() ? named : searched),
          "Let the column have nextval as its DEFAULT, or take penstock.next_id().");
    }
    calls.check(facts, relations.size() < facts.tables().size() ? List.of() : relations, true);
    named.addAll(searched);
    return keyed(named);
  }

  private static void checkInto(StatementFacts facts) throws NotOnOneShard {
    for (QueryBlock block : facts.blocks()) {
      for (FromItem item : block.items()) {
        TableUse use = item.table() < 0 ? null : facts.tables().get(item.table());
        if (block.form() == QueryBlock.Form.SELECT
            && use != null
            && use.access() == TableUse.Access.WRITE
            && use.schema() == null) {
          throw new NotOnOneShard(
              "SELECT INTO makes the table " + use.name() + ", and does not say in which schema",
              "Write its schema.");
        }
      }
    }
  }

  private static boolean ownSchema(String schema) {
    return schema.equals("penstock");
  }

  /** The route of {@code COPY table TO STDOUT}; null if the table is in no such schema. */
  @Nullable ShardRoute copies(TableUse table, SessionMarks marks) throws NotOnOneShard {
    Set<String> searched = searched(marks.path());
    String schema = table.schema();
    if (schema != null && map.placesSchema(schema)) {
      searched.add(schema);
      return keyed(searched);
    }
    if (schema == null && !searched.isEmpty()) {
      SearchPath others = marks.path().without(map::placesSchema);
      if (other(table, others, marks, true) == null) {
        return keyed(searched);
      }
    }
    return null;
  }

  /** The route of what is not in the grammar; null if its words are about no such schema. */
  @Nullable ShardRoute route(Verb verb, List<Word> words, SessionMarks marks) throws NotOnOneShard {
    if (!map.placesSchemas() || words.isEmpty()) {
      return null;
    }
    Set<String> searched = searched(marks.path());
    Set<String> used = new LinkedHashSet<>();
    SchemaCommand command = SchemaCommand.read(verb, words);
    if (command == null) {
      return null;
    }
    for (SchemaCommand.Name name : command.names()) {
      String schema = name.schema();
      if (verb == Verb.SET && schema != null && !map.placesSchema(schema)) {
        continue;
      }
      if (schema != null) {
        if (!map.placesSchema(schema)) {
          if (used.isEmpty()) {
            return null;
          }
          throw new NotOnOneShard(
              schema + " is no schema that lives on one shard, and " + used + " is one",
              "Write one statement for each schema.");
        }
        used.add(schema);
      } else if (searched.isEmpty()) {
        return null;
      } else {
        unqualified(name.name(), command.creates(), searched, marks);
        used.addAll(searched);
      }
    }
    if (used.isEmpty()) {
      return null;
    }
    String obstacle = command.obstacle();
    if (obstacle != null) {
      throw new NotOnOneShard(
          obstacle + " in " + String.join(", ", used) + ", which is on one shard", command.hint());
    }
    if (!command.ofSchema()) {
      used.addAll(searched);
    }
    return keyed(used);
  }

  /** Whether a command that has words may be about such a schema, by its text or search_path. */
  boolean mayBeMeant(List<Word> words, SessionMarks marks) {
    if (!map.placesSchemas() || words.isEmpty() || words.getFirst().is("set")) {
      return false;
    }
    if (!searched(marks.path()).isEmpty()) {
      return true;
    }
    for (int at = 0; at + 1 < words.size(); at++) {
      boolean qualifies = words.get(at + 1).kind() == Word.Kind.DOT;
      if (qualifies && words.get(at).isName() && map.placesSchema(words.get(at).text())) {
        return true;
      }
    }
    return false;
  }

  private void unqualified(String name, boolean creates, Set<String> searched, SessionMarks marks)
      throws NotOnOneShard {
    SearchPath others = marks.path().without(map::placesSchema);
    if (marks.temporary()) {
      throw TableUses.temporary(name);
    }
    // A schema that is not there is passed over, without a word, and the next one taken.
    boolean another =
        creates ? others.schemas().size() > 1 : !catalog.relations(null, name, others).isEmpty();
    if (another) {
      throw new NotOnOneShard(
          name
              + " without a schema may be meant for another one than "
              + String.join(", ", searched),
          "Write the name with its schema, or have search_path name no other schema.");
    }
  }

  private ShardRoute keyed(Set<String> schemas) throws NotOnOneShard {
    if (!map.places(TypeOids.TEXT)) {
      throw new NotOnOneShard(
          "ranges and lists have values that are no names of schemas",
          "Use key-type: text under sharding.");
    }
    return new ShardRoute.Keyed(schemas.stream().map(KeyUse::ofSchema).toList());
  }

  private Set<String> searched(SearchPath path) {
    Set<String> searched = new LinkedHashSet<>();
    for (String schema : path.schemas()) {
      if (map.placesSchema(schema)) {
        searched.add(schema);
      }
    }
    return searched;
  }

  /** The schemas of that kind that the text itself names. */
  private Set<String> named(StatementFacts facts) {
    List<@Nullable String> written = new ArrayList<>();
    facts.tables().stream().map(TableUse::schema).forEach(written::add);
    facts.functions().stream().map(FunctionUse::schema).forEach(written::add);
    facts.operators().stream().map(OperatorUse::schema).forEach(written::add);
    facts.types().stream().map(TypeUse::schema).forEach(written::add);
    Set<String> named = new LinkedHashSet<>();
    for (String schema : written) {
      if (schema != null && map.placesSchema(schema)) {
        named.add(schema);
      }
    }
    return named;
  }

  /**
   * A relation that is in another schema: of the system, or a reference table that is read.
   *
   * @return null if it is in one that lives on one shard
   */
  private @Nullable Relation other(
      TableUse use, SearchPath others, SessionMarks marks, boolean searched) throws NotOnOneShard {
    String schema = use.schema();
    if (schema != null && map.placesSchema(schema)) {
      return null;
    }
    if (schema == null) {
      if (marks.temporary()) {
        throw TableUses.temporary(use.name());
      }
      if (searched && catalog.relations(null, use.name(), others).isEmpty()) {
        return null;
      }
    }
    boolean systemFirst = marks.path().schemas().getFirst().equals("pg_catalog");
    Relation relation = TableUses.relation(use, catalog, map, others, false);
    boolean read = use.access() == TableUse.Access.READ;
    if (TableUses.isSystem(relation) && read && (systemFirst || schema != null)) {
      return relation;
    }
    TableRule rule = map.table(relation.schema(), relation.name());
    if (rule != null && rule.isReference() && read) {
      // Whether it is this one or one in such a schema that hides it: the shard has both.
      return relation;
    }
    if (rule != null && rule.isReference()) {
      throw new NotOnOneShard(
          "it writes the reference table " + relation + ", of which every shard has a copy",
          "Write reference tables in a statement of their own.");
    }
    throw schema == null && searched
        ? new NotOnOneShard(
            use.name() + " may mean " + relation + " or a table in a schema of one shard",
            "Write the name with its schema.")
        : new NotOnOneShard(
            relation + " is used beside a schema that lives on one shard",
            "Query them apart, with a search_path that has no such schema for " + relation + ".");
  }
}
