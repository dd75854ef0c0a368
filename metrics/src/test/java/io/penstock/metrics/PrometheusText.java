package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Prometheus' text format, and fails on whatever its grammar does not allow. */
final class PrometheusText {
  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*)})?"
              + " ([+-]?(?:Inf|NaN|[0-9.]+(?:E[+-]?[0-9]+)?))");
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "histogram", "summary", "untyped");

  private final Map<String, String> types = new HashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  static PrometheusText parse(String text) {
    PrometheusText parsed = new PrometheusText();
    assertThat(text).endsWith("\n");
    text.lines().forEach(parsed::line);
    return parsed;
  }

  private void line(String line) {
    Matcher comment = COMMENT.matcher(line);
    if (comment.matches()) {
      if (comment.group(1).equals("TYPE")) {
        assertThat(comment.group(3)).as(line).isIn(TYPES);
        assertThat(types.put(comment.group(2), comment.group(3))).as("twice: %s", line).isNull();
      }
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as("neither comment nor sample: %s", line).isTrue();
    String labels = sample.group(3) == null ? "" : sample.group(3).replaceAll(",$", "");
    String series = sample.group(1) + "{" + labels + "}";
    double value = Double.parseDouble(sample.group(4).replace("Inf", "Infinity"));
    assertThat(samples.put(series, value)).as("twice: %s", line).isNull();
    names.add(sample.group(1));
  }

  /** The value of a series written as {@code name{label="value",…}}. */
  double value(String series) {
    assertThat(samples).containsKey(series);
    return samples.getOrDefault(series, Double.NaN);
  }

  Map<String, Double> samples() {
    return samples;
  }

  Map<String, String> types() {
    return types;
  }

  Set<String> names() {
    return names;
  }
}
