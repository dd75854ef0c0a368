package io.penstock.wire.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.Unpooled;
import io.penstock.wire.BackendType;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SealedFamily;
import io.penstock.wire.SqlState;
import io.penstock.wire.WireBytes;
import io.penstock.wire.backend.BackendSamples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackendMessageTest {

  static List<Sample> samples() {
    return BackendSamples.all();
  }

  @Test
  void everyMessageHasASample() {
    assertThat(samples().stream().map(s -> s.message().getClass()).collect(Collectors.toSet()))
        .isEqualTo(SealedFamily.records(BackendMessage.class));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void encodesToTheBytesOfTheManual(Sample sample) {
    assertThat(WireBytes.encoded(sample.message()::encode)).isEqualTo(sample.frame().toArray());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void decodesFromTheBytesOfTheManual(Sample sample) {
    BackendMessage decoded = decode(sample.type(), sample.payload());
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
          .isThrownBy(() -> decode(sample.type(), truncated))
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
        .isThrownBy(() -> decode(sample.type(), longer));
  }

  @Test
  void everyUnknownTypeByteIsRefused() {
    for (int type = -128; type < 128; type++) {
      byte code = (byte) type;
      if (BackendType.of(code) == null) {
        assertThatExceptionOfType(ProtocolException.class)
            .isThrownBy(() -> BackendMessage.decode(code, Unpooled.EMPTY_BUFFER));
      }
    }
  }

  @Test
  void aReadyForQueryOfAStatusIsOneInstance() {
    assertThat(decode((byte) 'Z', new byte[] {'T'})).isSameAs(decode((byte) 'Z', new byte[] {'T'}));
  }

  private static BackendMessage decode(byte type, byte[] payload) {
    return WireBytes.decode(payload, buffer -> BackendMessage.decode(type, buffer));
  }
}
