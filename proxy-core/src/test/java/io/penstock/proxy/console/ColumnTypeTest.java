package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.ByteConverter;

class ColumnTypeTest {
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        9_999,
        10_000,
        10_001,
        99_999_999,
        100_000_000,
        1_234_567_890_123L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void binaryNumericsAreReadBackByTheDriverAsWhatTheyWere(long value) throws SQLException {
    byte[] bytes = bytes(ColumnType.NUMERIC, value, true);
    Number read = ByteConverter.numeric(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
    assertThat(read).hasToString(Long.toString(value));
  }

  @Test
  void binaryIntegersAreBigEndianOfTheirLength() {
    assertThat(hex(ColumnType.INT4, -2)).isEqualTo("00000004fffffffe");
    assertThat(hex(ColumnType.INT8, 258)).isEqualTo("000000080000000000000102");
  }

  @Test
  void textIsTheDigitsWithASign() {
    for (ColumnType type : ColumnType.values()) {
      byte[] bytes = bytes(type, -1234, false);
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("000000052d31323334");
    }
  }

  @Test
  void anAbsentTextIsNullAndAnEmptyOneIsNot() {
    ByteBuf out = Unpooled.buffer();
    ColumnType.write(null, out);
    ColumnType.write("", out);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("ffffffff00000000");
  }

  private static String hex(ColumnType type, long value) {
    return HexFormat.of().formatHex(bytes(type, value, true));
  }

  private static byte[] bytes(ColumnType type, long value, boolean binary) {
    ByteBuf out = Unpooled.buffer();
    type.write(value, binary, out);
    return ByteBufUtil.getBytes(out);
  }
}
