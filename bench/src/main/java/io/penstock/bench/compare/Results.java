package io.penstock.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all runs of one cell found.
 *
 * @param rounds for each contender by its label, one measurement per round; a round in which a
 *     contender failed or was left out has none
 * @param notes what the reader has to know about them
 */
record Results(Cell cell, Map<String, List<@Nullable Measurement>> rounds, List<String> notes) {
  static Results empty(Cell cell) {
    return new Results(cell, new LinkedHashMap<>(), new ArrayList<>());
  }

  void add(String contender, @Nullable Measurement measurement) {
    rounds.computeIfAbsent(contender, absent -> new ArrayList<>()).add(measurement);
  }

  /** A remark, which is kept once. */
  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  /** The median of all rounds, NaN if there is none. */
  double median(String contender, ToDoubleFunction<Measurement> figure) {
    return median(
        measurements(contender).stream().filter(Objects::nonNull).mapToDouble(figure).toArray());
  }

  /**
   * The ratio of two contenders: the median of the ratios within each round, because what the
   * machine did besides differs from round to round.
   */
  Ratio ratio(String one, String other, ToDoubleFunction<Measurement> figure) {
    List<@Nullable Measurement> above = measurements(one);
    List<@Nullable Measurement> below = measurements(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
      Measurement dividend = above.get(i);
      Measurement divisor = below.get(i);
      if (dividend != null && divisor != null) {
        ratios.add(figure.applyAsDouble(dividend) / figure.applyAsDouble(divisor));
      }
    }
    double[] all = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return all.length == 0
        ? new Ratio(Double.NaN, Double.NaN, Double.NaN)
        : new Ratio(median(all), all[0], all[all.length - 1]);
  }

  private List<@Nullable Measurement> measurements(String contender) {
    return rounds.getOrDefault(contender, List.of());
  }

  /** Of the middle two, the mean. */
  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * A ratio over all rounds.
   *
   * @param lowest of any round
   * @param highest of any round
   */
  record Ratio(double median, double lowest, double highest) {}
}
