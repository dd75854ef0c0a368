package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyBoundTest {
  private static final KeyValue ONE = new KeyValue.Whole(1);

  /** In their order. */
  private static final List<List<KeyValue>> KEYS =
      List.of(
          List.of(new KeyValue.Whole(Long.MIN_VALUE)),
          List.of(new KeyValue.Whole(-1)),
          List.of(ONE),
          List.of(new KeyValue.Whole(Long.MAX_VALUE)),
          List.of(new KeyValue.Uuid(0, 5)),
          List.of(new KeyValue.Uuid(7, -1)),
          List.of(new KeyValue.Uuid(-1, 0)),
          List.of(new KeyValue.Day(-3)),
          List.of(new KeyValue.Day(9000)),
          List.of(new KeyValue.Moment(-1, false)),
          List.of(new KeyValue.Moment(1_234_567_890_123_456L, false)),
          List.of(new KeyValue.Moment(-86_400_000_000L, true)),
          List.of(new KeyValue.Moment(0, true)),
          List.of(new KeyValue.Text("")),
          List.of(new KeyValue.Text("B: c")),
          List.of(new KeyValue.Text("a, \"'\\")),
          List.of(new KeyValue.Text("everything")),
          List.of(new KeyValue.Text("ä")),
          List.of(new KeyValue.Text("\uFFFD")),
          List.of(new KeyValue.Text("\uD83D\uDE00")),
          List.of(new KeyValue.Truth(false)),
          List.of(new KeyValue.Truth(true)),
          List.of(ONE, new KeyValue.Whole(2)),
          List.of(ONE, new KeyValue.Whole(3)),
          List.of(new KeyValue.Whole(2), new KeyValue.Whole(0)),
          List.of(ONE, new KeyValue.Text("a")));

  @Test
  void keysOfAllTypesHaveOneOrder() {
    List<List<KeyValue>> shuffled = new ArrayList<>(KEYS);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.sort(KeyBound::compare);
    assertThat(shuffled).isEqualTo(KEYS);
  }

  @Test
  void aBoundIsAboveItsKeyAndAllBeforeIt() {
    for (int at = 0; at < KEYS.size(); at++) {
      KeyBound bound = KeyBound.above(KEYS.get(at));
      for (int other = 0; other < KEYS.size(); other++) {
        assertThat(bound.isAbove(KEYS.get(other))).isEqualTo(other <= at);
      }
      assertThat(KeyBound.NOTHING.isAbove(KEYS.get(at))).isFalse();
      assertThat(KeyBound.EVERYTHING.isAbove(KEYS.get(at))).isTrue();
    }
  }

  @Test
  void aBoundIsTheSameAfterItWasWrittenAsTexts() {
    for (List<KeyValue> key : KEYS) {
      KeyBound bound = KeyBound.above(key);
      assertThat(KeyBound.of(bound.texts())).isEqualTo(bound).hasSameHashCodeAs(bound);
      assertThat(bound).isNotEqualTo(KeyBound.NOTHING).isNotEqualTo(KeyBound.EVERYTHING);
    }
    assertThat(KeyBound.of(KeyBound.NOTHING.texts())).isSameAs(KeyBound.NOTHING);
    assertThat(KeyBound.of(KeyBound.EVERYTHING.texts())).isSameAs(KeyBound.EVERYTHING);
    assertThat(KeyBound.NOTHING).isNotEqualTo(KeyBound.EVERYTHING);
    assertThatThrownBy(() -> KeyBound.of(List.of("colour:red")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsKnownOfTypesAloneWhetherAllKeysAreOnOneSide() {
    KeyBound bound = KeyBound.above(List.of(new KeyValue.Text("m")));
    assertThat(bound.compareKeysOf(List.of(TypeOids.INT4))).isNegative();
    assertThat(bound.compareKeysOf(List.of(TypeOids.VARCHAR))).isZero();
    assertThat(bound.compareKeysOf(List.of(TypeOids.BOOL))).isPositive();
    assertThat(bound.compareKeysOf(List.of(TypeOids.INT4, TypeOids.INT4))).isPositive();
    assertThat(KeyBound.NOTHING.compareKeysOf(List.of(TypeOids.INT4))).isPositive();
    assertThat(KeyBound.EVERYTHING.compareKeysOf(List.of(TypeOids.INT4))).isNegative();
  }
}
