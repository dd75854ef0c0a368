package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of the rows that follow.
 *
 * <p>Layout: int16 n, n × field: string name, int32 table, int16 column, int32 type, int16 size,
 * int32 modifier, int16 format.
 */
public record RowDescription(List<Field> fields) implements BackendMessage {
  public RowDescription {
    fields = List.copyOf(fields);
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static RowDescription decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("RowDescription", payload);
    int count = reader.count16(Field.MIN_BYTES, "field");
    List<Field> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(Field.read(reader));
    }
    reader.end();
    return new RowDescription(fields);
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.ROW_DESCRIPTION, this, RowDescription::writePayload);
  }

  private void writePayload(ByteBuf out) {
    PayloadWriter.writeCount16(out, fields.size());
    for (Field field : fields) {
      field.writeTo(out);
    }
  }

  /**
   * One column.
   *
   * @param table object identifier of the table, or 0 when the column is not a table's
   * @param column its number in that table, or 0
   * @param type object identifier of the type
   * @param size bytes of the type; negative when it varies
   * @param modifier meaning depends on the type; -1 for none
   * @param format 0 text, 1 binary; 0 also when not yet known
   */
  public record Field(
      String name, int table, int column, int type, int size, int modifier, int format) {
    private static final int MIN_BYTES = 19;

    /** A text-format column that is not a table's. */
    public static Field text(String name, int type, int size) {
      return new Field(name, 0, 0, type, size, -1, 0);
    }

    private static Field read(PayloadReader reader) {
      return new Field(
          reader.cstring("field name"),
          reader.int32("table"),
          reader.int16("column"),
          reader.int32("type"),
          reader.int16("size"),
          reader.int32("modifier"),
          reader.int16("format"));
    }

    private void writeTo(ByteBuf out) {
      CStrings.write(out, name);
      out.writeInt(table);
      out.writeShort(column);
      out.writeInt(type);
      out.writeShort(size);
      out.writeInt(modifier);
      out.writeShort(format);
    }
  }
}
