package io.penstock.sql.catalog;

/** How long a relation's content lives. */
public enum Persistence {
  PERMANENT,
  /** Not in the write-ahead log: a replica has the relation and cannot read it. */
  UNLOGGED,
  /** One session's own. */
  TEMPORARY;

  /** By its letter in pg_class.relpersistence. */
  public static Persistence of(char letter) {
    return switch (letter) {
      case 'u' -> UNLOGGED;
      case 't' -> TEMPORARY;
      default -> PERMANENT;
    };
  }
}
