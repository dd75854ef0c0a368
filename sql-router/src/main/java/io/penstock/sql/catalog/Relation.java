package io.penstock.sql.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table, view or the like, with what reading it comes to. Immutable once the catalog is built.
 */
public final class Relation {
  private final int oid;
  private final String schema;
  private final String name;
  private final RelationKind kind;
  private final Persistence persistence;
  private final boolean rowSecurity;
  private final boolean triggers;
  private final String[] columns;
  private final int[] types;
  private final Set<String> vague;
  private final String[] declared;
  private final String[] collations;
  private final Set<String> ownDefaults;
  private List<Relation> sources = List.of();
  private List<Relation> partitions = List.of();
  private List<Relation> parents = List.of();
  private @Nullable Hazard hazard;

  Relation(RelationRow row, Interner interner) {
    this.oid = row.oid();
    this.schema = interner.one(row.schema());
    this.name = interner.one(row.name());
    this.kind = row.kind();
    this.persistence = row.persistence();
    this.rowSecurity = row.rowSecurity();
    this.triggers = row.triggers();
    this.columns = row.columns().stream().map(interner::one).toArray(String[]::new);
    this.types = row.types().stream().mapToInt(Integer::intValue).toArray();
    this.vague = row.vague();
    this.declared = row.declared().stream().map(interner::one).toArray(String[]::new);
    this.collations = row.collations().stream().map(interner::one).toArray(String[]::new);
    this.ownDefaults = row.ownDefaults();
  }

  void sources(List<Relation> relations) {
    sources = List.copyOf(relations);
  }

  void partitions(List<Relation> relations) {
    partitions = List.copyOf(relations);
  }

  void parents(List<Relation> relations) {
    parents = List.copyOf(relations);
  }

  void hazard(@Nullable Hazard worst) {
    hazard = worst;
  }

  /** The bits of its OID. */
  public int oid() {
    return oid;
  }

  public String schema() {
    return schema;
  }

  public String name() {
    return name;
  }

  public RelationKind kind() {
    return kind;
  }

  public Persistence persistence() {
    return persistence;
  }

  /** Whether policies decide which rows are seen. */
  public boolean rowSecurity() {
    return rowSecurity;
  }

  /** Whether it has triggers or rules, its own or those of foreign keys. */
  public boolean triggers() {
    return triggers;
  }

  /** Its columns' names, in order. */
  public List<String> columns() {
    return List.of(columns);
  }

  /** The bits of the OID of a column's type; 0 if it has no such column. */
  public int type(String column) {
    for (int at = 0; at < columns.length; at++) {
      if (columns[at].equals(column)) {
        return types[at];
      }
    }
    return 0;
  }

  /**
   * Whether a column may hold another value than was stored in it, as {@code timestamp(0)} and
   * {@code numeric(3, -1)} do, or holds different bytes equal, as a nondeterministic collation
   * does. Such a column cannot say where a row is.
   */
  public boolean isVague(String column) {
    return vague.contains(column);
  }

  /** Whether a column that is given no value may get another one on each server. */
  public boolean hasOwnDefault(String column) {
    return ownDefaults.contains(column);
  }

  /** A column's type in SQL, with schema and modifiers; null if it is not known. */
  public @Nullable String declared(String column) {
    return at(declared, column);
  }

  /** A column's collation in SQL; null if it has the database's own, or none. */
  public @Nullable String collation(String column) {
    String collation = at(collations, column);
    return collation == null || collation.isEmpty() ? null : collation;
  }

  private @Nullable String at(String[] values, String column) {
    for (int at = 0; at < values.length; at++) {
      if (columns[at].equals(column)) {
        return values[at];
      }
    }
    return null;
  }

  int[] types() {
    return types;
  }

  /** Of a view, the relations that it names; else empty. */
  public List<Relation> sources() {
    return sources;
  }

  /** The partitions, or the tables that inherit from it, of the next level. */
  public List<Relation> partitions() {
    return partitions;
  }

  /** The tables that it is a partition of, or inherits from, of the next level. */
  public List<Relation> parents() {
    return parents;
  }

  /** Why reading it may be more than a read that any replica can serve; null if it is not. */
  public @Nullable Hazard hazard() {
    return hazard;
  }

  /** Itself, and for a view all that it reads, at any depth; each once. */
  public List<Relation> withSources() {
    List<Relation> all = new ArrayList<>();
    collect(all);
    return all;
  }

  private void collect(List<Relation> all) {
    if (!all.contains(this)) {
      all.add(this);
      sources.forEach(source -> source.collect(all));
    }
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
