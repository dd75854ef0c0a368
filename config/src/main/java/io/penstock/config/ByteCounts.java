package io.penstock.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts of bytes as the file writes them: {@code 10000}, {@code 64KB}, {@code 64MB}, {@code 1GB};
 * 1 KB is 1024 bytes.
 */
final class ByteCounts {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}|\\d{10})(B|KB|MB|GB|)");
  private static final String[] UNITS = {"B", "KB", "MB", "GB"};

  private ByteCounts() {}

  static long parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "KB" -> count << 10;
      case "MB" -> count << 20;
      case "GB" -> count << 30;
      default -> count;
    };
  }

  /** In the greatest unit that divides it. */
  static String format(long bytes) {
    if (bytes == 0) {
      return "0";
    }
    int unit = Math.min(UNITS.length - 1, Long.numberOfTrailingZeros(bytes) / 10);
    return unit == 0 ? Long.toString(bytes) : (bytes >> (unit * 10)) + UNITS[unit];
  }
}
