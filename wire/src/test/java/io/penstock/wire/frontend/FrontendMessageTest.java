package io.penstock.wire.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.Unpooled;
import io.penstock.wire.FrontendType;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SealedFamily;
import io.penstock.wire.SqlState;
import io.penstock.wire.WireBytes;
import io.penstock.wire.frontend.FrontendSamples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrontendMessageTest {

  static List<Sample> samples() {
    return FrontendSamples.all();
  }

  @Test
  void everyMessageHasASample() {
    assertThat(samples().stream().map(s -> s.message().getClass()).collect(Collectors.toSet()))
        .isEqualTo(SealedFamily.records(FrontendMessage.class));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void encodesToTheBytesOfTheManual(Sample sample) {
    assertThat(WireBytes.encoded(sample.message()::encode)).isEqualTo(sample.frame().toArray());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void decodesFromTheBytesOfTheManual(Sample sample) {
    FrontendMessage decoded = WireBytes.decode(sample.payload(), sample.decoder());
    assertThat(decoded).isEqualTo(sample.message()).hasSameHashCodeAs(sample.message());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isRefusedTruncatedAtEveryLength(Sample sample) {
    byte[] payload = sample.payload();
    int end = sample.openFrom() < 0 ? payload.length : sample.openFrom();
    for (int length = 0; length < end; length++) {
      byte[] truncated = Arrays.copyOf(payload, length);
      assertThatExceptionOfType(ProtocolException.class)
          .as("%d of %d bytes", length, payload.length)
          .isThrownBy(() -> WireBytes.decode(truncated, sample.decoder()))
          .satisfies(e -> assertThat(e.sqlState()).isEqualTo(SqlState.PROTOCOL_VIOLATION));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isRefusedWithAByteTooMany(Sample sample) {
    if (sample.openFrom() >= 0) {
      return;
    }
    byte[] longer = Arrays.copyOf(sample.payload(), sample.payload().length + 1);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> WireBytes.decode(longer, sample.decoder()));
  }

  @Test
  void everyUnknownTypeByteIsRefused() {
    for (int type = -128; type < 128; type++) {
      byte code = (byte) type;
      if (FrontendType.of(code) == null || FrontendType.of(code) == FrontendType.PASSWORD_MESSAGE) {
        assertThatExceptionOfType(ProtocolException.class)
            .isThrownBy(() -> FrontendMessage.decode(code, Unpooled.EMPTY_BUFFER));
      }
    }
  }

  @Test
  void passwordsAndSqlAreNotPrinted() {
    assertThat(new PasswordMessage("tr0ub4dor")).asString().doesNotContain("tr0ub4dor");
    assertThat(new Query("select 'tr0ub4dor'")).asString().doesNotContain("tr0ub4dor");
    assertThat(new Parse("s", "select 'tr0ub4dor'", List.of()))
        .asString()
        .doesNotContain("tr0ub4dor");
  }
}
