package io.penstock.metrics;

import io.penstock.pool.EvictReason;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.RefusalReason;
import io.penstock.pool.connect.ConnectFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what happens in one pool. What happens at every lease allocates nothing. */
final class PoolMeters implements PoolListener {
  private final SeriesGroup series;
  private final List<String> labels;
  private final LatencyHistogram waits;
  private final LatencyHistogram connects;
  private final LongAdder moves;
  private volatile @Nullable ConnectFailure lastFailure;

  /**
   * @param labels database, node and user, bounded
   */
  PoolMeters(SeriesGroup series, List<String> labels) {
    this.series = series;
    this.labels = labels;
    waits = series.histogram(PenstockMeter.POOL_WAIT, labels);
    connects = series.histogram(PenstockMeter.BACKEND_CONNECT, labels);
    moves = series.counter(PenstockMeter.BACKEND_MOVES, labels);
    for (RefusalReason reason : RefusalReason.values()) {
      // A first refusal must show as a rise from 0, or no alert on its rate would see it.
      var unused = counter(PenstockMeter.POOL_REFUSALS, reason);
    }
  }

  static PoolMeters of(MeterBoard board, LabelBound bound, PoolKey key) {
    return new PoolMeters(
        new SeriesGroup(board), bound.labels(key.database(), key.node(), key.user()));
  }

  SeriesGroup series() {
    return series;
  }

  List<String> labels() {
    return labels;
  }

  /** Why the last attempt to connect failed; null when it succeeded. */
  @Nullable ConnectFailure lastFailure() {
    return lastFailure;
  }

  @Override
  public void connected(long nanos) {
    lastFailure = null;
    connects.record(nanos);
  }

  @Override
  public void connectFailed(ConnectFailure failure) {
    lastFailure = failure;
    counter(PenstockMeter.BACKEND_CONNECT_FAILURES, failure.reason()).increment();
  }

  @Override
  public void leased(long waitNanos) {
    waits.record(waitNanos);
  }

  @Override
  public void refused(RefusalReason reason, long waitNanos) {
    counter(PenstockMeter.POOL_REFUSALS, reason).increment();
  }

  @Override
  public void evicted(EvictReason reason) {
    counter(PenstockMeter.BACKEND_EVICTIONS, reason).increment();
  }

  @Override
  public void moved() {
    moves.increment();
  }

  private LongAdder counter(PenstockMeter meter, Enum<?> reason) {
    List<String> withReason = new ArrayList<>(labels);
    withReason.add(reason.name().toLowerCase(Locale.ROOT));
    return series.counter(meter, List.copyOf(withReason));
  }
}
