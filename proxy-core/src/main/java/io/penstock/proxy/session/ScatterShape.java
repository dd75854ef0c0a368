package io.penstock.proxy.session;

import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.proxy.scatter.RowOrder;
import io.penstock.sql.scatter.Finish;
import io.penstock.sql.scatter.Gather;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says of a statement that several shards answer: found once for each text, then
 * kept. Immutable, for any thread.
 *
 * @param types of the text's parameters
 * @param columns of its rows
 * @param way how the rows come about
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ScatterShape(int[] types, ResultColumns columns, Way way) {
  /** How the rows come about. */
  sealed interface Way {
    /**
     * They are passed on as they come.
     *
     * @param order to merge them in; null if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Streamed(byte[] part, @Nullable RowOrder order) implements Way {}

    /** They are collected, and finished by one shard. */
    record Finished(Gather gather, Finish finish) implements Way {}
  }
}
