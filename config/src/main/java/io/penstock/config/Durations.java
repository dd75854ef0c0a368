package io.penstock.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the file writes them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, {@code
 * 1d}, {@code off}.
 */
public final class Durations {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS = units();

  private Durations() {}

  private static Map<String, Duration> units() {
    Map<String, Duration> units = new LinkedHashMap<>();
    units.put("d", Duration.ofDays(1));
    units.put("h", Duration.ofHours(1));
    units.put("m", Duration.ofMinutes(1));
    units.put("s", Duration.ofSeconds(1));
    units.put("ms", Duration.ofMillis(1));
    return units;
  }

  /**
   * The duration that the text is.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Duration parse(String text) {
    if (text.equals("0") || text.equals("off")) {
      return Duration.ZERO;
    }
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** In the greatest unit that divides it. */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "off";
    }
    for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
      if (duration.toMillis() % unit.getValue().toMillis() == 0) {
        return duration.toMillis() / unit.getValue().toMillis() + unit.getKey();
      }
    }
    throw new IllegalArgumentException(duration.toString());
  }
}
