package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.TransactionStatus;

/**
 * The backend waits for the next command.
 *
 * <p>Layout: byte status.
 */
public record ReadyForQuery(TransactionStatus status) implements BackendMessage {
  private static final ReadyForQuery IDLE = new ReadyForQuery(TransactionStatus.IDLE);
  private static final ReadyForQuery IN_TRANSACTION =
      new ReadyForQuery(TransactionStatus.IN_TRANSACTION);
  private static final ReadyForQuery FAILED = new ReadyForQuery(TransactionStatus.FAILED);

  /** The one instance with this status. */
  public static ReadyForQuery of(TransactionStatus status) {
    return switch (status) {
      case IDLE -> IDLE;
      case IN_TRANSACTION -> IN_TRANSACTION;
      case FAILED -> FAILED;
    };
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static ReadyForQuery decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("ReadyForQuery", payload);
    TransactionStatus status = TransactionStatus.of(reader.int8("transaction status"));
    reader.end();
    return of(status);
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.READY_FOR_QUERY, this, ReadyForQuery::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeByte(status.code());
  }
}
