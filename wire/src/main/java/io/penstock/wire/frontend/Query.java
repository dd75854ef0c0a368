package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * Simple query: one string of any number of statements.
 *
 * <p>Layout: string sql.
 */
public record Query(String sql) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static Query decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Query", payload);
    Query message = new Query(reader.cstring("query"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.QUERY, this, Query::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, sql);
  }

  @Override
  public String toString() {
    return "Query[" + sql.length() + " characters]";
  }
}
