package io.penstock.proxy.session;

import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.AskedStatement.BoundValues;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.ScatterPlan.Everywhere;
import io.penstock.sql.scatter.ScatterPlan.OwnRows;
import io.penstock.sql.scatter.SplitRows;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A change, as it is carried out with these values.
 *
 * @param shards that carry it out, in ascending order
 * @param asked what each is asked; one for all if they are asked the same
 * @param alike whether all shards do the same, and must have the same to tell; else each changes
 *     rows of its own
 * @param ddl whether it may change what names mean
 * @param turns of each row of the answer, which of the shards has it, by its index; null if that is
 *     not known
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ShardedChange(
    int[] shards, List<Asked> asked, boolean alike, boolean ddl, int @Nullable [] turns) {
  private static final int TEXT = 25;

  /** A statement with its values. */
  record Asked(AskedStatement statement, BoundValues values) {}

  /** What the shard at this index of {@link #shards} is asked. */
  Asked asked(int part) {
    return asked.get(asked.size() == 1 ? 0 : part);
  }

  /** Why it cannot be carried out as it was sent; null if it can. */
  static @Nullable ErrorFields refusal(ScatterPlan.Change change, ShardExchange.Several found) {
    int[] declared = found.text().declared();
    if (!Arrays.equals(declared, ScatterShape.everywhere(declared))) {
      return ShardAnswers.noShard(
          "a parameter is declared with a type that was made, whose number differs between shards",
          "Have the driver leave the parameter's type open, and cast it in the statement.");
    }
    if (change instanceof SplitRows split) {
      int[] rows = found.rows();
      if (rows == null || rows.length != split.rows().size()) {
        return ShardAnswers.noShard(
            "its rows cannot be told apart", "Send one statement for each shard.");
      }
      for (int parameter : split.shared()) {
        if (parameter > declared.length || declared[parameter - 1] == 0) {
          return ShardAnswers.noShard(
              "the parameter $%d, whose type is open, stands in several places"
                  .formatted(parameter),
              "Declare its type, or cast it in each place.");
        }
      }
    }
    return null;
  }

  /** What a statement comes to that is not refused. */
  static ShardedChange of(
      ScatterPlan.Change change,
      Shards shards,
      ShardExchange.Several found,
      ClientExchange exchange) {
    Asked whole =
        new Asked(new AskedStatement(exchange.sql(), exchange.declared()), exchange.values());
    return switch (change) {
      case OwnRows own -> new ShardedChange(found.shards(), List.of(whole), false, false, null);
      case Everywhere(boolean ddl) ->
          new ShardedChange(
              IntStream.range(0, shards.count()).toArray(), List.of(whole), true, ddl, null);
      case SplitRows split -> split(split, Objects.requireNonNull(found.rows()), exchange);
    };
  }

  private static ShardedChange split(SplitRows split, int[] rows, ClientExchange exchange) {
    int[] shards = Arrays.stream(rows).sorted().distinct().toArray();
    List<Asked> asked = new ArrayList<>(shards.length);
    for (int shard : shards) {
      BitSet here = new BitSet();
      for (int row = 0; row < rows.length; row++) {
        here.set(row, rows[row] == shard);
      }
      BoundValues values = exchange.values();
      BitSet used = split.parameters(here);
      int[] types = new int[values.count()];
      for (int at = 0; at < types.length; at++) {
        int declared = at < exchange.declared().length ? exchange.declared()[at] : 0;
        types[at] = declared == 0 && !used.get(at + 1) ? TEXT : declared;
      }
      asked.add(new Asked(new AskedStatement(split.text(here), types), values.only(used)));
    }
    int[] turns =
        split.ordered()
            ? Arrays.stream(rows).map(shard -> Arrays.binarySearch(shards, shard)).toArray()
            : null;
    return new ShardedChange(shards, asked, false, false, turns);
  }
}
