package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ParameterStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportedParametersTest {
  private final ReportedParameters some =
      ReportedParameters.of(Map.of("TimeZone", "UTC", "client_encoding", "UTF8"));

  @Test
  void equalOnesAreOneObject() {
    assertThat(ReportedParameters.of(Map.of("client_encoding", "UTF8", "TimeZone", "UTC")))
        .isSameAs(some);
    assertThat(some.with("TimeZone", "Asia/Tokyo").with("TimeZone", "UTC")).isSameAs(some);
    assertThat(some.with("TimeZone", "UTC")).isSameAs(some);
  }

  @Test
  void onlyTheDifferenceIsTold() {
    ByteBuf out = Unpooled.buffer();
    some.with("TimeZone", "Asia/Tokyo").writeDifference(some, out);
    byte type = out.readByte();
    ByteBuf payload = out.readSlice(out.readInt() - 4);
    assertThat(BackendMessage.decode(type, payload))
        .isEqualTo(new ParameterStatus("TimeZone", "Asia/Tokyo"));
    assertThat(out.isReadable()).isFalse();
    some.writeDifference(some, out);
    assertThat(out.isReadable()).isFalse();
  }

  @Test
  void quotingRulesAreTheReportedOnes() {
    assertThat(some.standardStrings()).isTrue();
    assertThat(some.with("standard_conforming_strings", "off").standardStrings()).isFalse();
  }
}
