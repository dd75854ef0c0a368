package io.penstock.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a single value may be: how it is read, written, and described to whoever wrote it wrongly.
 */
sealed interface ScalarType {
  /**
   * The value that the text stands for.
   *
   * @throws IllegalArgumentException if the text is not {@link #expected()}
   */
  Object parse(String text);

  /** What is right, in words that follow "expected". */
  String expected();

  /** The value as the file would write it; a secret as {@code ***}. */
  default String format(Object value) {
    return value.toString();
  }

  /** A whole number. */
  record WholeNumber(long min, long max) implements ScalarType {
    private static final Pattern WRITTEN = Pattern.compile("-?\\d{1,18}");

    @Override
    public Object parse(String text) {
      if (!WRITTEN.matcher(text).matches()) {
        throw new IllegalArgumentException(text);
      }
      return (int) within(Long.parseLong(text), min, max);
    }

    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /** A count of bytes. */
  record ByteCount(long min, long max) implements ScalarType {
    @Override
    public Object parse(String text) {
      return (int) within(ByteCounts.parse(text), min, max);
    }

    @Override
    public String expected() {
      return "a size from %s to %s, such as 64KB or 1MB"
          .formatted(ByteCounts.format(min), ByteCounts.format(max));
    }

    @Override
    public String format(Object value) {
      return ByteCounts.format((Integer) value);
    }
  }

  /** A duration; one that may be zero may be {@code off}. */
  record Time(Duration min, Duration max) implements ScalarType {
    @Override
    public Object parse(String text) {
      Duration value = Durations.parse(text);
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(text);
      }
      return value;
    }

    @Override
    public String expected() {
      return min.isZero()
          ? "a duration such as 500ms, 30s or 10m, up to %s, or off"
              .formatted(Durations.format(max))
          : "a duration from %s to %s, such as 500ms, 30s or 10m"
              .formatted(Durations.format(min), Durations.format(max));
    }

    @Override
    public String format(Object value) {
      return Durations.format((Duration) value);
    }
  }

  /** True or false. */
  record Flag() implements ScalarType {
    @Override
    public Object parse(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException(text);
      };
    }

    @Override
    public String expected() {
      return "true or false";
    }
  }

  /** Any text that is not empty. */
  record Text() implements ScalarType {
    @Override
    public Object parse(String text) {
      if (text.isEmpty() || text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(text);
      }
      return text;
    }

    @Override
    public String expected() {
      return "a text that is not empty";
    }
  }

  /** An IP address or a host name. */
  record HostName() implements ScalarType {
    private static final Pattern NAME =
        Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_-]{1,63})*\\.?");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    @Override
    public Object parse(String text) {
      boolean name = NAME.matcher(text).matches() && !DIGITS_AND_DOTS.matcher(text).matches();
      if (!name && AddressRange.literal(text) == null) {
        throw new IllegalArgumentException(text);
      }
      return text;
    }

    @Override
    public String expected() {
      return "an IP address or a host name";
    }
  }

  /** A range of IP addresses. */
  record Addresses() implements ScalarType {
    @Override
    public Object parse(String text) {
      return AddressRange.parse(text);
    }

    @Override
    public String expected() {
      return "an IP address, a CIDR range such as 10.0.0.0/8 with no bits set beyond its prefix, or all";
    }
  }

  /** A file. */
  record FilePath() implements ScalarType {
    @Override
    public Object parse(String text) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException(text);
      }
      return Path.of(text);
    }

    @Override
    public String expected() {
      return "the path of a file";
    }
  }

  /** A text that is never shown. */
  record Confidential() implements ScalarType {
    @Override
    public Object parse(String text) {
      if (text.isEmpty() || text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("empty");
      }
      return Secret.of(text);
    }

    @Override
    public String expected() {
      return "a secret that is not empty: plain, ${ENV} or file:/path";
    }
  }

  /** One of an enum's constants, in lower case with hyphens. */
  record Choice(Class<? extends Enum<?>> type) implements ScalarType {
    @Override
    public Object parse(String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> format(constant).equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(text));
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", words());
    }

    @Override
    public String format(Object value) {
      return ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> words() {
      return Arrays.stream(type.getEnumConstants()).map(this::format).toList();
    }
  }

  private static long within(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(Long.toString(value));
    }
    return value;
  }
}
