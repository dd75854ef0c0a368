package io.penstock.wire;

import static io.penstock.wire.WireBytes.concat;
import static io.penstock.wire.WireBytes.int16;
import static io.penstock.wire.WireBytes.int32;
import static io.penstock.wire.WireBytes.int8;
import static io.penstock.wire.WireBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.SaslInitialResponse;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts and lengths that promise more than the frame holds. */
class HostileCountsTest {
  private static final int[] LENGTHS = {
    Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE, -2, 1 << 30, 5
  };
  private static final int[] COUNTS = {0xFFFF, 0x8000, 0x7FFF, 2};

  /** Far below what the smallest of the promised counts would take. */
  private static final long ALLOCATION_LIMIT = 32 * 1024;

  record Hostile(String name, Bytes payload, Consumer<ByteBuf> decoder) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Hostile> hostile() {
    List<Hostile> all = new ArrayList<>();
    byte[] names = concat(string(""), string(""));
    for (int length : LENGTHS) {
      byte[] value = concat(int32(length), int32(0));
      frontend(all, 'B', "parameter length " + length, names, int16(0), int16(1), value);
      frontend(all, 'F', "argument length " + length, int32(1), int16(0), int16(1), value);
      backend(all, 'D', "column length " + length, int16(1), value);
      backend(all, 'V', "result length " + length, value);
      all.add(
          new Hostile(
              "SASL response length " + length,
              Bytes.of(concat(string("SCRAM-SHA-256"), value)),
              SaslInitialResponse::decode));
    }
    for (int count : COUNTS) {
      byte[] one = concat(int16(count), int16(1));
      frontend(all, 'B', "parameter formats " + count, names, one);
      frontend(all, 'B', "parameters " + count, names, int16(0), one);
      frontend(all, 'B', "result formats " + count, names, int16(0), int16(0), one);
      frontend(all, 'P', "parameter types " + count, names, one);
      frontend(all, 'F', "argument formats " + count, int32(1), one);
      frontend(all, 'F', "arguments " + count, int32(1), int16(0), one);
      backend(all, 'D', "columns " + count, one);
      backend(all, 'T', "fields " + count, one);
      backend(all, 't', "parameter types " + count, one);
      for (char type : new char[] {'G', 'H', 'W'}) {
        backend(all, type, "column formats " + count, int8(0), one);
      }
    }
    for (int count : LENGTHS) {
      backend(all, 'v', "options " + count, int32(196608), int32(count), string("a"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void areRefusedBeforeAnythingIsAllocated(Hostile hostile) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    refuse(hostile);
    long before = threads.getCurrentThreadAllocatedBytes();
    ProtocolException refusal = refuse(hostile);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(refusal.sqlState()).isEqualTo(SqlState.PROTOCOL_VIOLATION);
    assertThat(refusal).hasMessageContaining("expected:");
    assertThat(allocated).isLessThan(ALLOCATION_LIMIT);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void areRefusedEvenInAFrameThatIsPartOfALargerBuffer(Hostile hostile) {
    byte[] payload = hostile.payload().toArray();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() ->
            WireBytes.decode(
                payload,
                buffer -> {
                  hostile.decoder().accept(buffer);
                  return payload;
                }));
  }

  private static ProtocolException refuse(Hostile hostile) {
    ByteBuf payload = Unpooled.wrappedBuffer(hostile.payload().toArray());
    try {
      hostile.decoder().accept(payload);
    } catch (ProtocolException e) {
      return e;
    }
    throw new AssertionError("accepted: " + hostile);
  }

  private static void frontend(List<Hostile> all, char type, String name, byte[]... payload) {
    all.add(
        new Hostile(
            "frontend " + type + " " + name,
            Bytes.of(concat(payload)),
            buffer -> FrontendMessage.decode((byte) type, buffer)));
  }

  private static void backend(List<Hostile> all, char type, String name, byte[]... payload) {
    all.add(
        new Hostile(
            "backend " + type + " " + name,
            Bytes.of(concat(payload)),
            buffer -> BackendMessage.decode((byte) type, buffer)));
  }
}
