package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Formats;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds parameters to a prepared statement; null is SQL's null.
 *
 * <p>Layout: string portal, string statement, int16 n, n × int16 format, int16 n, n × (int32 length
 * or -1, bytes), int16 n, n × int16 format.
 */
public record Bind(
    String portal,
    String statement,
    Formats parameterFormats,
    List<@Nullable Bytes> parameters,
    Formats resultFormats)
    implements FrontendMessage {
  public Bind {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static Bind decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Bind", payload);
    String portal = reader.cstring("portal name");
    String statement = reader.cstring("statement name");
    Formats parameterFormats = Formats.read(reader, "parameter format");
    List<@Nullable Bytes> parameters = reader.values("parameter");
    int formats = parameterFormats.count();
    if (formats > 1 && formats != parameters.size()) {
      throw reader.violation(
          formats + " parameter formats but " + parameters.size() + " parameters");
    }
    Formats resultFormats = Formats.read(reader, "result format");
    reader.end();
    return new Bind(portal, statement, parameterFormats, parameters, resultFormats);
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.BIND, this, Bind::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, portal);
    CStrings.write(out, statement);
    parameterFormats.writeTo(out);
    PayloadWriter.writeValues(out, parameters);
    resultFormats.writeTo(out);
  }

  /** The same for another name of the statement. */
  public Bind withStatement(String name) {
    return new Bind(portal, name, parameterFormats, parameters, resultFormats);
  }
}
