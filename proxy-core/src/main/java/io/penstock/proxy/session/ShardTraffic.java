package io.penstock.proxy.session;

import io.penstock.metrics.ShardSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one shard has done for the clients of all users, counted by each event loop for itself: a
 * loop writes only its own cell and shares no cache line with another. Others may read at any time.
 */
public final class ShardTraffic implements ShardSource {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Cells stand two cache lines apart, because processors fetch lines in pairs. */
  private static final int STRIDE = 16;

  private static final int QUERIES = 0;
  private static final int NANOS = 1;
  private static final int BYTES = 2;

  private final long[] cells;

  /**
   * @param loops how many event loops there are
   */
  public ShardTraffic(int loops) {
    this.cells = new long[(loops + 1) * STRIDE];
  }

  /** Statements were sent to it, on the event loop with this index. */
  public void queries(int loop, int count) {
    add(cell(loop) + QUERIES, count);
  }

  /** It has answered what it was sent, up to its ReadyForQuery. */
  void answered(int loop, long nanos) {
    add(cell(loop) + NANOS, nanos);
  }

  /** It has sent so many bytes. */
  void received(int loop, int bytes) {
    add(cell(loop) + BYTES, bytes);
  }

  @Override
  public long queries() {
    return sum(QUERIES);
  }

  @Override
  public long queryNanos() {
    return sum(NANOS);
  }

  @Override
  public long sentBytes() {
    return sum(BYTES);
  }

  private long sum(int what) {
    long sum = 0;
    for (int cell = STRIDE; cell < cells.length; cell += STRIDE) {
      sum += (long) CELL.getOpaque(cells, cell + what);
    }
    return sum;
  }

  /** The first cell is left out: the array's header stands before it. */
  private static int cell(int loop) {
    return (loop + 1) * STRIDE;
  }

  private void add(int at, long difference) {
    CELL.setOpaque(cells, at, (long) CELL.getOpaque(cells, at) + difference);
  }
}
