package io.penstock.sql.shard;

import java.util.List;

/**
 * Which shard a text is for, as far as that can be told without the values in it. Immutable; holds
 * for every text with the same fingerprint whose names mean the same.
 */
public sealed interface ShardRoute {
  /**
   * No sharded table is involved.
   *
   * @param home whether it must be the first shard; else any shard answers alike
   */
  record Anywhere(boolean home) implements ShardRoute {
    static final Anywhere HOME = new Anywhere(true);
    static final Anywhere ANY = new Anywhere(false);
  }

  /**
   * The values of keys decide.
   *
   * @param uses never empty: all of them must be on one shard
   */
  record Keyed(List<KeyUse> uses) implements ShardRoute {
    public Keyed {
      uses = List.copyOf(uses);
    }
  }

  /**
   * No single shard is proven to be right.
   *
   * @param sentence why, for a person; without values
   * @param hint what to write instead
   */
  record Refused(String sentence, String hint) implements ShardRoute {}

  /** The catalog is not loaded yet: what names mean is not known. */
  record NotYet() implements ShardRoute {
    static final NotYet INSTANCE = new NotYet();
  }
}
