package io.penstock.pool.node;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How busy a node is with reads, counted by each event loop for itself: a loop writes only its own
 * cell and shares no cache line with another. Others may read at any time.
 */
public final class NodeLoad {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Cells stand two cache lines apart, because processors fetch lines in pairs. */
  private static final int STRIDE = 16;

  private static final int IN_FLIGHT = 0;
  private static final int LATENCY = 1;
  private static final int ENDED = 2;

  /** A new sample counts for one sixteenth of the mean. */
  private static final int SMOOTHING = 16;

  private final long[] cells;
  private final long[] endedBefore;

  /**
   * @param loops how many event loops there are
   */
  public NodeLoad(int loops) {
    this.cells = new long[(loops + 1) * STRIDE];
    this.endedBefore = new long[loops];
  }

  /** A read was sent, on the event loop with this index. */
  public void began(int loop) {
    add(cell(loop) + IN_FLIGHT, 1);
  }

  /**
   * A read that {@link #began} on this loop is over.
   *
   * @param nanos how long it took; negative when that tells nothing of the node, as after a failure
   */
  public void ended(int loop, long nanos) {
    int cell = cell(loop);
    add(cell + IN_FLIGHT, -1);
    if (nanos >= 0) {
      long mean = read(cell + LATENCY);
      write(cell + LATENCY, mean == 0 ? nanos : mean + (nanos - mean) / SMOOTHING);
      add(cell + ENDED, 1);
    }
  }

  /** Reads of this loop that are not answered. */
  long inFlight(int loop) {
    return read(cell(loop) + IN_FLIGHT);
  }

  /** The moving mean of what reads of this loop took, in nanoseconds; 0 when none has ended. */
  long latency(int loop) {
    return read(cell(loop) + LATENCY);
  }

  /** Reads of all loops that are not answered. */
  public long inFlight() {
    long sum = 0;
    for (int loop = 0; loop < endedBefore.length; loop++) {
      sum += inFlight(loop);
    }
    return sum;
  }

  /** The mean of the loops' moving means, in nanoseconds; 0 when nothing is known. */
  public long latencyNanos() {
    long sum = 0;
    int known = 0;
    for (int loop = 0; loop < endedBefore.length; loop++) {
      long latency = latency(loop);
      if (latency > 0) {
        sum += latency;
        known++;
      }
    }
    return known == 0 ? 0 : sum / known;
  }

  /**
   * Forgets half of what is known where nothing has been heard since the last call: else a node
   * that was slow once would never be asked again. For one thread; a sample that arrives at the
   * same moment may be lost.
   */
  void fade() {
    for (int loop = 0; loop < endedBefore.length; loop++) {
      int cell = cell(loop);
      long ended = read(cell + ENDED);
      if (ended == endedBefore[loop] && read(cell + IN_FLIGHT) == 0) {
        write(cell + LATENCY, read(cell + LATENCY) / 2);
      }
      endedBefore[loop] = ended;
    }
  }

  /** The first cell is left out: the array's header stands before it. */
  private static int cell(int loop) {
    return (loop + 1) * STRIDE;
  }

  private void add(int at, long difference) {
    write(at, read(at) + difference);
  }

  private long read(int at) {
    return (long) CELL.getOpaque(cells, at);
  }

  private void write(int at, long value) {
    CELL.setOpaque(cells, at, value);
  }
}
