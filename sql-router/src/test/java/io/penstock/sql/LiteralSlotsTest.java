package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralSlotsTest {
  @Test
  void aSlotIsFoundByWhereItsLiteralEnds() {
    byte[] sql = "SELECT 1, -22, 'x' FROM t".getBytes(StandardCharsets.UTF_8);
    LiteralSlots slots = LiteralSlots.of(sql, 0, sql.length, ClientEncoding.UTF8, true);

    assertThat(slots.endingAt(8)).isEqualTo(slots.slots().get(0));
    assertThat(slots.endingAt(13)).isEqualTo(slots.slots().get(1));
    assertThat(slots.endingAt(18)).isEqualTo(slots.slots().get(2));
    assertThat(slots.endingAt(12)).isNull();
    assertThat(slots.endingAt(0)).isNull();
  }

  private static LiteralSlots of(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.US_ASCII);
    return LiteralSlots.of(
        Scans.surrounded(text), Scans.OFFSET, text.length, ClientEncoding.UTF8, true);
  }

  private static String written(String sql) {
    StringBuilder slots = new StringBuilder();
    for (LiteralSlot slot : of(sql).slots()) {
      slots
          .append(slots.isEmpty() ? "" : " ")
          .append(slot.number())
          .append(slot.negative() ? ":-" : ":")
          .append(sql, slot.start(), slot.end());
    }
    return slots.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "SELECT a FROM t WHERE b = 1 AND c = 'x;' ! 0:1 1:'x;'",
        "SELECT -1, + 2, a - 3, $4, E'\\''        ! 0:-1 1:2 2:3 3:$4 4:E'\\''",
        "SELECT NULL, a FROM t ORDER BY 1, 2 LIMIT 3 ! 0:3",
        "SELECT 1 WHERE a IN (1, 2, 3) AND b = 4  ! 0:1 1:1 1:2 1:3 2:4",
        "SELECT 1 WHERE a IN (1, 'x', 2, 3) AND 4 ! 0:1 1:1 2:'x' 3:2 3:3 4:4",
        "INSERT INTO t VALUES (1, 'a', $1), (2, 'b', $2) RETURNING 5 ! 0:1 1:'a' 2:$1 0:2 1:'b' 2:$2 3:5",
        "INSERT INTO t VALUES (1, now()), (-2, now()), (f(3), 4), (f(5), 6) ! 0:1 0:-2 1:3 2:4 1:5 2:6",
        "INSERT INTO t VALUES (NULL, 1), (2, true) ! 0:NULL 1:1 0:2 1:true",
        "INSERT INTO t VALUES (ARRAY[1, 2], 3), (ARRAY[4], 5); SELECT 6 ! 0:1 0:2 1:3 0:4 1:5 2:6",
        "EXPLAIN (ANALYZE 0) SELECT 1             ! 0:1",
      })
  void literalsAreNumberedAsTheFingerprintTellsThemApart(String sql, String expected) {
    assertThat(written(sql)).isEqualTo(expected);
  }

  @Test
  void slotsAreFoundByPositionAndByNumber() {
    LiteralSlots slots = of("SELECT 1 WHERE a IN (2, 3) AND b = $1");
    assertThat(slots.at(21)).isEqualTo(new LiteralSlot(1, 21, 22, TokenKind.NUMBER, false));
    assertThat(slots.at(20)).isNull();
    assertThat(slots.numbered(1)).extracting(LiteralSlot::start).containsExactly(21, 24);
    assertThat(slots.numbered(2))
        .extracting(LiteralSlot::kind)
        .containsExactly(TokenKind.PARAMETER);
    assertThat(slots.numbered(3)).isEmpty();
  }
}
