package io.penstock.sql.catalog;

/** What a function is declared to do. */
public enum Volatility {
  /** The same result for the same arguments, for ever. */
  IMMUTABLE,
  /** The same result within a statement. */
  STABLE,
  /** Anything: it may write. */
  VOLATILE;

  /** By its letter in pg_proc.provolatile. */
  public static Volatility of(char letter) {
    return switch (letter) {
      case 'i' -> IMMUTABLE;
      case 's' -> STABLE;
      default -> VOLATILE;
    };
  }
}
