package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTypesTest {

  @Test
  void exactlyTheBytesOfTheManualAreTypes() {
    StringBuilder frontend = new StringBuilder();
    StringBuilder backend = new StringBuilder();
    for (int code = 0; code < 256; code++) {
      FrontendType frontendType = FrontendType.of((byte) code);
      BackendType backendType = BackendType.of((byte) code);
      if (frontendType != null) {
        assertThat(frontendType.code()).isEqualTo((byte) code);
        frontend.append((char) code);
      }
      if (backendType != null) {
        assertThat(backendType.code()).isEqualTo((byte) code);
        backend.append((char) code);
      }
    }
    assertThat(frontend).hasToString("BCDEFHPQSXcdfp");
    assertThat(backend).hasToString("123ACDEGHIKNRSTVWZcdnstv");
  }

  @Test
  void namesAreThoseOfTheManual() {
    assertThat(BackendType.READY_FOR_QUERY.manualName()).isEqualTo("ReadyForQuery");
    assertThat(FrontendType.COPY_FAIL.manualName()).isEqualTo("CopyFail");
  }

  @Test
  void onlyThreeBytesAreATransactionStatus() {
    for (TransactionStatus status : TransactionStatus.values()) {
      assertThat(TransactionStatus.of(status.code())).isEqualTo(status);
    }
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> TransactionStatus.of((byte) 'i'));
  }

  @Test
  void versionsAreTheirCode() {
    assertThat(ProtocolVersion.V3_0.code()).isEqualTo(196608);
    assertThat(ProtocolVersion.V3_2.code()).isEqualTo(196610);
    for (int code : new int[] {0, 196608, 196610, 196609, -1, Integer.MIN_VALUE}) {
      assertThat(ProtocolVersion.of(code).code()).isEqualTo(code);
    }
    assertThat(ProtocolVersion.V3_2).isGreaterThan(ProtocolVersion.V3_0).hasToString("3.2");
    assertThatIllegalArgumentException().isThrownBy(() -> new ProtocolVersion(3, 65536));
    assertThatIllegalArgumentException().isThrownBy(() -> new ProtocolVersion(-1, 0));
  }

  @Test
  void lengthsAreAcceptedUpToTheirLimitsOnly() {
    FrameLimits limits = FrameLimits.DEFAULT;
    assertThat(limits.startupPayloadLength(8)).isEqualTo(4);
    assertThat(limits.startupPayloadLength(10_004)).isEqualTo(10_000);
    assertThat(limits.preAuthenticationPayloadLength(65_536)).isEqualTo(65_532);
    assertThat(limits.payloadLength(4)).isZero();
    assertThat(limits.withMaxFrame(100).payloadLength(100)).isEqualTo(96);
    for (int length : new int[] {7, 10_005, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refused(() -> limits.startupPayloadLength(length));
    }
    for (int length : new int[] {3, 65_537, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refused(() -> limits.preAuthenticationPayloadLength(length));
    }
    for (int length : new int[] {3, 1 << 30, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refused(() -> limits.payloadLength(length));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxFrame(3));
  }

  @Test
  void sqlStatesAreFiveCharactersAndDistinct() throws IllegalAccessException {
    List<String> codes = new ArrayList<>();
    for (Field field : SqlState.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        codes.add((String) field.get(null));
      }
    }
    assertThat(codes)
        .hasSizeGreaterThan(60)
        .doesNotHaveDuplicates()
        .allMatch(c -> c.matches("[0-9A-Z]{5}"));
  }

  @Test
  void formatsAreForAllOrForEach() {
    assertThat(Formats.ALL_TEXT.isBinary(3)).isFalse();
    assertThat(Formats.ALL_BINARY.isBinary(3)).isTrue();
    assertThat(Formats.of(0, 1).isBinary(0)).isFalse();
    assertThat(Formats.of(0, 1).isBinary(1)).isTrue();
    assertThat(Formats.of(1)).isEqualTo(Formats.ALL_BINARY).hasToString("[1]");
  }

  @Test
  void bytesAreAValueThatNobodyCanChangeOrRead() {
    byte[] array = {1, 2};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2})).isNotEqualTo(Bytes.EMPTY);
    assertThat(Bytes.utf8("secret")).hasToString("6 bytes");
  }

  private static void refused(Runnable check) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(check::run)
        .withMessageContaining("expected:")
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo("08P01"));
  }
}
