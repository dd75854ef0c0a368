package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * The backend speaks an older minor version, or does not know some "_pq_." options.
 *
 * <p>Layout: int32 version, int32 n, n × string option. The manual calls the first field a minor
 * version; PostgreSQL sends, and libpq expects, the whole code.
 */
public record NegotiateProtocolVersion(ProtocolVersion newest, List<String> unrecognised)
    implements BackendMessage {
  public NegotiateProtocolVersion {
    unrecognised = List.copyOf(unrecognised);
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static NegotiateProtocolVersion decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("NegotiateProtocolVersion", payload);
    ProtocolVersion newest = ProtocolVersion.of(reader.int32("newest version"));
    int count = reader.count32(1, "option");
    List<String> unrecognised = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      unrecognised.add(reader.cstring("option"));
    }
    reader.end();
    return new NegotiateProtocolVersion(newest, unrecognised);
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(
        out, BackendBytes.NEGOTIATE_PROTOCOL_VERSION, this, NegotiateProtocolVersion::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(newest.code());
    out.writeInt(unrecognised.size());
    for (String option : unrecognised) {
      CStrings.write(out, option);
    }
  }
}
