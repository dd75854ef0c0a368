package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.config.ShardingConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShardMovesTest {
  private static ShardMoves plan(String old, String now) {
    return ShardMoves.between(Shardings.of(old), Shardings.of(now));
  }

  @Test
  void theSharesOfTheRingAreThoseThatKeysMoveBy() {
    ShardingConfig old = Shardings.of(Shardings.shards("s0", "s1", "s2"));
    ShardingConfig now = Shardings.of(Shardings.shards("s3", "s0", "s1"));
    ShardMap before = ShardMap.of(old);
    ShardMap after = ShardMap.of(now);
    int keys = 1_000_000;
    Map<String, Integer> moved = new TreeMap<>();
    for (int key = 0; key < keys; key++) {
      List<KeyValue> value = List.of(new KeyValue.Whole(key));
      String from = before.name(before.place(value));
      String to = after.name(after.place(value));
      if (!from.equals(to)) {
        moved.merge(from + ">" + to, 1, Integer::sum);
      }
    }
    List<ShardMoves.Share> shares = ShardMoves.between(old, now).shares();
    assertThat(shares).hasSize(moved.size()).hasSizeGreaterThan(2);
    for (ShardMoves.Share share : shares) {
      assertThat(share.part())
          .isCloseTo(moved.get(share.from() + ">" + share.to()) / (double) keys, within(0.002));
    }
  }

  @Test
  void nothingMovesWhenOnlyTheOrderOfTheRingsShardsChanges() {
    ShardMoves plan = plan(Shardings.shards("s0", "s1"), Shardings.shards("s1", "s0"));
    assertThat(plan).isEqualTo(new ShardMoves(List.of(), List.of(), List.of()));
  }

  @Test
  void everyKeyMovesWhenTheOnlyShardGetsAnotherName() {
    assertThat(plan(Shardings.shards("a"), Shardings.shards("b")).shares())
        .singleElement()
        .satisfies(share -> assertThat(share.part()).isCloseTo(1, within(1e-12)));
  }

  @Test
  void theSharesOfPostgresHashAreThoseOfTheRemainders() {
    ShardMoves plan =
        plan(
            "algorithm: hash, " + Shardings.shards("s0", "s1"),
            "algorithm: hash, " + Shardings.shards("s0", "s1", "s2", "s3"));
    assertThat(plan.shares())
        .containsExactly(
            new ShardMoves.Share("s0", "s2", 0.25), new ShardMoves.Share("s1", "s3", 0.25));
    ShardMoves uneven =
        plan(
            "algorithm: hash, " + Shardings.shards("s0", "s1"),
            "algorithm: hash, " + Shardings.shards("s0", "s1", "s2"));
    assertThat(uneven.shares().stream().mapToDouble(ShardMoves.Share::part).sum())
        .isCloseTo(4.0 / 6, within(1e-12));
  }

  @Test
  void rangesAreComparedPieceByPiece() {
    ShardMoves plan =
        plan(
            """
            algorithm: range, shards: [
              {name: a, nodes: [{host: a}], ranges: [{to: 100}]},
              {name: b, nodes: [{host: b}], ranges: [{from: 100}]}]
            """,
            """
            algorithm: range, shards: [
              {name: a, nodes: [{host: a}], ranges: [{from: 0, to: 100}]},
              {name: b, nodes: [{host: b}], ranges: [{from: 100, to: 200}]},
              {name: c, nodes: [{host: c}], ranges: [{from: 200}]}]
            """);
    assertThat(plan.keys())
        .containsExactly(
            new ShardMoves.Keys("below 0", "a", ShardMoves.NONE),
            new ShardMoves.Keys("from 200", "b", "c"));
    assertThat(plan.shares()).isEmpty();
  }

  @Test
  void listsAndPinsAreComparedValueByValue() {
    ShardMoves plan =
        plan(
            """
            algorithm: list, tables: [{name: t, key: k}], pins: [{key: x, shard: a}], shards: [
              {name: a, nodes: [{host: a}], values: [de, fr]},
              {name: b, nodes: [{host: b}], values: [it]}]
            """,
            """
            algorithm: list, tables: [{name: t, key: k}], pins: [{key: y, shard: b}], shards: [
              {name: a, nodes: [{host: a}], values: [de]},
              {name: b, nodes: [{host: b}], values: [it, fr, es]}]
            """);
    assertThat(plan.keys())
        .containsExactly(
            new ShardMoves.Keys("es", ShardMoves.NONE, "b"),
            new ShardMoves.Keys("fr", "a", "b"),
            new ShardMoves.Keys("pin x", "a", ShardMoves.NOT_PINNED),
            new ShardMoves.Keys("pin y", ShardMoves.NOT_PINNED, "b"));
  }

  @Test
  void whatCannotBeCountedIsSaidInWords() {
    ShardMoves plan =
        plan(
            Shardings.shards("a", "b")
                + ", tables: [{name: t, key: k}, {name: u, key: k}, {name: v, key: k}]",
            "algorithm: hash, "
                + Shardings.shards("a", "b")
                + ", tables: [{name: t, key: [k, l]}, {name: u, reference: true}, {name: w, key: k}]");
    assertThat(plan.remarks())
        .containsExactly(
            "the algorithm changes: every key may move",
            "table t: key k becomes key k, l: every row of it may move",
            "table u: key k becomes reference: every row of it may move",
            "table w is new: its rows must be where its rule says",
            "table v is no longer configured");
    ShardMoves types =
        plan(
            "algorithm: list, shards: [{name: a, nodes: [{host: a}], values: [1]}]",
            "algorithm: list, shards: [{name: a, nodes: [{host: a}], values: [x]}]");
    assertThat(types.remarks()).containsExactly("the type of the keys changes: every key may move");
  }
}
