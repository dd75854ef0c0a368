package io.penstock.sql.catalog;

/** What kind of function it is. */
public enum FunctionKind {
  FUNCTION,
  AGGREGATE,
  WINDOW,
  PROCEDURE;

  /** By its letter in pg_proc.prokind. */
  public static FunctionKind of(char letter) {
    return switch (letter) {
      case 'a' -> AGGREGATE;
      case 'w' -> WINDOW;
      case 'p' -> PROCEDURE;
      default -> FUNCTION;
    };
  }
}
