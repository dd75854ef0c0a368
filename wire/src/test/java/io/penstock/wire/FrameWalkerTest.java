package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWalkerTest {
  private static final int MAX = 1000;

  private final FrameWalker walker = new FrameWalker(MAX);
  private final List<ByteBuf> fed = new ArrayList<>();

  private static byte[] frame(char type, int payload) {
    byte[] bytes = new byte[FrameWalker.HEADER_LENGTH + payload];
    bytes[0] = (byte) type;
    bytes[3] = (byte) ((payload + 4) >> 8);
    bytes[4] = (byte) (payload + 4);
    for (int i = 0; i < payload; i++) {
      bytes[FrameWalker.HEADER_LENGTH + i] = (byte) (type + i);
    }
    return bytes;
  }

  private static byte[] frames() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(frame('Q', 10));
    all.writeBytes(frame('S', 0));
    all.writeBytes(frame('D', 300));
    all.writeBytes(frame('H', 1));
    all.writeBytes(frame('S', 0));
    return all.toByteArray();
  }

  private void feed(byte[] bytes, int from, int to) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, to - from));
    buffer.writeBytes(bytes, from, to - from);
    fed.add(buffer);
    walker.feed(buffer);
  }

  @Test
  void piecesThatWaitAreNoHeaders() {
    byte[] whole = frame('D', 900);
    feed(whole, 0, 100);
    assertThat(walker.hasFrame()).isTrue();
    walker.advance();
    feed(whole, 100, 200);
    assertThat(walker.inside()).isTrue();
    feed(whole, 200, 400);
    feed(whole, 400, whole.length);
    assertThat(walker.hasFrame()).isTrue();
    assertThat(walker.inside()).isTrue();
    assertThat(walker.held()).isEqualTo(whole.length - 100);
    walker.advance();
    assertThat(walker.inside()).isFalse();
    walker.keep();
  }

  /** One round as the class comment shows it; frames of type D may come in pieces. */
  private void walk(StringBuilder types, ByteArrayOutputStream passed, boolean pieces) {
    while (walker.hasFrame()) {
      if (!walker.inside()) {
        if (!walker.whole() && !(pieces && walker.type() == 'D')) {
          break;
        }
        types.append((char) walker.type());
        assertThat(walker.payload()).isEqualTo(walker.start() + FrameWalker.HEADER_LENGTH);
      }
      byte[] piece = new byte[walker.end() - walker.start()];
      walker.buffer().getBytes(walker.start(), piece);
      passed.writeBytes(piece);
      walker.advance();
    }
    walker.keep();
  }

  private void everythingIsFreed() {
    walker.close();
    assertThat(fed).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void byteByByteTheSameFramesComeOut(boolean pieces) {
    byte[] all = frames();
    StringBuilder types = new StringBuilder();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    for (int i = 0; i < all.length; i++) {
      feed(all, i, i + 1);
      walk(types, passed, pieces);
    }
    assertThat(types.toString()).isEqualTo("QSDHS");
    assertThat(passed.toByteArray()).isEqualTo(all);
    assertThat(walker.held()).isZero();
    everythingIsFreed();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void splitAtAnyPointTheSameFramesComeOut(boolean pieces) {
    byte[] all = frames();
    for (int split = 0; split <= all.length; split++) {
      StringBuilder types = new StringBuilder();
      ByteArrayOutputStream passed = new ByteArrayOutputStream();
      feed(all, 0, split);
      walk(types, passed, pieces);
      feed(all, split, all.length);
      walk(types, passed, pieces);
      assertThat(types.toString()).as("split at %d", split).isEqualTo("QSDHS");
      assertThat(passed.toByteArray()).isEqualTo(all);
      assertThat(walker.held()).isZero();
    }
    everythingIsFreed();
  }

  @Test
  void splitAtRandomPointsTheSameFramesComeOut() {
    Random random = new Random(3);
    byte[] all = frames();
    for (int round = 0; round < 500; round++) {
      StringBuilder types = new StringBuilder();
      ByteArrayOutputStream passed = new ByteArrayOutputStream();
      for (int at = 0; at < all.length; ) {
        int next = Math.min(all.length, at + 1 + random.nextInt(100));
        feed(all, at, next);
        walk(types, passed, random.nextBoolean());
        at = next;
      }
      assertThat(types.toString()).isEqualTo("QSDHS");
      assertThat(passed.toByteArray()).isEqualTo(all);
    }
    everythingIsFreed();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, MAX, MAX + 1})
  void aLengthOutOfBoundsIsRefusedBeforeAnythingIsAllocated(int length) {
    ByteBuf header = Unpooled.buffer(5).writeByte('Q').writeInt(length);
    fed.add(header);
    walker.feed(header);
    assertThatThrownBy(walker::hasFrame)
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(String.valueOf(length));
    everythingIsFreed();
  }

  @Test
  void theShortestAndTheLongestLengthAreAccepted() {
    for (int length : new int[] {4, MAX - 1}) {
      FrameWalker fresh = new FrameWalker(MAX);
      fresh.feed(Unpooled.buffer(5).writeByte('Q').writeInt(length));
      assertThat(fresh.hasFrame()).isTrue();
      assertThat(fresh.frameLength()).isEqualTo(length + 1);
      fresh.close();
    }
  }

  /** A length costs nothing until its bytes come. */
  @Test
  void aLongLengthAloneAllocatesLittle() {
    FrameWalker greedy = new FrameWalker(1 << 30);
    greedy.feed(Unpooled.buffer(5).writeByte('Q').writeInt((1 << 30) - 5));
    assertThat(greedy.hasFrame()).isTrue();
    greedy.keep();
    for (int i = 0; i < 10; i++) {
      greedy.feed(Unpooled.buffer(100).writeZero(100));
      greedy.keep();
    }
    assertThat(greedy.held()).isEqualTo(1005);
    assertThat(greedy.buffer().capacity()).isLessThan(8192);
    greedy.close();
  }

  /** Slices on their way to a socket must not change under it. */
  @Test
  void whatIsKeptIsCopiedAwayFromSlicesThatWereHandedOut() {
    byte[] all = frames();
    feed(all, 0, 20);
    assertThat(walker.hasFrame()).isTrue();
    ByteBuf slice = walker.buffer().retainedSlice(walker.start(), walker.end() - walker.start());
    walker.advance();
    walker.advance();
    walker.keep();
    feed(all, 20, all.length);
    byte[] sent = new byte[slice.readableBytes()];
    slice.readBytes(sent);
    assertThat(sent).isEqualTo(frame('Q', 10));
    slice.release();
    everythingIsFreed();
  }

  @Test
  void aBufferPassedWholeCanBeGivenAway() {
    byte[] all = frames();
    feed(all, 0, all.length);
    while (walker.hasFrame()) {
      assertThat(walker.passed()).isNull();
      walker.advance();
    }
    assertThat(walker.passed()).isSameAs(fed.get(0));
    ByteBuf mine = walker.detach();
    walker.keep();
    walker.close();
    assertThat(mine.refCnt()).isOne();
    mine.release();
  }
}
