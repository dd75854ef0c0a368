package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Formats;
import io.penstock.wire.backend.RowDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Something that SHOW shows. Names, order and types of columns are PgBouncer's: tools read them by
 * name and by place, so columns are only ever added, and at the end.
 *
 * @param <R> a row
 * @param name what stands after SHOW, in upper case
 */
record Table<R>(
    String name,
    List<Column<R>> columns,
    Function<ConsoleServer, CompletableFuture<List<R>>> rows) {
  Table {
    columns = List.copyOf(columns);
  }

  /** A table whose rows are at hand without asking another thread. */
  static <R> Table<R> immediate(
      String name, List<Column<R>> columns, Function<ConsoleServer, List<R>> rows) {
    return new Table<>(
        name, columns, server -> CompletableFuture.completedFuture(rows.apply(server)));
  }

  /** One row with one text. */
  static Table<String> single(String column, String value) {
    return immediate(column, List.of(Column.text(column, text -> text)), server -> List.of(value));
  }

  CompletableFuture<Rows<R>> collect(ConsoleServer server) {
    return rows.apply(server).thenApply(collected -> new Rows<>(columns, collected));
  }

  RowDescription describe(Formats formats) {
    List<RowDescription.Field> fields = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      fields.add(columns.get(i).field(formats.isBinary(i)));
    }
    return new RowDescription(fields);
  }

  /** The rows of one answer. */
  record Rows<R>(List<Column<R>> columns, List<R> rows) {
    int count() {
      return rows.size();
    }

    /** Appends a DataRow frame. */
    void write(int row, Formats formats, ByteBuf out) {
      int start = out.writerIndex();
      out.writeByte('D').writeInt(0).writeShort(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).cell().write(rows.get(row), formats.isBinary(i), out);
      }
      out.setInt(start + 1, out.writerIndex() - start - 1);
    }
  }
}
