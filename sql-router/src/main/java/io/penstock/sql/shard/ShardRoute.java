package io.penstock.sql.shard;

import java.util.List;

/**
 * Which shard a text is for, as far as that can be told without the values in it. Immutable; holds
 * for every text with the same fingerprint whose names mean the same.
 */
public sealed interface ShardRoute {
  /** No sharded table is involved. */
  record Anywhere(Where where) implements ShardRoute {
    static final Anywhere ANY = new Anywhere(Where.ANY);
    static final Anywhere HERE = new Anywhere(Where.HERE);
    static final Anywhere FIRST = new Anywhere(Where.FIRST);
  }

  /** Which shards serve a statement without sharded tables, from the widest to the narrowest. */
  enum Where {
    /** Every shard answers alike. */
    ANY,

    /** The one that serves the session, whose own concern it is; else the first. */
    HERE,

    /** The first and no other: what all sessions share is there. */
    FIRST;

    Where or(Where other) {
      return compareTo(other) < 0 ? other : this;
    }
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

    /** Whether it is schemas alone that decide, whatever values there are. */
    public boolean ofSchemas() {
      return uses.getFirst().isSchema() && uses.stream().allMatch(KeyUse::isSchema);
    }
  }

  /**
   * No single shard is proven to be right.
   *
   * @param sentence why, for a person; without values
   * @param hint what to write instead
   */
  record Refused(String sentence, String hint) implements ShardRoute {}

  /**
   * No single shard has all rows that it is about: several may carry it out together, see {@link
   * ShardPlan#scatter}.
   *
   * @param alone why one shard is not enough
   * @param changes whether it is more than a read
   */
  record Several(Refused alone, boolean changes) implements ShardRoute {}

  /** The catalog is not loaded yet: what names mean is not known. */
  record NotYet() implements ShardRoute {
    static final NotYet INSTANCE = new NotYet();
  }
}
