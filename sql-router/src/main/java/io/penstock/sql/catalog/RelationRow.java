package io.penstock.sql.catalog;

import java.util.List;
import java.util.Set;

/**
 * A relation, as it is loaded.
 *
 * @param oid the bits of its OID
 * @param rowSecurity whether policies decide which rows are seen
 * @param triggers whether it has triggers or rules, its own or those of foreign keys
 * @param columns their names, in order
 * @param types the bits of the OIDs of their types
 * @param vague the names of columns that may hold another value than was stored in them, or hold
 *     different bytes equal
 * @param declared their types in SQL, with schema and modifiers; empty if they are not known
 * @param collations the collations, in SQL, of columns that do not have the database's own; empty
 *     for others
 * @param ownDefaults the names of columns whose default, or identity, may be another value on each
 *     server and at each time
 */
public record RelationRow(
    int oid,
    String schema,
    String name,
    RelationKind kind,
    Persistence persistence,
    boolean rowSecurity,
    boolean triggers,
    List<String> columns,
    List<Integer> types,
    Set<String> vague,
    List<String> declared,
    List<String> collations,
    Set<String> ownDefaults) {
  public RelationRow {
    vague = Set.copyOf(vague);
    ownDefaults = Set.copyOf(ownDefaults);
    columns = List.copyOf(columns);
    types = List.copyOf(types);
    declared = List.copyOf(declared);
    collations = List.copyOf(collations);
    if (columns.size() != types.size()) {
      throw new IllegalArgumentException(
          name + ": " + types.size() + " types (expected: " + columns.size() + ")");
    }
  }

  /** A relation whose columns' types are known by their OIDs only. */
  public RelationRow(
      int oid,
      String schema,
      String name,
      RelationKind kind,
      Persistence persistence,
      boolean rowSecurity,
      boolean triggers,
      List<String> columns,
      List<Integer> types,
      Set<String> vague) {
    this(
        oid,
        schema,
        name,
        kind,
        persistence,
        rowSecurity,
        triggers,
        columns,
        types,
        vague,
        List.of(),
        List.of(),
        Set.of());
  }

  /** A relation without vague columns. */
  public RelationRow(
      int oid,
      String schema,
      String name,
      RelationKind kind,
      Persistence persistence,
      boolean rowSecurity,
      boolean triggers,
      List<String> columns,
      List<Integer> types) {
    this(oid, schema, name, kind, persistence, rowSecurity, triggers, columns, types, Set.of());
  }
}
