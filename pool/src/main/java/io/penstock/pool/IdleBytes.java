package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameLimits;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.backend.ParameterStatus;

/** What a backend may say when nobody asked. */
final class IdleBytes {
  private static final int HEADER_BYTES = 5;

  private IdleBytes() {}

  /**
   * Whether these are whole notices and parameter reports, which are taken in, and nothing else. A
   * frame cut in two counts as harm: the rest would reach the next session.
   */
  static boolean harmless(ByteBuf bytes, ParameterStatuses parameters) {
    try {
      while (bytes.isReadable()) {
        if (bytes.readableBytes() < HEADER_BYTES) {
          return false;
        }
        byte type = bytes.readByte();
        int length = FrameLimits.DEFAULT.preAuthenticationPayloadLength(bytes.readInt());
        if (bytes.readableBytes() < length) {
          return false;
        }
        ByteBuf payload = bytes.readSlice(length);
        if (type == BackendBytes.PARAMETER_STATUS) {
          ParameterStatus status = ParameterStatus.decode(payload);
          parameters.reported(status.name(), status.value());
        } else if (type != BackendBytes.NOTICE_RESPONSE) {
          return false;
        }
      }
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }
}
