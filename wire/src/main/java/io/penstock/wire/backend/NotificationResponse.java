package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A NOTIFY by the backend with this process id.
 *
 * <p>Layout: int32 process id, string channel, string payload.
 */
public record NotificationResponse(int processId, String channel, String message)
    implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static NotificationResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("NotificationResponse", payload);
    int processId = reader.int32("process id");
    String channel = reader.cstring("channel");
    NotificationResponse message =
        new NotificationResponse(processId, channel, reader.cstring("payload"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.NOTIFICATION_RESPONSE, this, NotificationResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(processId);
    CStrings.write(out, channel);
    CStrings.write(out, message);
  }
}
