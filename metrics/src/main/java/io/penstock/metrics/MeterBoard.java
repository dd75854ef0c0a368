package io.penstock.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Every series there is. Any thread.
 *
 * <p>The registry is the one on Prometheus' simple client, which Micrometer calls deprecated and
 * still maintains: it is named in this class only.
 */
@SuppressWarnings("deprecation")
final class MeterBoard {
  private static final String PREFIX = "penstock_";

  private record Series(PenstockMeter meter, List<String> labels) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<PenstockMeter, HistogramFamily> histograms = new EnumMap<>(PenstockMeter.class);
  private final Map<Series, Readings> readings = new ConcurrentHashMap<>();
  private final Map<Series, LongAdder> counters = new ConcurrentHashMap<>();

  MeterBoard() {
    registry.config().namingConvention(new AsWritten(registry.config().namingConvention()));
    for (PenstockMeter meter : PenstockMeter.values()) {
      if (meter.type() == MeterType.HISTOGRAM) {
        HistogramFamily family = new HistogramFamily(meter);
        histograms.put(meter, family);
        registry.getPrometheusRegistry().register(family);
      }
    }
  }

  /** For meters that others define. */
  MeterRegistry registry() {
    return registry;
  }

  /** Prometheus' text format, version 0.0.4. */
  String scrape() {
    return registry.scrape();
  }

  /** A counter to be incremented here, for good; the same one for the same labels. */
  LongAdder counter(PenstockMeter meter, List<String> labels) {
    return counters.computeIfAbsent(
        new Series(meter, labels),
        series -> {
          LongAdder count = new LongAdder();
          var unused = read(meter, labels, count::sum);
          return count;
        });
  }

  LatencyHistogram histogram(PenstockMeter meter, List<String> labels) {
    HistogramFamily family = histograms.get(meter);
    if (family == null) {
      throw new IllegalArgumentException(meter + ": " + meter.type() + " (expected: HISTOGRAM)");
    }
    check(meter, labels);
    return family.labelled(labels);
  }

  /** One of those who asked for this histogram needs it no more; with the last one it goes. */
  void removeHistogram(PenstockMeter meter, List<String> labels) {
    HistogramFamily family = histograms.get(meter);
    if (family != null) {
      family.release(labels);
    }
  }

  /** A gauge or counter whose value is kept elsewhere; several for the same labels add up. */
  Readings.Source read(PenstockMeter meter, List<String> labels, DoubleSupplier source) {
    AtomicReference<Readings.@Nullable Source> added = new AtomicReference<>();
    readings.compute(
        new Series(meter, labels),
        (series, before) -> {
          Readings value = before == null ? new Readings(meter) : before;
          added.set(value.add(source));
          if (before == null) {
            value.registered(register(series, value));
          }
          return value;
        });
    return Objects.requireNonNull(added.get());
  }

  /** Reads this source no more; the series goes with the last one. */
  void remove(PenstockMeter meter, List<String> labels, Readings.Source source) {
    readings.computeIfPresent(
        new Series(meter, labels),
        (series, value) -> {
          if (value.remove(source)) {
            return value;
          }
          registry.remove(value.registered());
          return null;
        });
  }

  private Meter register(Series series, Readings value) {
    PenstockMeter meter = series.meter();
    check(meter, series.labels());
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < series.labels().size(); i++) {
      tags.add(Tag.of(meter.labels().get(i), series.labels().get(i)));
    }
    return switch (meter.type()) {
      case GAUGE ->
          Gauge.builder(meter.prometheusName(), value, Readings::value)
              .tags(tags)
              .description(meter.help())
              .strongReference(true)
              .register(registry);
      case COUNTER ->
          FunctionCounter.builder(meter.prometheusName(), value, Readings::value)
              .tags(tags)
              .description(meter.help())
              .register(registry);
      case HISTOGRAM ->
          throw new IllegalArgumentException(meter + ": HISTOGRAM (expected: GAUGE or COUNTER)");
    };
  }

  private static void check(PenstockMeter meter, List<String> labels) {
    if (labels.size() != meter.labels().size()) {
      throw new IllegalArgumentException(
          "%s: %d label values (expected: %s)".formatted(meter, labels.size(), meter.labels()));
    }
  }

  /** Our names are written as they shall be read; those of others follow the usual convention. */
  private record AsWritten(NamingConvention others) implements NamingConvention {
    @Override
    public String name(String name, Meter.Type type, @Nullable String baseUnit) {
      return name.startsWith(PREFIX) ? name : others.name(name, type, baseUnit);
    }

    @Override
    public String tagKey(String key) {
      return others.tagKey(key);
    }

    @Override
    public String tagValue(String value) {
      return others.tagValue(value);
    }
  }
}
