package io.penstock.proxy.session;

import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.proxy.scatter.RowOrder;
import io.penstock.sql.scatter.ColumnType;
import io.penstock.sql.scatter.Finish;
import io.penstock.sql.scatter.Gather;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says of a statement that several shards answer: found once for each text, then
 * kept. Immutable, for any thread.
 *
 * @param parameters the types of the text's parameters, by the first shard's numbers
 * @param columns of its rows
 * @param way how the rows come about
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ScatterShape(int[] parameters, ResultColumns columns, Way way) {
  /** How the rows come about. */
  sealed interface Way {
    /**
     * They are passed on as they come.
     *
     * @param columns of the part, with those that rows are ordered by
     * @param order to merge them in; null if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Streamed(byte[] part, ResultColumns columns, @Nullable RowOrder order) implements Way {}

    /**
     * They are collected, and finished by one shard.
     *
     * @param columns of each part
     */
    record Finished(Gather gather, List<ResultColumns> columns, Finish finish) implements Way {
      public Finished {
        columns = List.copyOf(columns);
      }
    }
  }

  /** The types of the text's parameters that are the same numbers on all shards; 0 for others. */
  int[] types() {
    return everywhere(parameters);
  }

  /** A type that was made is another number on each shard: let each find out itself. */
  static int[] everywhere(int[] types) {
    int[] known = types.clone();
    for (int i = 0; i < known.length; i++) {
      if (ColumnType.isMade(known[i])) {
        known[i] = 0;
      }
    }
    return known;
  }
}
