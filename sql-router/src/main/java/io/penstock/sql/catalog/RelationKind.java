package io.penstock.sql.catalog;

/** What kind of relation it is. */
public enum RelationKind {
  TABLE,
  PARTITIONED_TABLE,
  VIEW,
  MATERIALIZED_VIEW,
  FOREIGN_TABLE,
  SEQUENCE;

  /**
   * By its letter in pg_class.relkind.
   *
   * @throws IllegalArgumentException if nothing of that kind can be selected from
   */
  public static RelationKind of(char letter) {
    return switch (letter) {
      case 'r' -> TABLE;
      case 'p' -> PARTITIONED_TABLE;
      case 'v' -> VIEW;
      case 'm' -> MATERIALIZED_VIEW;
      case 'f' -> FOREIGN_TABLE;
      case 'S' -> SEQUENCE;
      default ->
          throw new IllegalArgumentException(
              "relkind " + letter + " (expected: one of r, p, v, m, f, S)");
    };
  }
}
