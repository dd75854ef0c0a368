package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * Asks to cancel what the session with this key runs; the connection carries nothing else.
 *
 * <p>Layout: int32 1234.5678, int32 process id, bytes key.
 *
 * @param secretKey 4 bytes, or up to 256 when the session speaks protocol 3.2
 */
public record CancelRequest(int processId, Bytes secretKey) implements StartupPacket {
  static final int CODE = 1234 << 16 | 5678;
  private static final int MIN_KEY_BYTES = 4;
  private static final int MAX_KEY_BYTES = 256;

  public CancelRequest {
    if (secretKey.length() < MIN_KEY_BYTES || secretKey.length() > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "cancel key length: " + secretKey.length() + " (expected: 4 to 256)");
    }
  }

  static CancelRequest read(PayloadReader reader) {
    int processId = reader.int32("process id");
    int keyLength = reader.remaining();
    if (keyLength < MIN_KEY_BYTES || keyLength > MAX_KEY_BYTES) {
      throw reader.violation("cancel key length: " + keyLength + " (expected: 4 to 256)");
    }
    return new CancelRequest(processId, reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeUntyped(out, this, CancelRequest::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
    out.writeInt(processId);
    secretKey.writeTo(out);
  }
}
