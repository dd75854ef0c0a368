package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.copy.CopyError;
import io.penstock.sql.copy.CopyFormat;
import io.penstock.sql.copy.CopyReader;
import io.penstock.sql.copy.CopyRows;
import io.penstock.sql.copy.CopyTarget;
import io.penstock.sql.copy.NotCopied;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows go where statements with their keys look for them. */
class CopyKeysTest {
  private static final ShardMap MAP =
      ShardMap.of(
          Shardings.of(
              "shards: [{name: s0, nodes: [{host: h, port: 1}]},"
                  + " {name: s1, nodes: [{host: h, port: 2}]},"
                  + " {name: s2, nodes: [{host: h, port: 3}]}]"));

  private static String place(
      ShardMap map, CopyTarget target, String options, ClientEncoding encoding, byte[] data) {
    byte[] sql = ("COPY t FROM STDIN " + options).getBytes(StandardCharsets.UTF_8);
    try {
      CopyFormat format = CopyReader.read(sql, 0, sql.length, encoding, true).format();
      CopyKeys keys = new CopyKeys(target, format, encoding, map);
      CopyRows rows = CopyRows.of(format, target.columns().size(), false, 1 << 20);
      rows.feed(ByteBuffer.wrap(data));
      rows.finish();
      List<String> places = new ArrayList<>();
      while (rows.next()) {
        places.add(String.valueOf(keys.place(rows)));
      }
      return String.join(" ", places);
    } catch (CopyError e) {
      return e.sqlState() + " " + e.sentence() + " at " + e.where("t");
    } catch (NotCopied e) {
      throw new AssertionError(e);
    }
  }

  private static CopyTarget target(int type) {
    return new CopyTarget("t", List.of("b", "a"), List.of(new CopyTarget.Column("a", 1, type)));
  }

  private static String placed(int type, String value) {
    byte[] row = ("x\t" + value + "\n").getBytes(StandardCharsets.UTF_8);
    return place(MAP, target(type), "", ClientEncoding.UTF8, row);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 7",
    "20, -7",
    "23, +07",
    "21, 0",
    "20, 9223372036854775807",
    "20, 1234567890123456789",
    "1700, 7.0",
    "25, müller",
    "1043, x y",
    "1042, x",
    "2950, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "1082, 2026-11-20",
    "1114, 2026-11-20 10:11:12",
    "1184, 2026-11-20 10:11:12+01",
    "16, true"
  })
  void aKeyIsWhereItsLiteralWouldBe(int type, String value) {
    KeyValue key = KeyType.parse(0, type, value);
    assertThat(key).isNotNull();
    assertThat(placed(type, value)).isEqualTo(String.valueOf(MAP.place(List.of(key))));
  }

  @ParameterizedTest
  @CsvSource({
    "20, 1e3, 'what a key of t is cannot be told with certainty'",
    "20, '', 'what a key of t is cannot be told with certainty'",
    "20, 9223372036854775808, 'what a key of t is cannot be told with certainty'",
    "20, \\N, 'a key of t is NULL'",
    "25, \\xff, 'what a key of t is cannot be told with certainty'",
    "1082, 20.11.2026, 'what a key of t is cannot be told with certainty'"
  })
  void aKeyThatIsNotCertainIsRefusedWithItsLine(int type, String value, String sentence) {
    assertThat(placed(type, value)).isEqualTo("0A000 " + sentence + " at COPY t, line 1, column a");
  }

  @Test
  void aRowWithoutItsKeyIsToldAsPostgresDoes() {
    assertThat(place(MAP, target(20), "", ClientEncoding.UTF8, new byte[] {'x', '\n'}))
        .isEqualTo("22P04 missing data for column \"a\" at COPY t, line 1");
  }

  @Test
  void lettersAreThoseOfTheDatasEncoding() {
    KeyValue key = new KeyValue.Text("é");
    String place = String.valueOf(MAP.place(List.of(key)));
    byte[] latin = {'x', '\t', (byte) 0xE9, '\n'};
    assertThat(place(MAP, target(25), "", ClientEncoding.LATIN1, latin)).isEqualTo(place);
    assertThat(place(MAP, target(25), "(ENCODING 'latin1')", ClientEncoding.UTF8, latin))
        .isEqualTo(place);
    assertThat(place(MAP, target(25), "", ClientEncoding.UTF8, latin)).startsWith("0A000");
    assertThat(place(MAP, target(25), "", ClientEncoding.KOI8R, latin)).startsWith("0A000");
  }

  @Test
  void keysOfSeveralColumns() {
    CopyTarget target =
        new CopyTarget(
            "t",
            List.of("a", "c", "b"),
            List.of(new CopyTarget.Column("b", 2, 20), new CopyTarget.Column("a", 0, 25)));
    List<KeyValue> key = List.of(new KeyValue.Whole(5), new KeyValue.Text("k"));
    assertThat(
            place(
                MAP,
                target,
                "CSV",
                ClientEncoding.UTF8,
                "\"k\",,5\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(String.valueOf(MAP.place(key)));
  }

  @Test
  void binaryKeys() {
    ByteBuffer data = ByteBuffer.allocate(100);
    data.put("PGCOPY\n\u00FF\r\n\0".getBytes(StandardCharsets.ISO_8859_1)).putLong(0);
    data.putShort((short) 2).putInt(-1).putInt(8).putLong(-5);
    byte[] bytes = new byte[data.position()];
    data.flip().get(bytes);
    ByteBuffer rows = ByteBuffer.wrap(bytes);
    assertThat(binary(20, rows)).isEqualTo(MAP.place(List.of(new KeyValue.Whole(-5))));
  }

  private static int binary(int type, ByteBuffer data) {
    byte[] sql = "COPY t FROM STDIN BINARY".getBytes(StandardCharsets.UTF_8);
    try {
      CopyFormat format = CopyReader.read(sql, 0, sql.length, ClientEncoding.UTF8, true).format();
      CopyRows rows = CopyRows.of(format, 2, false, 1000);
      rows.feed(data);
      assertThat(rows.next()).isTrue();
      assertThat(rows.isForAll()).isTrue();
      assertThat(rows.next()).isTrue();
      return new CopyKeys(target(type), format, ClientEncoding.UTF8, MAP).place(rows);
    } catch (CopyError | NotCopied e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aKeyOnTheMoveIsTold() {
    String two =
        "shards: [{name: s0, nodes: [{host: h, port: 1}]},"
            + " {name: s1, WEIGHT nodes: [{host: h, port: 2}]}]";
    KeyMove move =
        new KeyMove(
            Shardings.of(two.replace("WEIGHT", "weight: 0,")),
            Shardings.of(two.replace("WEIGHT", "")),
            KeyBound.NOTHING,
            KeyBound.above(List.of(new KeyValue.Whole(1000))),
            false);
    ShardMap map = ShardMap.moving(Shardings.of(two.replace("WEIGHT", "")), move);
    StringBuilder rows = new StringBuilder();
    for (int key = 0; key < 50; key++) {
      rows.append("x\t").append(key).append('\n');
    }
    byte[] data = rows.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(place(map, target(20), "", ClientEncoding.UTF8, data).split(" "))
        .hasSize(50)
        .containsOnly("0", String.valueOf(ShardMap.HELD))
        .contains("0", String.valueOf(ShardMap.HELD));
  }
}
