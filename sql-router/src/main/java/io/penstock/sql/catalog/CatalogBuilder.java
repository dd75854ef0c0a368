package io.penstock.sql.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Catalog} of rows. Functions come first: what calls them is judged by them.
 * Confined to one thread; for one catalog.
 */
public final class CatalogBuilder {
  private final Interner interner = new Interner();
  private final FunctionIndex functions = new FunctionIndex();
  private final Map<Integer, Hazard> hazardous = new HashMap<>();
  private final Map<Integer, Relation> relations = new HashMap<>();
  private final Map<Integer, Hazard> inside = new HashMap<>();
  private final Map<Integer, List<Relation>> sources = new HashMap<>();
  private final Map<Integer, List<Relation>> partitions = new HashMap<>();
  private final Map<Integer, List<Relation>> parents = new HashMap<>();
  private final Map<Integer, TypeRow> types = new HashMap<>();
  private final Map<Integer, Hazard> hazardousTypes = new HashMap<>();
  private final Map<Integer, Set<Integer>> typesWith = new HashMap<>();
  private final Map<String, List<Operator>> operators = new HashMap<>();
  private final List<ForeignKey> foreignKeys = new ArrayList<>();
  private @Nullable Hazard everywhere;
  private boolean bytewise;

  /**
   * Adds a function.
   *
   * @param callsVolatile whether it calls a volatile one that its own volatility does not tell of:
   *     a support function of an aggregate, or in the default of an argument
   */
  public CatalogBuilder function(FunctionRow function, boolean callsVolatile) {
    Hazard.Kind kind = OwnFunctions.hazard(function);
    if (kind == null && callsVolatile) {
      kind = Hazard.Kind.VOLATILE_FUNCTION;
    }
    functions.add(function, kind, interner);
    if (kind != null) {
      hazardous.put(function.oid(), new Hazard(kind, function.schema() + "." + function.name()));
    }
    return this;
  }

  /** Adds a relation. */
  public CatalogBuilder relation(RelationRow row) {
    relations.put(row.oid(), new Relation(row, interner));
    return this;
  }

  /** A view, or a policy of a table with row security, calls a function. */
  public CatalogBuilder relationCalls(int relation, int function) {
    Hazard hazard = hazardous.get(function);
    if (hazard != null) {
      inside.merge(relation, hazard, CatalogBuilder::worse);
    }
    return this;
  }

  /** A view, or a policy, locks the rows that it reads. All relations are there already. */
  public CatalogBuilder viewLocks(int view) {
    Relation found = relations.get(view);
    if (found != null) {
      inside.merge(view, new Hazard(Hazard.Kind.LOCKS, found.toString()), CatalogBuilder::worse);
    }
    return this;
  }

  /** A view names a relation. All relations are there already. */
  public CatalogBuilder viewReads(int view, int source) {
    Relation found = relations.get(source);
    if (found != null && view != source) {
      sources.computeIfAbsent(view, first -> new ArrayList<>()).add(found);
    }
    return this;
  }

  /** A table is a partition of another, or inherits from it. All relations are there already. */
  public CatalogBuilder inherits(int child, int parent) {
    Relation one = relations.get(child);
    Relation other = relations.get(parent);
    if (one != null && other != null) {
      partitions.computeIfAbsent(parent, first -> new ArrayList<>()).add(one);
      parents.computeIfAbsent(child, first -> new ArrayList<>()).add(other);
    }
    return this;
  }

  /** Adds a type. */
  public CatalogBuilder type(TypeRow type) {
    types.put(
        type.oid(),
        new TypeRow(type.oid(), interner.one(type.schema()), interner.one(type.name())));
    return this;
  }

  /** A type's input, output, cast, operator or check calls a function. */
  public CatalogBuilder typeCalls(int type, int function) {
    Hazard hazard = hazardous.get(function);
    if (hazard != null) {
      hazardousTypes.merge(
          type, new Hazard(Hazard.Kind.VOLATILE_TYPE, hazard.subject()), CatalogBuilder::worse);
    }
    return this;
  }

  /** A type has values of another in it: an array, a domain, a row. */
  public CatalogBuilder typeHolds(int type, int held) {
    typesWith.computeIfAbsent(held, first -> new HashSet<>()).add(type);
    return this;
  }

  /** An operator or cast between PostgreSQL's own types, which no name in a text shows. */
  public CatalogBuilder everywhereCalls(int function) {
    Hazard hazard = hazardous.get(function);
    if (hazard != null) {
      everywhere =
          Hazard.worse(everywhere, new Hazard(Hazard.Kind.VOLATILE_OPERATOR, hazard.subject()));
    }
    return this;
  }

  /** The database's own collation compares texts by their bytes. */
  public CatalogBuilder bytewise(boolean compares) {
    bytewise = compares;
    return this;
  }

  /** Adds an operator. */
  public CatalogBuilder operator(OperatorRow operator) {
    Hazard behind = hazardous.get(operator.function());
    Hazard hazard =
        behind == null ? null : new Hazard(Hazard.Kind.VOLATILE_OPERATOR, behind.subject());
    operators
        .computeIfAbsent(interner.one(operator.name()), first -> new ArrayList<>())
        .add(new Operator(interner.one(operator.schema()), hazard));
    return this;
  }

  /** Adds a foreign key. */
  public CatalogBuilder foreignKey(ForeignKey key) {
    foreignKeys.add(key);
    return this;
  }

  /** The catalog; the builder may not be used again. */
  public Catalog build() {
    spreadTypes();
    relations.forEach((oid, relation) -> {
      relation.sources(sources.getOrDefault(oid, List.of()));
      relation.partitions(partitions.getOrDefault(oid, List.of()));
      relation.parents(parents.getOrDefault(oid, List.of()));
    });
    new RelationHazards(inside, hazardousTypes).resolve(relations.values());
    Map<String, List<Relation>> named = new HashMap<>();
    relations.values().forEach(relation -> add(named, relation.name(), relation));
    Map<String, List<TypeRow>> typesByName = new HashMap<>();
    types.values().forEach(type -> add(typesByName, type.name(), type));
    named.replaceAll((name, all) -> List.copyOf(all));
    return new Catalog(
        functions,
        named,
        new TypeIndex(types, typesByName, hazardousTypes),
        operators,
        List.copyOf(foreignKeys),
        everywhere,
        bytewise);
  }

  private static <T> void add(Map<String, List<T>> named, String name, T value) {
    List<T> before = named.get(name);
    if (before == null) {
      named.put(name, List.of(value));
    } else {
      List<T> after = new ArrayList<>(before);
      after.add(value);
      named.put(name, List.copyOf(after));
    }
  }

  private void spreadTypes() {
    List<Integer> open = new ArrayList<>(hazardousTypes.keySet());
    while (!open.isEmpty()) {
      int type = open.removeLast();
      for (int holder : typesWith.getOrDefault(type, Set.of())) {
        Hazard hazard = hazardousTypes.get(type);
        if (hazard != null && hazardousTypes.putIfAbsent(holder, hazard) == null) {
          open.add(holder);
        }
      }
    }
  }

  private static Hazard worse(Hazard one, Hazard other) {
    return other.kind().compareTo(one.kind()) > 0 ? other : one;
  }

  /** An operator's schema, and what it may do; null for nothing but reading. */
  record Operator(String schema, @Nullable Hazard hazard) {}
}
