package io.penstock.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All series of one histogram, as Prometheus' client wants to see them. */
final class HistogramFamily extends Collector {
  private final PenstockMeter meter;
  private final List<String> bucketLabels;
  private final List<String> bounds = new ArrayList<>();
  private final Map<List<String>, Shared> series = new ConcurrentHashMap<>();

  private record Shared(LatencyHistogram histogram, int users) {}

  HistogramFamily(PenstockMeter meter) {
    this.meter = meter;
    this.bucketLabels = with(meter.labels(), "le");
    for (double bound : LatencyHistogram.bounds()) {
      bounds.add(doubleToGoString(bound));
    }
    bounds.add("+Inf");
  }

  LatencyHistogram labelled(List<String> values) {
    return series
        .merge(
            values,
            new Shared(new LatencyHistogram(), 1),
            (known, fresh) -> new Shared(known.histogram(), known.users() + 1))
        .histogram();
  }

  /** One of those who asked for it needs it no more. */
  void release(List<String> values) {
    series.computeIfPresent(
        values,
        (same, known) ->
            known.users() == 1 ? null : new Shared(known.histogram(), known.users() - 1));
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples.Sample> samples = new ArrayList<>();
    series.forEach((values, shared) -> add(samples, values, shared.histogram()));
    return List.of(
        new MetricFamilySamples(meter.prometheusName(), Type.HISTOGRAM, meter.help(), samples));
  }

  private void add(
      List<MetricFamilySamples.Sample> samples, List<String> values, LatencyHistogram histogram) {
    String name = meter.prometheusName();
    long[] counts = histogram.cumulative();
    for (int i = 0; i < counts.length; i++) {
      samples.add(
          new MetricFamilySamples.Sample(
              name + "_bucket", bucketLabels, with(values, bounds.get(i)), counts[i]));
    }
    samples.add(
        new MetricFamilySamples.Sample(
            name + "_count", meter.labels(), values, counts[counts.length - 1]));
    samples.add(
        new MetricFamilySamples.Sample(
            name + "_sum", meter.labels(), values, histogram.sumSeconds()));
  }

  private static List<String> with(List<String> list, String last) {
    List<String> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }
}
