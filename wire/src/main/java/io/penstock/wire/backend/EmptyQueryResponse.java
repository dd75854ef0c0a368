package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/** The query string was empty; stands for CommandComplete. No payload. */
public record EmptyQueryResponse() implements BackendMessage {
  public static final EmptyQueryResponse INSTANCE = new EmptyQueryResponse();

  /** Refuses any payload. */
  public static EmptyQueryResponse decode(ByteBuf payload) {
    PayloadReader.empty("EmptyQueryResponse", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, BackendBytes.EMPTY_QUERY_RESPONSE);
  }
}
