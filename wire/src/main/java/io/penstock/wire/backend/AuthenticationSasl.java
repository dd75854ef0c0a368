package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Offers SASL mechanisms, best first.
 *
 * <p>Layout: int32 10, n × string mechanism, zero.
 */
public record AuthenticationSasl(List<String> mechanisms) implements AuthenticationMessage {
  static final int CODE = 10;

  public AuthenticationSasl {
    mechanisms = List.copyOf(mechanisms);
    if (mechanisms.contains("")) {
      throw new IllegalArgumentException("mechanism: empty (expected: it ends the list)");
    }
  }

  static AuthenticationSasl read(PayloadReader reader) {
    List<String> mechanisms = new ArrayList<>();
    while (true) {
      String mechanism = reader.cstring("mechanism or terminator");
      if (mechanism.isEmpty()) {
        return new AuthenticationSasl(mechanisms);
      }
      mechanisms.add(mechanism);
    }
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.AUTHENTICATION, this, AuthenticationSasl::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
    for (String mechanism : mechanisms) {
      CStrings.write(out, mechanism);
    }
    out.writeByte(0);
  }
}
