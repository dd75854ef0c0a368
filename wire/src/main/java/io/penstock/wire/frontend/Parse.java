package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import java.util.List;

/**
 * Prepares a statement; the empty name is the unnamed statement.
 *
 * <p>Layout: string statement, string sql, int16 n, n × int32 type.
 *
 * @param parameterTypes object identifiers of the types the client fixes; 0 leaves one open
 */
public record Parse(String statement, String sql, List<Integer> parameterTypes)
    implements FrontendMessage {
  public Parse {
    parameterTypes = List.copyOf(parameterTypes);
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static Parse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Parse", payload);
    String statement = reader.cstring("statement name");
    String sql = reader.cstring("query");
    Parse message = new Parse(statement, sql, reader.oids("parameter type"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.PARSE, this, Parse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, statement);
    CStrings.write(out, sql);
    PayloadWriter.writeOids(out, parameterTypes);
  }

  /** The same under another name. */
  public Parse withStatement(String name) {
    return new Parse(name, sql, parameterTypes);
  }

  @Override
  public String toString() {
    return "Parse[" + statement + ", " + sql.length() + " characters, " + parameterTypes + "]";
  }
}
