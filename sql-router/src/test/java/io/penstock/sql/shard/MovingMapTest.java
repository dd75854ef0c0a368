package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ShardingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The map of keys while some of them move. */
class MovingMapTest {
  private static final String TWO = "shards: [{name: s0, NODE}, {name: s1, NODE}]";
  private static final String JOINING =
      "shards: [{name: s0, NODE}, {name: s1, NODE}, {name: s2, weight: 0, NODE}]";
  private static final String THREE =
      "shards: [{name: s0, NODE}, {name: s1, NODE}, {name: s2, NODE}]";

  private static final List<List<KeyValue>> KEYS = keys();

  private static List<List<KeyValue>> keys() {
    List<List<KeyValue>> keys = new ArrayList<>();
    Random random = new Random(5);
    LongStream.range(-300, 300).forEach(key -> keys.add(List.of(new KeyValue.Whole(key))));
    for (int i = 0; i < 300; i++) {
      keys.add(List.of(new KeyValue.Text("customer " + random.nextInt())));
      keys.add(List.of(new KeyValue.Uuid(random.nextLong(), random.nextLong())));
      keys.add(List.of(new KeyValue.Whole(random.nextLong()), new KeyValue.Text("x" + i)));
    }
    return keys;
  }

  private static ShardingConfig config(String keys) {
    int[] port = {1};
    StringBuilder named = new StringBuilder();
    for (String part : keys.split("NODE", -1)) {
      named.append(part);
      if (named.indexOf("]", named.length() - 2) < 0 || !part.endsWith("]")) {
        named.append("nodes: [{host: h, port: %d}]".formatted(port[0]++));
      }
    }
    return Shardings.of(named.toString());
  }

  private static ShardMap moving(KeyMove move) {
    return ShardMap.moving(config(THREE), move);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 400", "700, 700", "300, 900", "1499, 1499"})
  void everyKeyIsAtOnePlaceAtEachMoment(int moved, int held) {
    ShardingConfig before = config(JOINING);
    ShardingConfig after = config(THREE);
    List<List<KeyValue>> ordered = new ArrayList<>(KEYS);
    ordered.sort(KeyBound::compare);
    KeyBound from = moved == 0 ? KeyBound.NOTHING : KeyBound.above(ordered.get(moved - 1));
    KeyBound to = held == moved ? null : KeyBound.above(ordered.get(held - 1));
    ShardMap map = moving(new KeyMove(before, after, from, to, false));
    ShardMap old = ShardMap.of(before);
    ShardMap next = ShardMap.of(after);
    int heldKeys = 0;
    for (int at = 0; at < ordered.size(); at++) {
      List<KeyValue> key = ordered.get(at);
      boolean moves = old.place(key) != next.place(key);
      boolean onTheMove = moves && at >= moved && at < held;
      heldKeys += onTheMove ? 1 : 0;
      assertThat(map.place(key))
          .isEqualTo(onTheMove ? ShardMap.HELD : at < moved ? next.place(key) : old.place(key));
      assertThat(map.placeBefore(key)).isEqualTo(old.place(key));
      assertThat(map.placeAfter(key)).isEqualTo(next.place(key));
    }
    assertThat(heldKeys > 0).isEqualTo(held > moved);
    assertThat(map.unsettled()).isEqualTo(held > moved);
  }

  @Test
  void atItsEndsTheMapIsThatBeforeAndThatAfter() {
    KeyMove begins = new KeyMove(config(TWO), config(THREE), KeyBound.NOTHING, null, false);
    KeyMove ends = new KeyMove(config(TWO), config(THREE), KeyBound.EVERYTHING, null, false);
    ShardMap two = ShardMap.of(config(TWO));
    ShardMap three = ShardMap.of(config(THREE));
    ShardMap first = moving(begins);
    ShardMap last = moving(ends);
    for (List<KeyValue> key : KEYS) {
      assertThat(first.place(key)).isEqualTo(two.place(key));
      assertThat(last.place(key)).isEqualTo(three.place(key));
    }
  }

  @Test
  void aMapOfTheSameMoveIsMadeOfTheOneBefore() {
    ShardingConfig before = config(JOINING);
    ShardingConfig after = config(THREE);
    ShardMap begins = moving(new KeyMove(before, after, KeyBound.NOTHING, null, false));
    ShardMap ends = begins.at(new KeyMove(before, after, KeyBound.EVERYTHING, null, false));
    ShardMap three = ShardMap.of(after);
    assertThat(ends).isNotNull();
    for (List<KeyValue> key : KEYS) {
      assertThat(ends.place(key)).isEqualTo(three.place(key));
    }
    KeyMove another = new KeyMove(after, before, KeyBound.NOTHING, null, false);
    assertThat(begins.at(another)).isNull();
    assertThat(ShardMap.of(before).at(another)).isNull();
  }

  @Test
  void whatAllShardsHaveIsNotReadFromOneThatHasNoKeysYet() {
    ShardMap map =
        moving(new KeyMove(config(JOINING), config(THREE), KeyBound.NOTHING, null, false));
    for (long session = -50; session < 50; session++) {
      assertThat(map.any(session)).isLessThan(2);
      assertThat(ShardMap.of(config(JOINING)).any(session)).isLessThan(2);
    }
    assertThat(LongStream.range(0, 30).map(session -> ShardMap.of(config(THREE)).any(session)))
        .contains(2L);
  }

  @Test
  void aPlacementOfOtherShardsIsUnderstoodByTheirNames() {
    ShardMap map = ShardMap.of(config(JOINING), config(THREE));
    ShardMap three = ShardMap.of(config(THREE));
    for (List<KeyValue> key : KEYS) {
      assertThat(map.name(map.place(key))).isEqualTo(three.name(three.place(key)));
    }
  }
}
