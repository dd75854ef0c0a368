package io.penstock.sql.catalog;

import java.util.List;

/**
 * A relation, as it is loaded.
 *
 * @param oid the bits of its OID
 * @param rowSecurity whether policies decide which rows are seen
 * @param triggers whether it has triggers or rules, its own or those of foreign keys
 * @param columns their names, in order
 * @param types the bits of the OIDs of their types
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
    List<Integer> types) {
  public RelationRow {
    columns = List.copyOf(columns);
    types = List.copyOf(types);
    if (columns.size() != types.size()) {
      throw new IllegalArgumentException(
          name + ": " + types.size() + " types (expected: " + columns.size() + ")");
    }
  }
}
