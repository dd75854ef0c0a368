package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row; null is SQL's null.
 *
 * <p>Layout: int16 n, n × (int32 length or -1, bytes).
 */
public record DataRow(List<@Nullable Bytes> values) implements BackendMessage {
  public DataRow {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static DataRow decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("DataRow", payload);
    DataRow message = new DataRow(reader.values("column"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.DATA_ROW, this, DataRow::writePayload);
  }

  private void writePayload(ByteBuf out) {
    PayloadWriter.writeValues(out, values);
  }
}
