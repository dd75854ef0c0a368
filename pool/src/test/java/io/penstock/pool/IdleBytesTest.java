package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.NoticeResponse;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdleBytesTest {
  private final ParameterStatuses parameters = new ParameterStatuses(Map.of("TimeZone", "GMT"));

  private boolean harmless(BackendMessage... messages) {
    ByteBuf bytes = Unpooled.buffer();
    for (BackendMessage message : messages) {
      message.encode(bytes);
    }
    return IdleBytes.harmless(bytes, parameters);
  }

  @Test
  void noticesAndParameterReportsAreHarmlessAndReportsAreKept() {
    assertThat(
            harmless(
                new NoticeResponse(ErrorFields.notice("00000", "hello")),
                new ParameterStatus("TimeZone", "UTC")))
        .isTrue();
    assertThat(parameters.get("TimeZone")).isEqualTo("UTC");
    assertThat(harmless()).isTrue();
  }

  @Test
  void anErrorOrAnAnswerNobodyAskedForIsHarm() {
    assertThat(harmless(new ErrorResponse(ErrorFields.fatal("57P01", "bye")))).isFalse();
    assertThat(harmless(ReadyForQuery.of(TransactionStatus.IDLE))).isFalse();
  }

  @Test
  void aFrameCutAnywhereIsHarm() {
    ByteBuf whole = Unpooled.buffer();
    new ParameterStatus("TimeZone", "UTC").encode(whole);
    for (int length = 1; length < whole.readableBytes(); length++) {
      assertThat(IdleBytes.harmless(whole.copy(0, length), parameters)).as("%d", length).isFalse();
    }
    assertThat(parameters.get("TimeZone")).isEqualTo("GMT");
  }

  @Test
  void anImpossibleLengthIsHarm() {
    ByteBuf bytes = Unpooled.buffer().writeByte('N').writeInt(-1);
    assertThat(IdleBytes.harmless(bytes, parameters)).isFalse();
  }
}
