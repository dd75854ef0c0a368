package io.penstock.proxy.scatter;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.scatter.ColumnType;
import io.penstock.wire.Formats;
import io.penstock.wire.backend.RowDescription;
import java.util.ArrayList;
import java.util.List;

/** The columns of a query, as the server describes them. Immutable, for any thread. */
public record ResultColumns(List<RowDescription.Field> fields) {
  /** Of a query that has no rows. */
  public static final ResultColumns NONE = new ResultColumns(List.of());

  public ResultColumns {
    fields = List.copyOf(fields);
  }

  /** Those that the payload of a RowDescription between these indexes tells. */
  public static ResultColumns read(ByteBuf in, int payload, int end) {
    return new ResultColumns(RowDescription.decode(in.slice(payload, end - payload)).fields());
  }

  public int count() {
    return fields.size();
  }

  /** Their names and types. */
  public List<ColumnType> types() {
    return fields.stream()
        .map(field -> new ColumnType(field.name(), field.type(), field.modifier()))
        .toList();
  }

  /** Whether the first of these columns have the types that those have. */
  public boolean beginsLike(ResultColumns others) {
    if (count() < others.count()) {
      return false;
    }
    for (int at = 0; at < others.count(); at++) {
      if (fields.get(at).type() != others.fields.get(at).type()) {
        return false;
      }
    }
    return true;
  }

  /** Whether these are as many columns with the same names and types. */
  public boolean sameAs(ResultColumns others) {
    if (count() != others.count() || !beginsLike(others)) {
      return false;
    }
    for (int at = 0; at < count(); at++) {
      if (!fields.get(at).name().equals(others.fields.get(at).name())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether another server's columns, described so, are these: types that were made there have
   * other numbers.
   */
  public boolean areThoseElsewhere(ResultColumns others) {
    if (count() != others.count()) {
      return false;
    }
    for (int at = 0; at < count(); at++) {
      RowDescription.Field here = fields.get(at);
      RowDescription.Field there = others.fields.get(at);
      boolean sameType =
          here.type() == there.type()
              || (ColumnType.isMade(here.type()) && ColumnType.isMade(there.type()));
      if (!sameType || !here.name().equals(there.name())) {
        return false;
      }
    }
    return true;
  }

  /** Appends the RowDescription of rows in these formats. */
  public void describe(Formats formats, ByteBuf out) {
    List<RowDescription.Field> formatted = new ArrayList<>(fields.size());
    for (int at = 0; at < fields.size(); at++) {
      RowDescription.Field field = fields.get(at);
      formatted.add(
          new RowDescription.Field(
              field.name(),
              field.table(),
              field.column(),
              field.type(),
              field.size(),
              field.modifier(),
              formats.isBinary(at) ? 1 : 0));
    }
    new RowDescription(formatted).encode(out);
  }
}
