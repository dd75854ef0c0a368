package io.penstock.sql.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A function, aggregate or procedure, as it is loaded.
 *
 * @param oid the bits of its OID
 * @param fewest arguments it can be called with
 * @param most arguments it can be called with; {@link #ANY} for a variadic one
 * @param takesRow whether its first argument may be a row, so that {@code t.f} can call f
 * @param extension whose it is, null for none
 */
public record FunctionRow(
    int oid,
    String schema,
    String name,
    FunctionKind kind,
    int fewest,
    int most,
    Volatility volatility,
    boolean takesRow,
    @Nullable String extension) {
  /** No limit. */
  public static final int ANY = 255;

  public FunctionRow {
    if (fewest < 0 || fewest > most || most > ANY) {
      throw new IllegalArgumentException(
          "arguments: " + fewest + " to " + most + " (expected: 0 to " + ANY + ")");
    }
  }
}
