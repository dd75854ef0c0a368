package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTextTest {
  private static ShardingConfig sharding(String block) {
    PenstockConfig config = ConfigLoader.parse("databases:\n  shop: {sharding: {" + block + "}}\n");
    return Objects.requireNonNull(ConfigSamples.database(config, "shop").sharding());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shards: [{name: a, weight: 3, nodes: [{host: x}]}, {name: b, weight: 0, nodes: [{host: y}]}]",
        "virtual-nodes: 7, shards: [{name: 'quoted \"it\" is \\', nodes: [{host: x}]}]",
        "shards: [{name: '$${HOME}', nodes: [{host: x}]}], tables: [{name: t, key: k}],"
            + " pins: [{key: '$${USER}', shard: '$${HOME}'}, {key: 'a: [b]', shard: '$${HOME}'}]",
        "algorithm: hash, shards: [{name: a, nodes: [{host: x}]}, {name: b, nodes: [{host: y}]}]",
        "algorithm: range, key-type: text, shards: [{name: a, nodes: [{host: x}], ranges: [{to: m}]},"
            + " {name: b, nodes: [{host: y}], ranges: [{from: m, to: q}, {from: z}]},"
            + " {name: c, nodes: [{host: z}]}]",
        "algorithm: list, shards: [{name: a, nodes: [{host: x}], values: [1, '2']},"
            + " {name: b, nodes: [{host: y}]}], tables: [{name: s.t, key: [k]},"
            + " {name: r, reference: true}]"
      })
  void whatIsWrittenIsReadAsTheSamePlacement(String block) {
    ShardingConfig config = sharding(block);
    ShardingConfig read = PlacementText.parse(PlacementText.of(config));
    assertThat(read.placesAs(config)).isTrue();
    assertThat(config.placesAs(read)).isTrue();
    assertThat(read.tables()).isEqualTo(config.tables());
    assertThat(read.shards())
        .extracting(ShardConfig::name)
        .isEqualTo(config.shards().stream().map(ShardConfig::name).toList());
    assertThat(PlacementText.of(read)).isEqualTo(PlacementText.of(config));
  }

  @Test
  void aShardWithoutKeysDoesNotCountForThePlacementButForTheNumbers() {
    ShardingConfig two =
        sharding("shards: [{name: a, nodes: [{host: x}]}, {name: b, nodes: [{host: y}]}]");
    ShardingConfig joining =
        sharding(
            "shards: [{name: a, nodes: [{host: x}]}, {name: b, nodes: [{host: y}]},"
                + " {name: c, weight: 0, nodes: [{host: z}]}]");
    ShardingConfig between =
        sharding(
            "shards: [{name: a, nodes: [{host: x}]}, {name: c, weight: 0, nodes: [{host: z}]},"
                + " {name: b, nodes: [{host: y}]}]");
    ShardingConfig joined =
        sharding(
            "shards: [{name: a, nodes: [{host: x}]}, {name: b, nodes: [{host: y}]},"
                + " {name: c, nodes: [{host: z}]}]");
    assertThat(two.placesAs(joining)).isTrue();
    assertThat(joining.placesAs(two)).isTrue();
    assertThat(two.numbersAs(joining)).isTrue();
    assertThat(two.placesAs(between)).isTrue();
    assertThat(two.numbersAs(between)).isFalse();
    assertThat(joining.placesAs(joined)).isFalse();
    assertThat(joining.numbersAs(joined)).isTrue();
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> PlacementText.parse("databases: {}"))
        .isInstanceOf(InvalidConfigException.class);
  }
}
