package io.penstock.wire.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.WireBytes;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ErrorFieldsTest {
  private static final ErrorFields FIELDS =
      ErrorFields.error(SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type")
          .with(ErrorFields.ROUTINE, "RevalidateCachedQuery");

  @Test
  void aFatalErrorNamesItsSeverityTwiceAsPostgresDoes() {
    ErrorFields fields = ErrorFields.fatal(SqlState.ADMIN_SHUTDOWN, "going down").withHint("wait");
    assertThat(fields.get(ErrorFields.SEVERITY)).isEqualTo("FATAL");
    assertThat(fields.severity()).isEqualTo("FATAL");
    assertThat(fields.sqlState()).isEqualTo("57P01");
    assertThat(fields.message()).isEqualTo("going down");
    assertThat(fields.hint()).isEqualTo("wait");
    assertThat(fields.detail()).isNull();
  }

  @Test
  void settingAFieldAgainReplacesIt() {
    ErrorFields fields = FIELDS.withDetail("one").withDetail("two");
    assertThat(fields.detail()).isEqualTo("two");
    assertThat(fields.fields()).hasSize(FIELDS.fields().size() + 1);
  }

  @Test
  void aProtocolExceptionBecomesAnErrorWithItsCodeAndHint() {
    ErrorFields fields = ErrorFields.fatal(ProtocolException.violation("Bind: nonsense"));
    assertThat(fields.sqlState()).isEqualTo("08P01");
    assertThat(fields.message()).isEqualTo("Bind: nonsense");
    assertThat(fields.hint()).isNotEmpty();
  }

  @Test
  void theSeverityIsTheOneThatIsNotTranslated() {
    ErrorFields fields = FIELDS.with(ErrorFields.SEVERITY, "FEHLER");
    assertThat(fields.severity()).isEqualTo("ERROR");
  }

  @Test
  void fieldsOfAnUndecodedResponseAreFound() {
    byte[] frame = WireBytes.encoded(new ErrorResponse(FIELDS)::encode);
    assertThat(peek(frame, b -> ErrorFields.sqlState(b, 5, frame.length - 5))).isEqualTo("0A000");
    assertThat(peek(frame, b -> ErrorFields.field(b, 5, frame.length - 5, (byte) 'R')))
        .isEqualTo("RevalidateCachedQuery");
    assertThat(peek(frame, b -> ErrorFields.field(b, 5, frame.length - 5, (byte) 'D'))).isNull();
  }

  @Test
  void aTruncatedResponseHasTheFieldOrNoneNeverAPartOfIt() {
    byte[] frame = WireBytes.encoded(new ErrorResponse(FIELDS)::encode);
    for (int length = 0; length <= frame.length - 5; length++) {
      int bytes = length;
      assertThat(peek(frame, b -> ErrorFields.field(b, 5, bytes, (byte) 'R')))
          .isIn(null, "RevalidateCachedQuery");
      assertThat(peek(Arrays.copyOf(frame, 5 + bytes), b -> ErrorFields.sqlState(b, 5, bytes)))
          .isIn(null, "0A000");
    }
  }

  @Test
  void anSqlStateNotOfFiveCharactersIsNone() {
    ErrorFields odd = FIELDS.with(ErrorFields.SQL_STATE, "0A00");
    byte[] frame = WireBytes.encoded(new ErrorResponse(odd)::encode);
    assertThat(peek(frame, b -> ErrorFields.sqlState(b, 5, frame.length - 5))).isNull();
  }

  @Test
  void peeksSurviveAnyBytes() {
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] garbage = new byte[random.nextInt(24)];
      random.nextBytes(garbage);
      for (int j = 0; j < garbage.length; j++) {
        garbage[j] = garbage[j] > 64 ? 0 : random.nextBoolean() ? (byte) 'C' : garbage[j];
      }
      found += peek(garbage, b -> ErrorFields.sqlState(b, 0, garbage.length)) == null ? 0 : 1;
      peek(garbage, b -> ErrorFields.field(b, 0, garbage.length, (byte) 'M'));
    }
    assertThat(found).as("some garbage looks right").isPositive();
  }

  @Test
  void whatTheApplicationSentIsNotPrinted() {
    ErrorFields fields = FIELDS.withDetail("Key (email)=(a@b.example) already exists.");
    assertThat(new ErrorResponse(fields)).asString().contains("0A000").doesNotContain("a@b");
    assertThat(fields.fields()).asString().doesNotContain("a@b");
  }

  private static @Nullable String peek(byte[] bytes, Function<ByteBuf, @Nullable String> peek) {
    return peek.apply(Unpooled.wrappedBuffer(bytes));
  }
}
