package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;

/** The frames with which a backend answers somebody else than its session. */
final class AnswerFrames {
  private AnswerFrames() {}

  /**
   * The type of the frame that comes next, at hand to its end; 0 when more bytes have to come. What
   * concerns the connection alone is not told.
   */
  static byte next(BackendSession of) {
    FrameWalker walker = of.walker;
    while (walker.hasFrame() && walker.whole()) {
      byte type = walker.type();
      switch (type) {
        case BackendBytes.PARAMETER_STATUS -> reported(of);
        case BackendBytes.NOTICE_RESPONSE, BackendBytes.NOTIFICATION_RESPONSE -> {}
        default -> {
          return type;
        }
      }
      walker.advance();
    }
    return 0;
  }

  /** Whether what was asked is answered to its end; all that is at hand is passed over. */
  static boolean skip(FrameWalker walker) {
    while (walker.hasFrame()) {
      boolean ready =
          !walker.inside() && walker.whole() && walker.type() == BackendBytes.READY_FOR_QUERY;
      if (!walker.inside() && !walker.whole() && walker.type() != BackendBytes.DATA_ROW) {
        return false;
      }
      walker.advance();
      if (ready) {
        return true;
      }
    }
    return false;
  }

  /** The transaction status that the frame tells; 0 if it is no ReadyForQuery. */
  static byte status(FrameWalker walker) {
    return walker.type() == BackendBytes.READY_FOR_QUERY
        ? walker.buffer().getByte(walker.payload())
        : 0;
  }

  /** The error that stands there. */
  static ErrorFields error(FrameWalker walker) {
    return ErrorResponse.decode(payload(walker)).fields();
  }

  /** What the frame has behind its header. */
  static ByteBuf payload(FrameWalker walker) {
    return walker.buffer().slice(walker.payload(), walker.end() - walker.payload());
  }

  /** The backend tells that a parameter has another value. */
  static void reported(BackendSession of) {
    FrameWalker walker = of.walker;
    int name = walker.payload();
    int nameEnd = CString.end(walker, name);
    int valueEnd = CString.end(walker, nameEnd + 1);
    of.reported =
        of.reported.with(
            CString.text(walker.buffer(), name, nameEnd),
            CString.text(walker.buffer(), nameEnd + 1, valueEnd));
  }
}
