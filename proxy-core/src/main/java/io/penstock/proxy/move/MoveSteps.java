package io.penstock.proxy.move;

import io.penstock.sql.shard.KeyBound;
import org.jspecify.annotations.Nullable;

/** The records that follow one another while keys move. */
final class MoveSteps {
  private MoveSteps() {}

  /** Keys below the bound are held. */
  static MoveRecord held(MoveRecord now, KeyBound to, int holdMillis) {
    return next(now, now.moved(), to, new MoveRecord.Range(now.moved(), to), holdMillis);
  }

  /** Nothing was done: keys are held no longer. */
  static MoveRecord released(MoveRecord held) {
    return next(held, held.moved(), null, null, held.holdMillis());
  }

  /** Nobody knows what was done. */
  static MoveRecord abandoned(MoveRecord held) {
    return next(held, held.moved(), null, held.unsettled(), held.holdMillis());
  }

  /** The copies count from now on, the originals no longer. */
  static MoveRecord decided(MoveRecord held, KeyBound to) {
    return next(held, to, null, held.unsettled(), held.holdMillis());
  }

  /** No row is on two shards. */
  static MoveRecord settled(MoveRecord decided) {
    return next(decided, decided.moved(), decided.held(), null, decided.holdMillis());
  }

  static MoveRecord finished(MoveRecord settled) {
    return new MoveRecord(
        settled.database(),
        settled.version() + 1,
        settled.before(),
        settled.after(),
        true,
        settled.moved(),
        null,
        null,
        settled.holdMillis());
  }

  private static MoveRecord next(
      MoveRecord now,
      KeyBound moved,
      @Nullable KeyBound held,
      MoveRecord.@Nullable Range unsettled,
      int holdMillis) {
    return new MoveRecord(
        now.database(),
        now.version() + 1,
        now.before(),
        now.after(),
        now.finished(),
        moved,
        held,
        unsettled,
        holdMillis);
  }
}
