package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.ProtocolVersion;

/**
 * The first packet of a connection: it has no type byte, and its first four payload bytes tell
 * which of the four it is.
 */
public sealed interface StartupPacket extends FrontendMessage
    permits StartupMessage, CancelRequest, SslRequest, GssEncRequest {

  /**
   * Decodes the payload that follows the length field. Neither keeps nor releases it. The length
   * must have been checked with {@link io.penstock.wire.FrameLimits#startupPayloadLength}.
   *
   * @throws ProtocolException with 0A000 for a major version other than 3, with 08P01 for a
   *     malformed packet
   */
  static StartupPacket decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("startup packet", payload);
    int code = reader.int32("protocol version");
    return switch (code) {
      case CancelRequest.CODE -> CancelRequest.read(reader);
      case SslRequest.CODE -> {
        reader.end();
        yield SslRequest.INSTANCE;
      }
      case GssEncRequest.CODE -> {
        reader.end();
        yield GssEncRequest.INSTANCE;
      }
      default -> StartupMessage.read(ProtocolVersion.of(code), reader);
    };
  }
}
