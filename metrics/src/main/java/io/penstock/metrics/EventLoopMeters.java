package io.penstock.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches how promptly event loops do what is due, by having them do something now and then. */
final class EventLoopMeters implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final List<Probe> probes = new ArrayList<>();

  EventLoopMeters(MeterBoard board, List<? extends EventExecutor> loops) {
    for (int i = 0; i < loops.size(); i++) {
      EventExecutor loop = loops.get(i);
      List<String> labels = List.of(Integer.toString(i));
      if (loop instanceof SingleThreadEventExecutor executor) {
        board.read(PenstockMeter.EVENT_LOOP_PENDING, labels, executor::pendingTasks);
      }
      probes.add(new Probe(loop, board.histogram(PenstockMeter.EVENT_LOOP_DELAY, labels)));
    }
  }

  @Override
  public void close() {
    probes.forEach(Probe::cancel);
  }

  private static final class Probe implements Runnable {
    private final LatencyHistogram delays;
    private final ScheduledFuture<?> schedule;

    /** Only on the loop. */
    private long due;

    Probe(EventExecutor loop, LatencyHistogram delays) {
      this.delays = delays;
      this.due = System.nanoTime() + PERIOD_NANOS;
      this.schedule =
          loop.scheduleWithFixedDelay(this, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      delays.record(now - due);
      due = now + PERIOD_NANOS;
    }

    void cancel() {
      schedule.cancel(false);
    }
  }
}
