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
import java.util.concurrent.ConcurrentHashMap;
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

  /** A counter to be incremented here; the same one for the same labels. */
  LongAdder counter(PenstockMeter meter, List<String> labels) {
    return counters.computeIfAbsent(
        new Series(meter, labels),
        series -> {
          LongAdder count = new LongAdder();
          read(meter, labels, count::sum);
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

  /** A gauge or counter whose value is kept elsewhere; several for the same labels add up. */
  void read(PenstockMeter meter, List<String> labels, DoubleSupplier source) {
    readings.computeIfAbsent(new Series(meter, labels), this::register).add(source);
  }

  private Readings register(Series series) {
    PenstockMeter meter = series.meter();
    check(meter, series.labels());
    Readings value = new Readings(meter);
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < series.labels().size(); i++) {
      tags.add(Tag.of(meter.labels().get(i), series.labels().get(i)));
    }
    switch (meter.type()) {
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
    }
    return value;
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
