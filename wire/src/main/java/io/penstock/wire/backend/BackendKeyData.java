package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * What a CancelRequest for this session must carry.
 *
 * <p>Layout: int32 process id, bytes key.
 *
 * @param secretKey 4 bytes, or up to 256 under protocol 3.2
 */
public record BackendKeyData(int processId, Bytes secretKey) implements BackendMessage {
  private static final int MIN_KEY_BYTES = 4;
  private static final int MAX_KEY_BYTES = 256;

  public BackendKeyData {
    if (secretKey.length() < MIN_KEY_BYTES || secretKey.length() > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "key length: " + secretKey.length() + " (expected: 4 to 256)");
    }
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static BackendKeyData decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("BackendKeyData", payload);
    int processId = reader.int32("process id");
    int keyLength = reader.remaining();
    if (keyLength < MIN_KEY_BYTES || keyLength > MAX_KEY_BYTES) {
      throw reader.violation("key length: " + keyLength + " (expected: 4 to 256)");
    }
    return new BackendKeyData(processId, reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.BACKEND_KEY_DATA, this, BackendKeyData::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(processId);
    secretKey.writeTo(out);
  }
}
