package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTypeTest {
  private static final int FLOAT8 = 701;

  private static @Nullable KeyValue decode(int parameterOid, int columnOid, String hex) {
    return KeyType.decode(
        parameterOid, columnOid, ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  @Test
  void aNumberIsOneKeyInEveryWidthAndSpelling() {
    KeyValue seven = new KeyValue.Whole(7);
    assertThat(KeyType.INTEGER.parse(" +07 ")).isEqualTo(seven);
    assertThat(KeyType.INTEGER.parse("7.0")).isEqualTo(seven);
    assertThat(KeyType.NUMERIC.parse("7.000")).isEqualTo(seven);
    for (int column : new int[] {TypeOids.INT2, TypeOids.INT4, TypeOids.INT8, TypeOids.NUMERIC}) {
      assertThat(decode(TypeOids.INT2, column, "0007")).isEqualTo(seven);
      assertThat(decode(TypeOids.INT4, column, "00000007")).isEqualTo(seven);
      assertThat(decode(TypeOids.INT8, column, "0000000000000007")).isEqualTo(seven);
      assertThat(decode(TypeOids.NUMERIC, column, "0001 0000 0000 0000 0007")).isEqualTo(seven);
      // 7.00: the fraction is a digit of its own, or none.
      assertThat(decode(TypeOids.NUMERIC, column, "0002 0000 0000 0002 0007 0000"))
          .isEqualTo(seven);
      assertThat(KeyType.parse(TypeOids.NUMERIC, column, "7.0")).isEqualTo(seven);
    }
    assertThat(decode(0, TypeOids.INT4, "00000007")).isEqualTo(seven);
    assertThat(decode(TypeOids.UNKNOWN, TypeOids.INT2, "0007")).isEqualTo(seven);
    assertThat(decode(TypeOids.INT4, TypeOids.INT8, "fffffff9")).isEqualTo(new KeyValue.Whole(-7));
  }

  @ParameterizedTest
  @CsvSource({
    "0000 0000 0000 0000, 0",
    "0001 0000 4000 0000 0001, -1",
    "0001 0001 0000 0000 0001, 10000",
    "0002 0001 0000 0000 0001 0002, 10002",
    "0005 0004 0000 0000 039a 0d2c 0170 1565 16af, 9223372036854775807",
    "0005 0004 4000 0000 039a 0d2c 0170 1565 16b0, -9223372036854775808",
  })
  void binaryNumericsThatAreWholeAreRead(String hex, long expected) {
    assertThat(decode(TypeOids.NUMERIC, TypeOids.NUMERIC, hex))
        .isEqualTo(new KeyValue.Whole(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0001 0000 0000 0000",
        "0001 0000 0000 0000 0007 0000",
        "0002 0000 0000 0001 0001 1388",
        "0001 ffff 0000 0001 1388",
        "0000 0000 c000 0000",
        "0000 0000 d000 0000",
        "0001 0000 0000 0000 2710",
        "0001 0000 0000 0000 ffff",
        "0001 7fff 0000 0000 0001",
        "ffff 0000 0000 0000",
      })
  void binaryNumericsThatAreNotWholeOrTooLargeOrBrokenAreNone(String hex) {
    assertThat(decode(TypeOids.NUMERIC, TypeOids.NUMERIC, hex)).isNull();
  }

  @Test
  void blanksAtTheEndDoNotCountInBpcharAndMakeAVarcharUncertain() {
    KeyValue text = new KeyValue.Text("ab");
    assertThat(KeyType.BPCHAR.parse("ab  ")).isEqualTo(text);
    assertThat(KeyType.TEXT.parse("ab  ")).isEqualTo(new KeyValue.Text("ab  "));
    assertThat(KeyType.VARCHAR.parse("ab")).isEqualTo(text);
    assertThat(KeyType.VARCHAR.parse("ab ")).isNull();
    assertThat(decode(TypeOids.TEXT, TypeOids.BPCHAR, "616220")).isEqualTo(text);
    assertThat(decode(TypeOids.BPCHAR, TypeOids.TEXT, "616220")).isEqualTo(text);
    assertThat(decode(TypeOids.BPCHAR, TypeOids.VARCHAR, "616220")).isEqualTo(text);
    assertThat(decode(TypeOids.VARCHAR, TypeOids.TEXT, "616220"))
        .isEqualTo(new KeyValue.Text("ab "));
    assertThat(decode(TypeOids.TEXT, TypeOids.VARCHAR, "616220")).isNull();
  }

  @Test
  void textsThatAreNoUtf8AreNone() {
    assertThat(decode(0, TypeOids.TEXT, "c3a9")).isEqualTo(new KeyValue.Text("é"));
    assertThat(decode(0, TypeOids.TEXT, "c3")).isNull();
    assertThat(decode(0, TypeOids.TEXT, "6100")).isNull();
    assertThat(decode(0, TypeOids.TEXT, "")).isEqualTo(new KeyValue.Text(""));
  }

  @Test
  void textAndBinaryFormsOfOneValueAreOneKey() {
    assertThat(decode(0, TypeOids.UUID, "a0eebc999c0b4ef8bb6d6bb9bd380a11"))
        .isEqualTo(KeyType.UUID.parse("{A0EEBC99-9c0b4ef8-bb6d6bb9bd380a11}"))
        .isNotNull();
    assertThat(decode(0, TypeOids.DATE, "ffffffff")).isEqualTo(KeyType.DATE.parse("1999-12-31"));
    assertThat(decode(0, TypeOids.TIMESTAMP, "00000000000f4240"))
        .isEqualTo(KeyType.TIMESTAMP.parse("2000-01-01 00:00:01"));
    assertThat(decode(0, TypeOids.TIMESTAMPTZ, "00000000000f4240"))
        .isEqualTo(KeyType.TIMESTAMPTZ.parse("2000-01-01 01:00:01+01"));
    assertThat(decode(0, TypeOids.BOOL, "01")).isEqualTo(KeyType.BOOLEAN.parse("yes"));
    assertThat(decode(0, TypeOids.BOOL, "00")).isEqualTo(KeyType.BOOLEAN.parse("off"));
    assertThat(decode(TypeOids.DATE, TypeOids.TIMESTAMP, "00000001"))
        .isEqualTo(KeyType.TIMESTAMP.parse("2000-01-02 00:00:00"));
    assertThat(KeyType.parse(TypeOids.DATE, TypeOids.TIMESTAMP, "2000-01-02"))
        .isEqualTo(KeyType.TIMESTAMP.parse("2000-01-02"));
  }

  @Test
  void aParameterOfATypeWhoseMeaningDependsOnMoreIsNone() {
    assertThat(decode(FLOAT8, TypeOids.INT4, "401c000000000000")).isNull();
    assertThat(decode(TypeOids.TEXT, TypeOids.INT4, "37")).isNull();
    assertThat(decode(TypeOids.INT4, TypeOids.TEXT, "00000007")).isNull();
    assertThat(decode(TypeOids.TIMESTAMP, TypeOids.TIMESTAMPTZ, "0000000000000000")).isNull();
    assertThat(decode(TypeOids.TIMESTAMP, TypeOids.DATE, "0000000000000000")).isNull();
    assertThat(decode(TypeOids.DATE, TypeOids.TIMESTAMP, "7fffffff")).isNull();
    assertThat(decode(0, FLOAT8, "401c000000000000")).isNull();
    assertThat(KeyType.parse(FLOAT8, TypeOids.INT4, "7")).isNull();
    assertThat(KeyType.parse(TypeOids.TIMESTAMP, TypeOids.TIMESTAMPTZ, "2000-01-01 00:00:00+00"))
        .isNull();
    assertThat(KeyType.of(FLOAT8)).isNull();
  }

  @Test
  void decodingMovesNothingOfTheBuffer() {
    ByteBuffer bytes = ByteBuffer.allocate(12).putInt(4, 7).position(4).limit(8);
    assertThat(KeyType.decode(0, TypeOids.INT4, bytes)).isEqualTo(new KeyValue.Whole(7));
    assertThat(bytes.position()).isEqualTo(4);
    assertThat(bytes.limit()).isEqualTo(8);
  }

  @Test
  void noBytesAndNoTextMakeItFail() {
    Random random = new Random(20_260_201);
    int[] oids = {
      0, 16, 17, 20, 21, 23, 25, 700, 701, 705, 1042, 1043, 1082, 1114, 1184, 1700, 2950, -1
    };
    int values = 0;
    for (int round = 0; round < 300_000; round++) {
      byte[] bytes = new byte[random.nextInt(26)];
      random.nextBytes(bytes);
      if (random.nextBoolean() && bytes.length > 8) {
        // Something like a numeric.
        ByteBuffer.wrap(bytes)
            .putShort((short) ((bytes.length - 8) / 2))
            .putShort((short) (random.nextInt(9) - 2))
            .putShort((short) 0)
            .putShort((short) 0);
      }
      int parameter = oids[random.nextInt(oids.length)];
      int column = oids[random.nextInt(oids.length)];
      KeyValue value = KeyType.decode(parameter, column, ByteBuffer.wrap(bytes));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      KeyValue parsed = KeyType.parse(parameter, column, text);
      if (value != null
          && value.equals(KeyType.decode(parameter, column, ByteBuffer.wrap(bytes)))) {
        values++;
        assertThat(value.hash()).isEqualTo(value.hash());
      }
      if (parsed != null) {
        assertThat(KeyType.of(column)).isNotNull();
      }
    }
    assertThat(values).isGreaterThan(1_000);
  }
}
