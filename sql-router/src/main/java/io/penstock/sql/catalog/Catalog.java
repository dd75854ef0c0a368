package io.penstock.sql.catalog;

import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.facts.OperatorUse;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.facts.TypeUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is in one database. Immutable, for any thread; made by a {@link CatalogBuilder}.
 *
 * <p>Names without a schema are looked for in a {@link SearchPath}. PostgreSQL leaves out schemas
 * that the role may not use, which is not known here: so every match of the path counts, and of all
 * that could be meant the worst.
 */
public final class Catalog {
  private static final String TEMPORARY = "pg_temp";

  private final FunctionIndex functions;
  private final Map<String, List<Relation>> relations;
  private final TypeIndex types;
  private final Map<String, List<CatalogBuilder.Operator>> operators;
  private final List<ForeignKey> foreignKeys;
  private final @Nullable Hazard everywhere;
  private final boolean bytewise;

  Catalog(
      FunctionIndex functions,
      Map<String, List<Relation>> relations,
      TypeIndex types,
      Map<String, List<CatalogBuilder.Operator>> operators,
      List<ForeignKey> foreignKeys,
      @Nullable Hazard everywhere,
      boolean bytewise) {
    this.functions = functions;
    this.relations = relations;
    this.types = types;
    this.operators = operators;
    this.foreignKeys = foreignKeys;
    this.everywhere = everywhere;
    this.bytewise = bytewise;
  }

  /** What is met in any statement, since no name shows it; null for nothing. */
  public @Nullable Hazard everywhere() {
    return everywhere;
  }

  /** Whether texts compare by their bytes, unless another collation is said. */
  public boolean bytewise() {
    return bytewise;
  }

  /** The type of this OID; null for arrays, tables' rows and what is not known. */
  public @Nullable TypeRow type(int oid) {
    return types.byOid().get(oid);
  }

