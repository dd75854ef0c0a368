package io.penstock.bench.compare;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is read off a measurement, and how it is written. */
final class Figures {
  static final ToDoubleFunction<Measurement> THROUGHPUT = Measurement::perSecond;
  static final ToDoubleFunction<Measurement> AVERAGE = Measurement::averageMillis;
  static final ToDoubleFunction<Measurement> P50 = Measurement::p50Millis;
  static final ToDoubleFunction<Measurement> P99 = Measurement::p99Millis;
  static final ToDoubleFunction<Measurement> USER = of(ProxyCost::userMicros);
  static final ToDoubleFunction<Measurement> SYSTEM = of(ProxyCost::systemMicros);
  static final ToDoubleFunction<Measurement> CPU = of(ProxyCost::totalMicros);
  static final ToDoubleFunction<Measurement> RESIDENT_MEGABYTES =
      of(cost -> cost.residentKilobytes() / 1024.0);

  private static final String NOTHING = "-";

  private Figures() {}

  private static ToDoubleFunction<Measurement> of(ToDoubleFunction<ProxyCost> figure) {
    return measurement -> {
      ProxyCost cost = measurement.proxy();
      return cost == null ? Double.NaN : figure.applyAsDouble(cost);
    };
  }

  /** With so many digits after the point; a dash if there is none. */
  static String text(double value, int digits) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + digits + "f", value)
        : NOTHING;
  }

  /** The median, and lowest and highest in parentheses. */
  static String text(Results.Ratio ratio) {
    return Double.isFinite(ratio.median())
        ? "%s (%s-%s)"
            .formatted(text(ratio.median(), 2), text(ratio.lowest(), 2), text(ratio.highest(), 2))
        : NOTHING;
  }
}
