package io.penstock.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one series reads its value: one source, or several when names were folded into one. */
final class Readings {
  private static final Logger LOG = LoggerFactory.getLogger(Readings.class);

  private final PenstockMeter meter;
  private final List<Source> sources = new CopyOnWriteArrayList<>();

  Readings(PenstockMeter meter) {
    this.meter = meter;
  }

  void add(DoubleSupplier source) {
    sources.add(new Source(source));
  }

  double value() {
    double value = 0;
    for (Source source : sources) {
      double next = source.read();
      value = meter.foldsToGreatest() ? Math.max(value, next) : value + next;
    }
    return value;
  }

  /** A source that fails shows what it showed last: one must not spoil the page of all. */
  private final class Source {
    private final DoubleSupplier supplier;
    private volatile double last;

    Source(DoubleSupplier supplier) {
      this.supplier = supplier;
    }

    double read() {
      try {
        last = supplier.getAsDouble();
      } catch (RuntimeException e) {
        LOG.debug("{} cannot be read: {}", meter.prometheusName(), e.toString());
      }
      return last;
    }
  }
}
