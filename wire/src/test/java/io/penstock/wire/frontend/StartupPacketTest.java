package io.penstock.wire.frontend;

import static io.penstock.wire.WireBytes.bytes;
import static io.penstock.wire.WireBytes.concat;
import static io.penstock.wire.WireBytes.int32;
import static io.penstock.wire.WireBytes.int8;
import static io.penstock.wire.WireBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.SqlState;
import io.penstock.wire.WireBytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartupPacketTest {
  private static final byte[] V3 = int32(196608);

  @Test
  void aNameWithoutAValueIsRefused() {
    refused(concat(V3, string("user"), string("app"), string("database"), int8(0)));
    refused(concat(V3, string("user")));
  }

  @Test
  void bytesAfterTheTerminatorAreRefused() {
    refused(concat(V3, string("user"), string("app"), int8(0), string("x"), string("y"), int8(0)));
  }

  @Test
  void anEmptyValueIsAValue() {
    StartupMessage message =
        startup(concat(V3, string("user"), string("app"), string("options"), string(""), int8(0)));
    assertThat(message.parameters()).containsEntry("options", "");
  }

  @Test
  void theLastOfSeveralValuesCountsAndTakesItsPlaceAsInPostgres() {
    StartupMessage message =
        startup(
            concat(
                concat(V3, string("user"), string("first"), string("DateStyle"), string("ISO")),
                concat(string("user"), string("last"), int8(0))));
    assertThat(message.user()).isEqualTo("last");
    assertThat(message.parameters().keySet()).containsExactly("DateStyle", "user");
  }

  @Test
  void theDatabaseDefaultsToTheUser() {
    assertThat(startup(concat(V3, string("user"), string("app"), int8(0))).database())
        .isEqualTo("app");
    assertThat(startup(concat(V3, int8(0))).user()).isNull();
    assertThat(startup(concat(V3, string("user"), string(""), int8(0))).user()).isNull();
  }

  @Test
  void namesInAnotherEncodingAreKeptByteForByte() {
    byte[] latin1 = concat(V3, string("user"), bytes(0xE9, 0), int8(0));
    StartupMessage message = startup(latin1);
    assertThat(WireBytes.encoded(message::encode)).endsWith(latin1);
  }

  @Test
  void otherMajorVersionsAreRefusedAsUnsupported() {
    for (int code : new int[] {0, 2 << 16, 4 << 16, 1234 << 16 | 5681, -1, Integer.MIN_VALUE}) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> startup(concat(int32(code), int8(0))))
          .satisfies(e -> assertThat(e.sqlState()).isEqualTo(SqlState.FEATURE_NOT_SUPPORTED));
    }
  }

  @Test
  void aNewerMinorVersionIsLeftToNegotiate() {
    assertThat(startup(concat(int32(3 << 16 | 9999), int8(0))).version())
        .isEqualTo(new ProtocolVersion(3, 9999));
  }

  @Test
  void cancelKeysHave4To256Bytes() {
    int code = 80877102;
    refused(concat(int32(code), int32(1), new byte[3]));
    refused(concat(int32(code), int32(1), new byte[257]));
    for (int length : new int[] {4, 32, 256}) {
      CancelRequest request = new CancelRequest(-1, Bytes.of(new byte[length]));
      StartupPacket decoded =
          WireBytes.decode(concat(int32(code), int32(-1), new byte[length]), StartupPacket::decode);
      assertThat(decoded).isEqualTo(request);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CancelRequest(1, Bytes.of(new byte[257])));
  }

  @Test
  void anEmptyParameterNameCannotBeSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StartupMessage(ProtocolVersion.V3_0, Map.of("", "x")));
  }

  private static StartupMessage startup(byte[] payload) {
    return (StartupMessage) WireBytes.decode(payload, StartupPacket::decode);
  }

  private static void refused(byte[] payload) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> WireBytes.decode(payload, StartupPacket::decode))
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo(SqlState.PROTOCOL_VIOLATION));
  }
}
