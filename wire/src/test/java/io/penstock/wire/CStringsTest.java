package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.wire.frontend.Parse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CStringsTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ÿ", "ß€", "\uFFFD", "🐘", "🐘é\uFFFDx", "\uD7FF\uE000"})
  void textIsUtf8(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    assertThat(CStrings.bytes(text)).isEqualTo(utf8);
    assertThat(CStrings.text(utf8)).isEqualTo(text);
    assertThat(CStrings.text(Unpooled.wrappedBuffer(utf8), 0, utf8.length)).isEqualTo(text);
    assertThat(WireBytes.encoded(out -> CStrings.write(out, text)))
        .isEqualTo(WireBytes.string(text));
  }

  @Test
  void anyBytesWithoutAZeroComeOutAsTheyCameIn() {
    Random random = new Random(7);
    int[] awkward = {0x41, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0x82, 0xED, 0xA0, 0xF0, 0x9F, 0x98, 0xFF};
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            (byte) (i % 2 == 0 ? 1 + random.nextInt(255) : awkward[random.nextInt(awkward.length)]);
      }
      String text = CStrings.text(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
      assertThat(CStrings.bytes(text)).isEqualTo(bytes);
      assertThat(CStrings.text(bytes)).isEqualTo(text);
    }
  }

  @Test
  void theLengthIsUnknownWhenTheZeroIsBeyondTheLimit() {
    ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {'a', 'b', 0, 'c'});
    assertThat(CStrings.length(buffer, 0, 4)).isEqualTo(2);
    assertThat(CStrings.length(buffer, 0, 3)).isEqualTo(2);
    assertThat(CStrings.length(buffer, 0, 2)).isEqualTo(-1);
    assertThat(CStrings.length(buffer, 2, 3)).isZero();
    assertThat(CStrings.length(buffer, 3, 4)).isEqualTo(-1);
    assertThat(CStrings.length(buffer, 4, 4)).isEqualTo(-1);
  }

  @Test
  void aZeroInATextCannotBeSmuggledIntoAFrame() {
    ByteBuf buffer = Unpooled.buffer().writeByte(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Parse("s", "select 1\0; drop", List.of()).encode(buffer));
    assertThat(buffer.writerIndex()).as("nothing of the frame is left behind").isEqualTo(1);
    buffer.release();
  }
}
