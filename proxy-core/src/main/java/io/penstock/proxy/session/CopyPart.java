package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What one shard gets of a COPY that comes from the client. On the session's loop. */
final class CopyPart {
  /** Rows are sent in messages of about this size. */
  private static final int SENT_AT_ONCE = 32 * 1024;

  private static final int HEADER = 5;

  private final LegWork work;
  private final LineNumbers lines = new LineNumbers();
  private @Nullable ByteBuf pending;
  private boolean ended;

  /** The shard waits for rows. */
  boolean ready;

  CopyPart(LegWork work) {
    this.work = work;
  }

  LegWork work() {
    return work;
  }

  /**
   * Rows, or any other bytes of the data.
   *
   * @param count of lines that these are
   * @param client the client's line that they end with
   */
  void add(byte[] bytes, int from, int to, long count, long client) {
    lines.add(count, client);
    room(to - from).writeBytes(bytes, from, to - from);
    sendIfMuch();
  }

  /** The same as they came. */
  void add(ByteBuf bytes, int from, int to) {
    room(to - from).writeBytes(bytes, from, to - from);
    sendIfMuch();
  }

  private ByteBuf room(int more) {
    ByteBuf out = pending;
    if (out == null) {
      out = work.leg().backend().channel().alloc().buffer(Math.max(SENT_AT_ONCE, more) + HEADER);
      out.writeByte(FrontendBytes.COPY_DATA).writeInt(0);
      pending = out;
    }
    return out;
  }

  private void sendIfMuch() {
    ByteBuf out = pending;
    if (out != null && out.readableBytes() >= SENT_AT_ONCE) {
      flush();
    }
  }

  /** Sends what it has got. */
  void flush() {
    ByteBuf out = pending;
    if (out != null) {
      pending = null;
      out.setInt(1, out.readableBytes() - 1);
      work.send(out);
    }
  }

  /** That was all. */
  void done() {
    flush();
    ended = true;
    work.send(message(FrontendBytes.COPY_DONE, new byte[0]));
  }

  /** There will be no more, and what there was is not wanted. */
  void giveUp() {
    ByteBuf out = pending;
    if (out != null) {
      pending = null;
      out.release();
    }
    if (!ended) {
      ended = true;
      byte[] reason = "canceled by the proxy\0".getBytes(StandardCharsets.US_ASCII);
      work.send(message(FrontendBytes.COPY_FAIL, reason));
    }
  }

  private ByteBuf message(byte type, byte[] payload) {
    ByteBuf out = work.leg().backend().channel().alloc().buffer(HEADER + payload.length);
    return out.writeByte(type).writeInt(4 + payload.length).writeBytes(payload);
  }

  /** An error of the shard's, for the client. */
  ErrorFields failure(ErrorFields error, String table) {
    String context = error.get(ErrorFields.WHERE);
    return work.failure(
        context == null ? error : error.with(ErrorFields.WHERE, lines.translated(context, table)));
  }
}
