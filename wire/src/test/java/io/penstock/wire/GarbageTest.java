package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.SaslInitialResponse;
import io.penstock.wire.frontend.SaslResponse;
import io.penstock.wire.frontend.StartupMessage;
import io.penstock.wire.frontend.StartupPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every decoder on 100,000 payloads of chance: it accepts or throws ProtocolException, and what it
 * accepts it encodes to the very bytes it was given.
 */
class GarbageTest {
  private static final int ITERATIONS = 100_000;

  /** Bytes that make counts, lengths, ends of strings and subtypes likely. */
  private static final byte[] LIKELY = {0, 0, 0, 0, 0, 1, 1, 2, 3, 4, -1, -1, 'S', 'P', 'I', 'a'};

  record Decoder(
      String name,
      int header,
      Function<ByteBuf, Object> decode,
      BiConsumer<Object, ByteBuf> encode) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Decoder> decoders() {
    List<Decoder> decoders = new ArrayList<>();
    for (FrontendType type : FrontendType.values()) {
      if (type != FrontendType.PASSWORD_MESSAGE) {
        decoders.add(frontend("frontend " + type, 5, b -> FrontendMessage.decode(type.code(), b)));
      }
    }
    for (BackendType type : BackendType.values()) {
      decoders.add(
          new Decoder(
              "backend " + type,
              5,
              b -> BackendMessage.decode(type.code(), b),
              (message, out) -> ((BackendMessage) message).encode(out)));
    }
    decoders.add(frontend("password", 5, PasswordMessage::decode));
    decoders.add(frontend("SASL initial response", 5, SaslInitialResponse::decode));
    decoders.add(frontend("SASL response", 5, SaslResponse::decode));
    decoders.add(frontend("startup", 4, StartupPacket::decode));
    return decoders;
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void isRefusedOrSurvivesUnchanged(Decoder decoder) {
    Random random = new Random(decoder.name().hashCode());
    ByteBuf out = Unpooled.buffer(256);
    int accepted = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] payload = payload(decoder, random);
      ByteBuf in = Unpooled.wrappedBuffer(payload);
      Object message;
      try {
        message = decoder.decode().apply(in);
      } catch (ProtocolException e) {
        continue;
      }
      accepted++;
      if (in.refCnt() != 1) {
        throw new AssertionError("reference count " + in.refCnt() + " after " + message);
      }
      if (!(message instanceof StartupMessage)) {
        out.clear();
        decoder.encode().accept(message, out);
        out.skipBytes(decoder.header());
        if (!ByteBufUtil.equals(out, Unpooled.wrappedBuffer(payload))) {
          assertThat(ByteBufUtil.hexDump(out)).isEqualTo(ByteBufUtil.hexDump(payload));
        }
      }
    }
    assertThat(accepted).as("chance finds some valid payloads").isPositive();
    out.release();
  }

  private static byte[] payload(Decoder decoder, Random random) {
    byte[] payload = new byte[random.nextInt(random.nextInt(4) == 0 ? 3 : 40)];
    random.nextBytes(payload);
    if (random.nextInt(4) > 0) {
      for (int i = 0; i < payload.length; i++) {
        payload[i] = LIKELY[payload[i] & 15];
      }
    }
    if (decoder.header() == 4 && payload.length >= 4 && random.nextInt(4) > 0) {
      boolean request = random.nextInt(4) == 0;
      System.arraycopy(
          WireBytes.int32(request ? 80877102 + random.nextInt(3) : 196608), 0, payload, 0, 4);
    }
    return payload;
  }

  private static Decoder frontend(
      String name, int header, Function<ByteBuf, FrontendMessage> decode) {
    return new Decoder(
        name, header, decode::apply, (message, out) -> ((FrontendMessage) message).encode(out));
  }
}
