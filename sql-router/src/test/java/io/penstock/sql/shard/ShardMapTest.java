package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardMapTest {
  private static final int KEYS = 1_000_000;

  private static ShardMap map(String keys) {
    return ShardMap.of(Shardings.of(keys));
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(shard -> "s" + shard).toList();
  }

  private static List<KeyValue> whole(long value) {
    return List.of(new KeyValue.Whole(value));
  }

  private static List<KeyValue> value(KeyType type, String text) {
    return List.of(Objects.requireNonNull(type.parse(text), text));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8, 16})
  void theLargestShardHoldsLittleMoreThanItsShare(int shards) {
    ShardMap map = map(Shardings.shards(names(shards)));
    assertThat(map.shards()).isEqualTo(shards);
    int[] ofNumbers = new int[shards];
    int[] ofTexts = new int[shards];
    for (int key = 0; key < KEYS; key++) {
      ofNumbers[map.place(whole(key))]++;
      ofTexts[map.place(List.of(new KeyValue.Text("customer-" + key)))]++;
    }
    double mean = (double) KEYS / shards;
    for (int[] held : List.of(ofNumbers, ofTexts)) {
      assertThat(IntStream.of(held).max().orElseThrow()).isLessThan((int) (1.15 * mean));
      assertThat(IntStream.of(held).min().orElseThrow()).isGreaterThan((int) (0.85 * mean));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 16})
  void aShardThatComesTakesItsShareAndNoKeyMovesBetweenOthers(int shards) {
    List<String> more = new ArrayList<>(names(shards));
    // Not at the end: the order of shards must not count.
    more.add(0, "new");
    ShardMap old = map(Shardings.shards(names(shards)));
    ShardMap now = map(Shardings.shards(more));
    int moved = 0;
    int between = 0;
    for (int key = 0; key < KEYS; key++) {
      String before = old.name(old.place(whole(key)));
      String after = now.name(now.place(whole(key)));
      moved += after.equals("new") ? 1 : 0;
      between += after.equals("new") || after.equals(before) ? 0 : 1;
    }
    assertThat(between).isZero();
    assertThat(moved).isLessThan((int) (1.15 / (shards + 1) * KEYS));
    assertThat(moved).isGreaterThan((int) (0.85 / (shards + 1) * KEYS));
  }

  @Test
  void aShardOfTwiceTheWeightHoldsTwiceTheKeys() {
    ShardMap map =
        map(
            "shards: [{name: a, nodes: [{host: a}]}, {name: b, weight: 2, nodes: [{host: b}]},"
                + " {name: c, nodes: [{host: c}]}]");
    int heavy = 0;
    for (int key = 0; key < KEYS; key++) {
      heavy += map.place(whole(key)) == 1 ? 1 : 0;
    }
    assertThat((double) heavy / KEYS).isBetween(0.5 * 0.93, 0.5 * 1.07);
  }

  @Test
  void placesOnTheRingNeverChange() {
    ShardMap map = map(Shardings.shards("s0", "s1", "s2"));
    StringBuilder found = new StringBuilder();
    for (int key = 0; key < 64; key++) {
      found.append(map.place(whole(key)));
    }
    assertThat(found)
        .hasToString("2220201222012201122120002201220022222102000001120122002011112011");
  }

  @Test
  void keysOfSeveralColumnsDependOnAllOfThemAndTheirOrder() {
    ShardMap map = map(Shardings.shards(names(16)));
    int differs = 0;
    for (int key = 0; key < 1_000; key++) {
      KeyValue first = new KeyValue.Whole(key);
      KeyValue second = new KeyValue.Whole(key + 1);
      int shard = map.place(List.of(first, second));
      differs += shard != map.place(List.of(second, first)) ? 1 : 0;
      differs += shard != map.place(List.of(first)) ? 1 : 0;
      differs += shard != map.place(List.of(first, first)) ? 1 : 0;
    }
    assertThat(differs).isBetween(2_700, 2_900);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consistent-hash", "hash", "range", "list"})
  void placingANumberAllocatesNothing(String algorithm) {
    String held =
        switch (algorithm) {
          case "range" -> ", ranges: [{from: 0}]";
          case "list" -> ", values: [1, 2, 3]";
          default -> "";
        };
    ShardMap map =
        map("algorithm: %s, shards: [{name: a, nodes: [{host: a}]%s}]".formatted(algorithm, held));
    List<KeyValue> key = whole(3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += map.place(key);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100_000; i++) {
      sum += map.place(key);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isZero();
    assertThat(allocated / 100_000).as("bytes for each key").isZero();
  }

  @Test
  void aRangeHoldsItsLowestValueAndNotItsEnd() {
    ShardMap map =
        map(
            """
            algorithm: range, shards: [
              {name: a, nodes: [{host: a}], ranges: [{to: -10}, {from: 100, to: 200}]},
              {name: b, nodes: [{host: b}], ranges: [{from: -10, to: 100}, {from: 300}]}]
            """);
    assertThat(map.place(whole(Long.MIN_VALUE))).isZero();
    assertThat(map.place(whole(-11))).isZero();
    assertThat(map.place(whole(-10))).isEqualTo(1);
    assertThat(map.place(whole(99))).isEqualTo(1);
    assertThat(map.place(whole(100))).isZero();
    assertThat(map.place(whole(199))).isZero();
    assertThat(map.place(whole(200))).isEqualTo(ShardMap.NOWHERE);
    assertThat(map.place(whole(299))).isEqualTo(ShardMap.NOWHERE);
    assertThat(map.place(whole(300))).isEqualTo(1);
    assertThat(map.place(whole(Long.MAX_VALUE))).isEqualTo(1);
    assertThat(map.places(TypeOids.INT4)).isTrue();
    assertThat(map.places(TypeOids.NUMERIC)).isTrue();
    assertThat(map.places(TypeOids.TEXT)).isFalse();
  }

  @Test
  void whatIsBelowEveryRangeIsNowhere() {
    ShardMap map =
        map(
            "algorithm: range, shards: [{name: a, nodes: [{host: a}], ranges: [{from: 5, to: 6}]}]");
    assertThat(map.place(whole(4))).isEqualTo(ShardMap.NOWHERE);
    assertThat(map.place(whole(5))).isZero();
  }

  @Test
  void rangesOfEveryTypeAreInItsOrder() {
    ShardMap days = ranges("2026-01-01", "2026-07-01");
    assertThat(days.place(value(KeyType.DATE, "2025-12-31"))).isZero();
    assertThat(days.place(value(KeyType.DATE, "2026-01-01"))).isEqualTo(1);
    assertThat(days.place(value(KeyType.DATE, "2026-07-01"))).isEqualTo(ShardMap.NOWHERE);
    ShardMap uuids =
        ranges("7fffffff-0000-0000-0000-000000000000", "80000000-0000-0000-0000-000000000000");
    assertThat(uuids.place(value(KeyType.UUID, "7ffffffe-ffff-ffff-ffff-ffffffffffff"))).isZero();
    assertThat(uuids.place(value(KeyType.UUID, "7fffffff-ffff-ffff-ffff-ffffffffffff")))
        .isEqualTo(1);
    ShardMap texts = ranges("M", "m");
    assertThat(texts.place(value(KeyType.TEXT, "Lima"))).isZero();
    assertThat(texts.place(value(KeyType.VARCHAR, "Zürich"))).isEqualTo(1);
    assertThat(texts.place(value(KeyType.TEXT, "zoo"))).isEqualTo(ShardMap.NOWHERE);
    ShardMap moments = ranges("2026-01-01 00:00:00+01", "2026-01-01 00:00:00Z");
    assertThat(moments.place(value(KeyType.TIMESTAMPTZ, "2025-12-31 22:59:59Z"))).isZero();
    assertThat(moments.place(value(KeyType.TIMESTAMPTZ, "2025-12-31 23:00:00Z"))).isEqualTo(1);
    assertThat(moments.places(TypeOids.TIMESTAMP)).isFalse();
  }

  private static ShardMap ranges(String first, String second) {
    return map(
        """
        algorithm: range, shards: [
          {name: a, nodes: [{host: a}], ranges: [{to: "%s"}]},
          {name: b, nodes: [{host: b}], ranges: [{from: "%s", to: "%s"}]}]
        """
            .formatted(first, first, second));
  }

  @Test
  void aListHoldsItsValuesInEverySpellingAndNoOther() {
    ShardMap map =
        map(
            """
            algorithm: list, shards: [
              {name: a, nodes: [{host: a}], values: [1, 2]},
              {name: b, nodes: [{host: b}], values: ["003"]}]
            """);
    assertThat(map.place(value(KeyType.INTEGER, "2.0"))).isZero();
    assertThat(map.place(whole(3))).isEqualTo(1);
    assertThat(map.place(whole(4))).isEqualTo(ShardMap.NOWHERE);
    assertThat(map.places(TypeOids.INT8)).isTrue();
    assertThat(map.places(TypeOids.VARCHAR)).isFalse();
  }

  @Test
  void aListOfNumbersMayBeOneOfTexts() {
    ShardMap map =
        map(
            "algorithm: list, key-type: text, shards: [{name: a, nodes: [{host: a}], values: [1]}]");
    assertThat(map.place(value(KeyType.TEXT, "1"))).isZero();
    assertThat(map.place(value(KeyType.TEXT, "01"))).isEqualTo(ShardMap.NOWHERE);
    assertThat(map.places(TypeOids.INT4)).isFalse();
  }

  @Test
  void aPinnedKeyLivesWhereItIsPinnedWhateverItsType() {
    String rest =
        ", tables: [{name: t, key: k}, {name: u, key: [k, l]}],"
            + " pins: [{key: 42, shard: s1}, {key: [acme, 7], shard: s2}]";
    for (String algorithm : List.of("consistent-hash", "hash")) {
      String shards = "algorithm: " + algorithm + ", " + Shardings.shards("s0", "s1", "s2");
      ShardMap plain = map(shards);
      ShardMap pinned = map(shards + rest);
      assertThat(pinned.place(whole(42))).isEqualTo(1);
      assertThat(pinned.place(value(KeyType.TEXT, "42"))).isEqualTo(1);
      KeyValue acme = new KeyValue.Text("acme");
      assertThat(pinned.place(List.of(acme, new KeyValue.Whole(7)))).isEqualTo(2);
      assertThat(pinned.place(List.of(acme, new KeyValue.Text("7")))).isEqualTo(2);
      for (int key = 43; key < 143; key++) {
        assertThat(pinned.place(whole(key))).isEqualTo(plain.place(whole(key)));
      }
    }
  }

  @Test
  void theHashOfPostgresPlacesNoNumericAndTheRingAllThatIsAKey() {
    ShardMap hash = map("algorithm: hash, " + Shardings.shards("s0", "s1"));
    ShardMap ring = map(Shardings.shards("s0", "s1"));
    assertThat(hash.places(TypeOids.INT8)).isTrue();
    assertThat(hash.places(TypeOids.NUMERIC)).isFalse();
    assertThat(ring.places(TypeOids.NUMERIC)).isTrue();
    assertThat(ring.places(701)).isFalse();
  }

  @Test
  void aTableIsFoundInItsSchemaBeforeAnyOther() {
    ShardMap map =
        map(
            Shardings.shards("s0")
                + ", tables: [{name: t, key: a}, {name: s.t, key: [b, c]},"
                + " {name: s.u, key: d}, {name: r, reference: true}]");
    assertThat(map.table("s", "t")).isEqualTo(new TableRule("s.t", List.of("b", "c")));
    assertThat(map.table("public", "t")).isEqualTo(new TableRule("t", List.of("a")));
    assertThat(map.table(null, "t")).isEqualTo(new TableRule("t", List.of("a")));
    assertThat(map.table(null, "u")).isNull();
    assertThat(map.table("public", "u")).isNull();
    assertThat(map.table("s", "T")).isNull();
    assertThat(Objects.requireNonNull(map.table("x", "r")).isReference()).isTrue();
    assertThat(Objects.requireNonNull(map.table("s", "u")).isReference()).isFalse();
  }
}
