package io.penstock.sql.scatter;

import io.penstock.sql.copy.CopyFormat;
import io.penstock.sql.copy.CopyTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How several shards together carry out one statement that no single one can. Of one exact text,
 * its literals included, and of a session that looks for names as when it was made. Immutable, for
 * any thread.
 */
public sealed interface ScatterPlan
    permits ScatterPlan.Stream,
        Gather,
        ScatterPlan.CopyOut,
        ScatterPlan.CopyIn,
        ScatterPlan.Change,
        ScatterPlan.Refused {
  /**
   * The rows of all shards are the answer, any amount of them: one shard's after another's, or
   * merged.
   *
   * @param part what each shard is asked; it orders its rows by the keys
   * @param order the keys to merge by, which are the last columns of the part and no columns of the
   *     answer; empty if the order is anyone's
   * @param otherwise the same, for keys of a type that the proxy cannot compare, and for rows that
   *     are fetched in parts; null if that is not proven
   */
  record Stream(String part, List<SortKey> order, @Nullable Gather otherwise)
      implements ScatterPlan {
    public Stream {
      order = List.copyOf(order);
    }
  }

  /** What changes on several shards, in one transaction. */
  sealed interface Change extends ScatterPlan permits OwnRows, Everywhere, SplitRows {}

  /** Each shard does it with rows of its own. */
  record OwnRows() implements Change {}

  /**
   * All shards do the same.
   *
   * @param ddl whether it may change what names mean
   */
  record Everywhere(boolean ddl) implements Change {}

  /**
   * All shards copy to the client, in any order.
   *
   * @param text what each of them is asked
   */
  record CopyOut(String text, CopyFormat format) implements ScatterPlan {}

  /**
   * The client copies rows, each of which goes to its shard, or all to all of them.
   *
   * @param text what each of them is asked
   */
  record CopyIn(String text, CopyFormat format, CopyTarget target) implements ScatterPlan {}

  /**
   * Not proven to be answered rightly.
   *
   * @param sentence why, for a person; without values
   * @param hint what to write instead
   */
  record Refused(String sentence, String hint) implements ScatterPlan {}
}
