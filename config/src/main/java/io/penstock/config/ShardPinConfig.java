package io.penstock.config;

import java.util.List;

/** A key that lives on a shard of its own choice. */
public record ShardPinConfig(
    @Doc("The value of the key; of one with several columns, the list of their values.") @NotEmpty
        List<String> key,
    @Doc("The name of the shard that holds it.") String shard) {
  public ShardPinConfig {
    key = List.copyOf(key);
  }
}
