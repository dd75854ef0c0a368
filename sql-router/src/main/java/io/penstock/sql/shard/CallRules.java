package io.penstock.sql.shard;

import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Hazard;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.facts.OperatorUse;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.TypeUse;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which functions, operators and casts a statement may have on a sharded database. */
final class CallRules {
  private static final Set<String> SEQUENCES =
      Set.of("nextval", "currval", "lastval", "setval", "pg_sequence_last_value");

  /** PostgreSQL's own functions that read, or work on, tables which only their arguments name. */
  private static final Set<String> OF_OTHER_TABLES =
      Set.of(
          "query_to_xml",
          "query_to_xmlschema",
          "query_to_xml_and_xmlschema",
          "cursor_to_xml",
          "cursor_to_xmlschema",
          "table_to_xml",
          "table_to_xmlschema",
          "table_to_xml_and_xmlschema",
          "schema_to_xml",
          "schema_to_xmlschema",
          "schema_to_xml_and_xmlschema",
          "database_to_xml",
          "database_to_xmlschema",
          "database_to_xml_and_xmlschema",
          "ts_stat",
          "ts_rewrite",
          "currtid2",
          "pg_truncate_visibility_map",
          "brin_summarize_new_values",
          "brin_summarize_range",
          "brin_desummarize_range",
          "gin_clean_pending_list");

  private static final String PURE =
      "Call it in a statement of its own on the shard, or declare it IMMUTABLE if it reads no table.";

  private final Catalog catalog;
  private final SearchPath path;

  /** Whether names of a schema, null for none written, may mean what the catalog does not have. */
  private final Predicate<@Nullable String> unseen;

  private final boolean ownSequences;

  CallRules(Catalog catalog, SearchPath path) {
    this(catalog, path, schema -> false, false);
  }

  /**
   * @param unseen whether names of a schema, null for none written, may mean what is on another
   *     shard than the first, where all of it may be used
   * @param ownSequences whether any sequence is there
   */
  CallRules(
      Catalog catalog, SearchPath path, Predicate<@Nullable String> unseen, boolean ownSequences) {
    this.catalog = catalog;
    this.path = path;
    this.unseen = unseen;
    this.ownSequences = ownSequences;
  }

  /**
   * Refuses what may read other tables than the text names and, in keyed statements, what belongs
   * on the first shard.
   */
  void check(StatementFacts facts, List<Relation> tables, boolean keyed) throws NotOnOneShard {
    for (FunctionUse call : facts.functions()) {
      check(call, keyed);
    }
    for (TypeUse type : facts.types()) {
      refuse(catalog.casting(type, path), "the type " + type.name(), type.schema());
    }
    for (OperatorUse operator : facts.operators()) {
      refuse(
          catalog.operating(operator, path), "the operator " + operator.name(), operator.schema());
    }
    for (String attribute : facts.attributes()) {
      boolean column = tables.stream().allMatch(table -> table.type(attribute) != 0);
      boolean pure =
          catalog.selecting(attribute, path) == null && catalog.selectingComputes(attribute, path);
      if (!pure && (tables.isEmpty() || !column)) {
        throw new NotOnOneShard(
            "." + attribute + " may call the function of that name, which may read other tables",
            PURE);
      }
    }
    boolean nameless =
        facts.tables().isEmpty()
            && facts.functions().isEmpty()
            && facts.operators().isEmpty()
            && facts.types().isEmpty();
    Hazard everywhere = catalog.everywhere();
    if (!nameless && everywhere != null) {
      throw new NotOnOneShard(
          "an operator or cast of built-in types calls "
              + everywhere.subject()
              + ", which may read other tables",
          "Declare that function IMMUTABLE if it reads no table.");
    }
  }

  private void check(FunctionUse call, boolean keyed) throws NotOnOneShard {
    String name = call.schema() == null ? call.name() : call.schema() + "." + call.name();
    Hazard hazard = catalog.calling(call, path);
    boolean written = call.schema() != null && unseen.test(call.schema());
    if (written || (ownSequences && callsSequence(call))) {
      return;
    }
    if (hazard != null && hazard.kind() == Hazard.Kind.UNKNOWN_FUNCTION) {
      if (unseen.test(call.schema())) {
        return;
      }
      throw new NotOnOneShard(
          "no function " + name + " is known to the catalog",
          name.equals("penstock.next_id")
              ? "The proxy makes it if its file has sharding.unique-ids: true; see its log."
              : "If it was made a moment ago, wait until the catalog is read again, or RELOAD.");
    }
    boolean own = call.schema() == null || call.schema().equals("pg_catalog");
    if (own && OF_OTHER_TABLES.contains(call.name())) {
      throw new NotOnOneShard(
          "the function " + name + " reads tables that only its arguments name",
          "Query the tables themselves, with their keys.");
    }
    boolean user = hazard != null && isUsers(hazard.kind());
    if (user || !catalog.computes(call, path)) {
      throw new NotOnOneShard(
          "the function " + name + " may read other tables: it is not IMMUTABLE", PURE);
    }
    if (keyed && own && SEQUENCES.contains(call.name())) {
      throw new NotOnOneShard(
          name + " beside sharded tables: each shard has sequences of its own",
          "Call it in a statement before, which runs on the first shard, and give its result as a"
              + " parameter.");
    }
    if (keyed && hazard != null && hazard.kind() == Hazard.Kind.SYSTEM_FUNCTION) {
      throw new NotOnOneShard(
          "the function " + name + " has effects that belong on the first shard",
          "Call it in a statement without sharded tables.");
    }
  }

  private static boolean isUsers(Hazard.Kind kind) {
    return switch (kind) {
      case VOLATILE_FUNCTION, VOLATILE_TYPE, VOLATILE_OPERATOR, UNKNOWN_TYPE -> true;
      default -> false;
    };
  }

  private void refuse(@Nullable Hazard hazard, String what, @Nullable String schema)
      throws NotOnOneShard {
    boolean unknown =
        hazard != null
            && (hazard.kind() == Hazard.Kind.UNKNOWN_TYPE
                || hazard.kind() == Hazard.Kind.UNKNOWN_OPERATOR);
    if (hazard == null || (unseen.test(schema) && (unknown || schema != null))) {
      return;
    }
    switch (hazard.kind()) {
      case UNKNOWN_TYPE, UNKNOWN_OPERATOR ->
          throw new NotOnOneShard(
              what + " is not known to the catalog",
              "If it was made a moment ago, wait until the catalog is read again, or RELOAD.");
      default ->
          throw new NotOnOneShard(
              what + " calls " + hazard.subject() + ", which may read other tables",
              "Declare that function IMMUTABLE if it reads no table.");
    }
  }

  private static boolean callsSequence(FunctionUse call) {
    boolean own = call.schema() == null || call.schema().equals("pg_catalog");
    return own && SEQUENCES.contains(call.name());
  }

  static boolean callsSequences(StatementFacts facts) {
    return facts.functions().stream().anyMatch(CallRules::callsSequence);
  }

  /** Whether it calls what all sessions must find in one place: sequences, locks, notifications. */
  boolean shared(StatementFacts facts) {
    return facts.functions().stream()
        .anyMatch(call ->
            SEQUENCES.contains(call.name())
                || call.name().equals("pg_notify")
                || call.name().startsWith("pg_advisory_")
                || call.name().startsWith("pg_try_advisory_"));
  }

  /** Whether every call of the statement answers alike on every shard. */
  boolean alikeEverywhere(StatementFacts facts) {
    return facts.functions().stream().allMatch(call -> catalog.calling(call, path) == null);
  }
}
