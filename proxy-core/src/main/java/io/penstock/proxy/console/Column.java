package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.backend.RowDescription;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table: its name, its type, and how its value is taken from a row.
 *
 * @param <R> a row
 */
record Column<R>(String name, ColumnType type, Cell<R> cell) {
  /** PostgreSQL has no text for a time zone's name but in this place. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  /** Appends the length and the value of one row. */
  interface Cell<R> {
    void write(R row, boolean binary, ByteBuf out);
  }

  /** A text that may be null. */
  interface Text<R> {
    @Nullable String of(R row);
  }

  static <R> Column<R> text(String name, Text<R> value) {
    return new Column<>(
        name, ColumnType.TEXT, (row, binary, out) -> ColumnType.write(value.of(row), out));
  }

  static <R> Column<R> time(String name, Function<R, Instant> value) {
    return text(name, row -> TIME.format(value.apply(row)));
  }

  static <R> Column<R> int4(String name, ToIntFunction<R> value) {
    return new Column<>(
        name,
        ColumnType.INT4,
        (row, binary, out) -> ColumnType.INT4.write(value.applyAsInt(row), binary, out));
  }

  static <R> Column<R> int8(String name, ToLongFunction<R> value) {
    return number(name, ColumnType.INT8, value);
  }

  static <R> Column<R> numeric(String name, ToLongFunction<R> value) {
    return number(name, ColumnType.NUMERIC, value);
  }

  /** A number that may be unknown. */
  static <R> Column<R> int8OrNull(String name, Function<R, @Nullable Long> value) {
    return new Column<>(
        name,
        ColumnType.INT8,
        (row, binary, out) -> {
          Long number = value.apply(row);
          if (number == null) {
            ColumnType.write(null, out);
          } else {
            ColumnType.INT8.write(number, binary, out);
          }
        });
  }

  private static <R> Column<R> number(String name, ColumnType type, ToLongFunction<R> value) {
    return new Column<>(
        name, type, (row, binary, out) -> type.write(value.applyAsLong(row), binary, out));
  }

  RowDescription.Field field(boolean binary) {
    return new RowDescription.Field(name, 0, 0, type.oid(), type.size(), -1, binary ? 1 : 0);
  }
}
