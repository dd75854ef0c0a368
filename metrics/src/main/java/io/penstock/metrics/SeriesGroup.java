package io.penstock.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Series that come and go together: those of one database and user, or of one pool. Any thread.
 *
 * <p>Where names were folded into {@code other} the series stay for those that are left, and what
 * this group has counted stays in them: a counter never falls.
 */
final class SeriesGroup implements AutoCloseable {
  private record Key(PenstockMeter meter, List<String> labels) {}

  private final MeterBoard board;
  private final Map<Key, LongAdder> counters = new HashMap<>();
  private final List<Runnable> removals = new ArrayList<>();
  private boolean closed;

  SeriesGroup(MeterBoard board) {
    this.board = board;
  }

  /** As {@link MeterBoard#read}, until {@link #close}. */
  synchronized void read(PenstockMeter meter, List<String> labels, DoubleSupplier source) {
    if (!closed) {
      Readings.Source added = board.read(meter, labels, source);
      removals.add(() -> board.remove(meter, labels, added));
    }
  }

  /** The counter with these labels. After {@link #close} what it counts is not shown. */
  synchronized LongAdder counter(PenstockMeter meter, List<String> labels) {
    LongAdder known = counters.get(new Key(meter, labels));
    if (known != null) {
      return known;
    }
    LongAdder count = new LongAdder();
    if (!closed) {
      counters.put(new Key(meter, labels), count);
      read(meter, labels, count::sum);
    }
    return count;
  }

  /** As {@link MeterBoard#histogram}, until {@link #close}. */
  synchronized LatencyHistogram histogram(PenstockMeter meter, List<String> labels) {
    removals.add(() -> board.removeHistogram(meter, labels));
    return board.histogram(meter, labels);
  }

  /** Takes the series away. What is still counted for them is lost. */
  @Override
  public synchronized void close() {
    closed = true;
    removals.forEach(Runnable::run);
    removals.clear();
  }
}