  /** The relation that a name means; null if none is known, or it may be a temporary one. */
  public @Nullable Relation relation(@Nullable String schema, String name, SearchPath path) {
    List<Relation> all = relations(schema, name, path);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** The relations that a name could mean, in the order of the path. */
  public List<Relation> relations(@Nullable String schema, String name, SearchPath path) {
    List<Relation> named = relations.getOrDefault(name, List.of());
    List<Relation> visible = new ArrayList<>(1);
    for (String searched : schema == null ? path.schemas() : List.of(schema)) {
      for (Relation relation : named) {
        if (relation.schema().equals(searched)) {
          visible.add(relation);
        }
      }
    }
    return visible;
  }

  /** What reading a relation may do; null for nothing but a read. */
  public @Nullable Hazard reading(TableUse table, SearchPath path) {
    if (temporary(table.schema())) {
      return new Hazard(Hazard.Kind.TEMPORARY_TABLE, qualified(table.schema(), table.name()));
    }
    List<Relation> all = relations(table.schema(), table.name(), path);
    if (all.isEmpty()) {
      return new Hazard(Hazard.Kind.UNKNOWN_RELATION, qualified(table.schema(), table.name()));
    }
    Hazard worst = null;
    for (Relation relation : all) {
      worst = Hazard.worse(worst, relation.hazard());
    }
    return worst;
  }

  /** What a call may do; null for nothing but a read. A cast written as a call is a cast. */
  public @Nullable Hazard calling(FunctionUse call, SearchPath path) {
    if (temporary(call.schema())) {
      return new Hazard(Hazard.Kind.VOLATILE_FUNCTION, qualified(call.schema(), call.name()));
    }
    Hazard.Kind kind = functions.call(call.schema(), call.name(), arguments(call), path);
    if (kind == Hazard.Kind.UNKNOWN_FUNCTION && OwnFunctions.isSyntax(call.schema(), call.name())) {
      return null;
    }
    if (kind == Hazard.Kind.UNKNOWN_FUNCTION && call.arguments() == 1) {
      Hazard cast = types.cast(call.schema(), call.name(), path);
      if (cast == null || cast.kind() != Hazard.Kind.UNKNOWN_TYPE) {
        return cast;
      }
    }
    return kind == null ? null : new Hazard(kind, qualified(call.schema(), call.name()));
  }

  private static int arguments(FunctionUse call) {
    return call.variadic() ? -1 : call.arguments();
  }

  /**
   * Whether a call cannot read a table of its own accord: the function is of pg_catalog, immutable,
   * or known to be harmless; true for one that is not known.
   */
  public boolean computes(FunctionUse call, SearchPath path) {
    return functions.computes(call.schema(), call.name(), arguments(call), false, path);
  }

  /** The same of {@code t.name}, if that calls a function. */
  public boolean selectingComputes(String attribute, SearchPath path) {
    return functions.computes(null, attribute, 1, true, path);
  }

  /** What {@code t.name} may do, if it calls a function; null for nothing but a read. */
  public @Nullable Hazard selecting(String attribute, SearchPath path) {
    Hazard.Kind kind = functions.ofRow(attribute, path);
    return kind == null ? null : new Hazard(kind, attribute);
  }

  /** What an operator may do; null for nothing but a read. */
  public @Nullable Hazard operating(OperatorUse use, SearchPath path) {
    boolean found = false;
    Hazard worst = null;
    for (CatalogBuilder.Operator operator : operators.getOrDefault(use.name(), List.of())) {
      boolean visible =
          use.schema() == null
              ? path.schemas().contains(operator.schema())
              : use.schema().equals(operator.schema());
      if (visible) {
        found = true;
        worst = Hazard.worse(worst, operator.hazard());
      }
    }
    return found
        ? worst
        : new Hazard(Hazard.Kind.UNKNOWN_OPERATOR, qualified(use.schema(), use.name()));
  }

  /** What a cast to a type may do; null for nothing but computing. */
  public @Nullable Hazard casting(TypeUse use, SearchPath path) {
    String schema = use.schema();
    if (types.knows(schema, use.name(), path)) {
      return types.cast(schema, use.name(), path);
    }
    if (use.name().startsWith("_") && types.knows(schema, use.name().substring(1), path)) {
      return types.cast(schema, use.name().substring(1), path);
    }
    List<Relation> rows = relations(schema, use.name(), path);
    if (rows.isEmpty()) {
      return new Hazard(Hazard.Kind.UNKNOWN_TYPE, qualified(schema, use.name()));
    }
    Hazard worst = null;
    for (Relation relation : rows) {
      for (int type : relation.types()) {
        worst = Hazard.worse(worst, types.hazardous().get(type));
      }
    }
    return worst;
  }

  /** The least stable of the functions that a call could mean; null if none is known. */
  public @Nullable Volatility volatility(FunctionUse call, SearchPath path) {
    return functions.volatility(call.schema(), call.name(), call.arguments(), path);
  }

  /** Whether a call could mean an aggregate. */
  public boolean isAggregate(FunctionUse call, SearchPath path) {
    return functions.isKind(
        FunctionKind.AGGREGATE, call.schema(), call.name(), call.arguments(), path);
  }

  /** Whether all that a call could mean is in pg_catalog. */
  public boolean isOwn(FunctionUse call, SearchPath path) {
    return functions.isOwn(call.schema(), call.name(), path);
  }

  /** A column's type; null if the relation has no such column, or one of a table's row type. */
  public @Nullable TypeRow type(Relation relation, String column) {
    return types.byOid().get(relation.type(column));
  }

  /** All foreign keys. */
  public List<ForeignKey> foreignKeys() {
    return foreignKeys;
  }

  /** Whether there is a sequence in any of these schemas. */
  public boolean hasSequence(Predicate<String> schema) {
    return relations.values().stream()
        .flatMap(List::stream)
        .anyMatch(
            relation -> relation.kind() == RelationKind.SEQUENCE && schema.test(relation.schema()));
  }

  /** Relations in all, for people. */
  public int relationCount() {
    return relations.values().stream().mapToInt(List::size).sum();
  }

  /** Names of functions in all, for people. */
  public int functionNames() {
    return functions.size();
  }

  private static boolean temporary(@Nullable String schema) {
    return schema != null && schema.startsWith(TEMPORARY);
  }

  static String qualified(@Nullable String schema, String name) {
    return schema == null ? name : schema + "." + name;
  }
}
