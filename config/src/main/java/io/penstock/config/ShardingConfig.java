package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the rows of a database are spread over several PostgreSQL clusters. */
public record ShardingConfig(
    @Doc("How the shard of a key is found.") @Default("consistent-hash") ShardAlgorithm algorithm,
    @Doc("What the values of ranges and values are; absent: what all of them can be read as.")
        @Nullable KeyForm keyType,
    @Doc("How finely a shard of weight 1 is spread over the ring, with consistent-hash.")
        @Default("128")
        @Range(min = "1", max = "4096")
        int virtualNodes,
    @Doc("How much of the shards' rows one statement may collect, to be finished by one of them.")
        @Default("64MB")
        @Bytes
        @Range(min = "64KB", max = "1000MB")
        int maxGathered,
    @Doc("Whether a transaction may change rows of several shards, by two-phase commit.")
        @Default("false")
        boolean twoPhase,
    @Doc("Whether the proxy makes the function penstock.next_id() on every shard.")
        @Default("false")
        boolean uniqueIds,
    @Doc("The shards; with hash, their order counts.") @NotEmpty List<ShardConfig> shards,
    @Doc("The tables by how they are spread.") List<ShardedTableConfig> tables,
    @Doc(
            "Schemas that live on one shard each, with their name as the key: names, or patterns"
                + " with *.")
        List<String> schemas,
    @Doc("Single keys that do not live where the algorithm puts them.") List<ShardPinConfig> pins) {
  public ShardingConfig {
    shards = List.copyOf(shards);
    tables = List.copyOf(tables);
    schemas = List.copyOf(schemas);
    pins = List.copyOf(pins);
  }

  /** What the bounds of ranges and the values of lists are; meaningless with other algorithms. */
  public KeyForm keyForm() {
    return keyType == null ? KeyForm.of(boundTexts()) : keyType;
  }

  private List<String> boundTexts() {
    List<String> texts = new ArrayList<>();
    for (ShardConfig shard : shards) {
      texts.addAll(shard.values());
      for (ShardRangeConfig range : shard.ranges()) {
        if (range.from() != null) {
          texts.add(range.from());
        }
        if (range.to() != null) {
          texts.add(range.to());
        }
      }
    }
    return texts;
  }

  /** Whether any key can live on this shard. */
  public boolean holdsKeys(ShardConfig shard) {
    return switch (algorithm) {
          case CONSISTENT_HASH -> shard.weight() > 0;
          case HASH -> true;
          case RANGE -> !shard.ranges().isEmpty();
          case LIST -> !shard.values().isEmpty();
        }
        || pins.stream().anyMatch(pin -> pin.shard().equals(shard.name()));
  }

  /**
   * Whether every row that this places is looked for at the same shard by the other. The first
   * shard, which has what is not spread, is the same.
   */
  public boolean placesAs(ShardingConfig other) {
    return algorithm == other.algorithm
        && shards.getFirst().name().equals(other.shards.getFirst().name())
        && keyType == other.keyType
        && virtualNodes == other.virtualNodes
        && pins.equals(other.pins)
        && placements().equals(other.placements())
        && spreadsAs(other);
  }

  /** Whether no table has another key in the other. */
  public boolean spreadsAs(ShardingConfig other) {
    return tables.stream().allMatch(table -> other.tables.stream().allMatch(table::spreadsAs));
  }

  /**
   * Whether shards have the same numbers in both: one has no more than further shards at its end.
   */
  public boolean numbersAs(ShardingConfig other) {
    for (int shard = 0; shard < Math.min(shards.size(), other.shards.size()); shard++) {
      if (!shards.get(shard).name().equals(other.shards.get(shard).name())) {
        return false;
      }
    }
    return true;
  }

  private List<ShardConfig> placements() {
    return shards.stream().filter(this::holdsKeys).map(ShardConfig::withoutNodes).toList();
  }
}
