package io.penstock.metrics;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one series reads its value: one source, or several when names were folded into one. */
final class Readings {
  private static final Logger LOG = LoggerFactory.getLogger(Readings.class);

  private final PenstockMeter meter;
  private final List<Source> sources = new CopyOnWriteArrayList<>();
  private @Nullable Meter registered;

  /** What counters that are gone had counted. */
  private final DoubleAdder removed = new DoubleAdder();

  Readings(PenstockMeter meter) {
    this.meter = meter;
  }

  Source add(DoubleSupplier supplier) {
    Source source = new Source(supplier);
    sources.add(source);
    return source;
  }

  /**
   * Reads it no more.
   *
   * @return whether any is left
   */
  boolean remove(Source source) {
    if (meter.type() == MeterType.COUNTER) {
      removed.add(source.read());
    }
    sources.remove(source);
    return !sources.isEmpty();
  }

  /** The meter that shows this. */
  Meter registered() {
    return Objects.requireNonNull(registered);
  }

  void registered(Meter shown) {
    registered = shown;
  }

  double value() {
    double value = removed.sum();
    for (Source source : sources) {
      double next = source.read();
      value = meter.foldsToGreatest() ? Math.max(value, next) : value + next;
    }
    return value;
  }

  /** A source that fails shows what it showed last: one must not spoil the page of all. */
  final class Source {
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
