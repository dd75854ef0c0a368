package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForwarderTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Forwarder forwarder = new Forwarder();

  private byte[] written() {
    channel.flush();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      byte[] bytes = new byte[next.readableBytes()];
      next.readBytes(bytes);
      all.writeBytes(bytes);
      next.release();
    }
    return all.toByteArray();
  }

  private static ByteBuf random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteBufAllocator.DEFAULT.buffer(Math.max(1, length)).writeBytes(bytes);
  }

  /** Runs, gaps, frames of our own, and writes in between, short ones and long ones. */
  @Test
  void whateverIsForwardedComesOutInItsOrderAndNothingLeaks() {
    Random random = new Random(4);
    for (int round = 0; round < 2000; round++) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      ByteBuf source = random(random, random.nextInt(6000));
      int at = 0;
      while (at < source.writerIndex()) {
        int next = Math.min(source.writerIndex(), at + 1 + random.nextInt(1500));
        switch (random.nextInt(6)) {
          case 0 -> {
            byte[] own = new byte[1 + random.nextInt(800)];
            random.nextBytes(own);
            forwarder.own(channel).writeBytes(own);
            expected.writeBytes(own);
          }
          case 1 -> at = next;
          case 2 -> forwarder.write(channel);
          default -> {
            forwarder.forward(channel, source, at, next);
            byte[] piece = new byte[next - at];
            source.getBytes(at, piece);
            expected.writeBytes(piece);
            at = next;
          }
        }
      }
      forwarder.write(channel);
      assertThat(forwarder.pending()).isFalse();
      assertThat(written()).isEqualTo(expected.toByteArray());
      assertThat(source.refCnt()).isOne();
      source.release();
    }
  }

  @Test
  void whatIsDiscardedIsNotWritten() {
    ByteBuf source = random(new Random(1), 10);
    forwarder.own(channel).writeByte(1);
    forwarder.forward(channel, source, 0, 10);
    forwarder.discard();
    forwarder.write(channel);
    assertThat(written()).isEmpty();
    source.release();
  }
}
