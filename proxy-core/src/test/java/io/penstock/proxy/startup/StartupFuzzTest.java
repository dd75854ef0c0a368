package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.penstock.proxy.TestScale;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.frontend.CancelRequest;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.GssEncRequest;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.Query;
import io.penstock.wire.frontend.SaslInitialResponse;
import io.penstock.wire.frontend.SaslResponse;
import io.penstock.wire.frontend.SslRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, in whatever pieces, nothing is thrown and nothing is left behind. */
class StartupFuzzTest {
  private static final int STREAMS = TestScale.times(5_000);

  @ParameterizedTest
  @ValueSource(strings = {"scram-sha-256", "md5", "tls", "trust"})
  void mutatedConversationsNeverThrowAndNeverLeak(String kind) {
    TestProxy proxy = TestProxy.with(configuration(kind));
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    Random random = new Random(kind.hashCode());
    for (int i = 0; i < STREAMS; i++) {
      byte[] stream = mutated(conversation(random, kind), random);
      String text = kind + " stream " + i;
      assertThatCode(() -> feed(proxy, allocator, stream, random))
          .as(text)
          .doesNotThrowAnyException();
      assertThat(proxy.reception.strangers()).as(text).isZero();
      assertThat(allocator.metric().usedHeapMemory()).as(text).isZero();
      assertThat(allocator.metric().usedDirectMemory()).as(text).isZero();
      proxy.door.clients.forEach(client -> client.admission().close());
      proxy.door.clients.clear();
      proxy.door.cancelsDone.clear();
    }
    assertThat(proxy.reception.limits().total()).isZero();
    assertThat(proxy.reception.waitingLogins()).isZero();
    // Faults of ours are told apart from the client's.
    assertThat(proxy.door.rejected).isNotEmpty().doesNotContain("XX000", "58000");
  }

  private static String configuration(String kind) {
    return switch (kind) {
      case "tls" -> TlsFiles.listen("prefer");
      case "trust" -> "authentication: {rules: [{address: 10.0.0.0/8, method: trust}]}\n";
      default -> "authentication: {method: " + kind + "}\n";
    };
  }

  private static void feed(
      TestProxy proxy, UnpooledByteBufAllocator allocator, byte[] stream, Random random) {
    EmbeddedChannel channel = proxy.connect("10.1.2.3");
    channel.config().setAllocator(allocator);
    int at = 0;
    while (at < stream.length) {
      int length = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 400));
      if (channel.isOpen()) {
        channel.writeInbound(allocator.buffer(length).writeBytes(stream, at, length));
      }
      at += length;
    }
    channel.finishAndReleaseAll();
  }

  private static byte[] conversation(Random random, String kind) {
    List<FrontendMessage> messages = new ArrayList<>();
    int requests = random.nextInt(3);
    for (int i = 0; i < requests; i++) {
      messages.add(random.nextBoolean() ? SslRequest.INSTANCE : GssEncRequest.INSTANCE);
    }
    if (random.nextInt(8) == 0) {
      messages.add(new CancelRequest(random.nextInt(), Bytes.utf8("12345678")));
    }
    messages.add(
        StartupClient.startup(
            random.nextInt(5) == 0 ? new ProtocolVersion(3, 9) : ProtocolVersion.V3_0,
            "user",
            random.nextBoolean() ? "app" : "scram",
            "database",
            random.nextInt(5) == 0 ? "penstock" : "shop",
            "options",
            "-c a=b"));
    if (kind.equals("md5")) {
      messages.add(new PasswordMessage("md500112233445566778899aabbccddeeff"));
    } else {
      ScramClient scram = ScramClient.start(List.of("SCRAM-SHA-256"), null);
      messages.add(new SaslInitialResponse(scram.mechanism(), scram.clientFirst()));
      messages.add(new SaslResponse(Bytes.utf8("c=biws,r=abc,p=AAAA")));
    }
    messages.add(new Query("SELECT 1"));
    ByteBuf out = Unpooled.buffer();
    messages.forEach(message -> message.encode(out));
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static byte[] mutated(byte[] stream, Random random) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    int mutations = random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      stream[random.nextInt(stream.length)] = random.nextBoolean() ? 0 : (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(stream, 1 + random.nextInt(stream.length))
        : stream;
  }
}
