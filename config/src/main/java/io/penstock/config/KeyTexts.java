package io.penstock.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts as PostgreSQL's input functions do; what they refuse, or may read otherwise, is null.
 */
final class KeyTexts {
  private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
  private static final long DAY = 86_400_000_000L;
  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})"
              + "(?:[ T](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,6}))?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?");
  private static final Pattern UUID =
      Pattern.compile("\\{?((?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4})\\}?");

  private KeyTexts() {}

  /**
   * Digits with a sign, blanks around them, and a fraction of zeros: what integer and numeric take
   * and is whole.
   */
  static @Nullable Long wholeNumber(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    boolean negative = from < to && text.charAt(from) == '-';
    if (negative || (from < to && text.charAt(from) == '+')) {
      from++;
    }
    int digits = 0;
    long value = 0;
    for (; from < to && isDigit(text.charAt(from)); from++, digits++) {
      int digit = text.charAt(from) - '0';
      // Counted below zero, where there is one value more.
      if (value < (Long.MIN_VALUE + digit) / 10) {
        return null;
      }
      value = value * 10 - digit;
    }
    if (from < to && text.charAt(from) == '.' && digits > 0) {
      for (from++; from < to && text.charAt(from) == '0'; from++) {}
    }
    if (from < to || digits == 0 || (!negative && value == Long.MIN_VALUE)) {
      return null;
    }
    return negative ? value : -value;
  }

  private static boolean isBlank(char letter) {
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  static @Nullable String uuid(String text) {
    Matcher matcher = UUID.matcher(text);
    boolean braces = text.startsWith("{");
    if (!matcher.matches() || braces != text.endsWith("}")) {
      return null;
    }
    return matcher.group(1).replace("-", "").toLowerCase(Locale.ROOT);
  }

  static @Nullable Long date(String text) {
    Matcher matcher = MOMENT.matcher(text);
    return matcher.matches() && matcher.group(2) == null ? days(text) : null;
  }

  static @Nullable Long timestamp(String text) {
    Matcher matcher = MOMENT.matcher(text);
    return matcher.matches() && matcher.group(6) == null ? micros(matcher) : null;
  }

  static @Nullable Long timestampWithZone(String text) {
    Matcher matcher = MOMENT.matcher(text);
    if (!matcher.matches() || matcher.group(6) == null) {
      return null;
    }
    Long micros = micros(matcher);
    String offset = matcher.group(6);
    if (micros == null || offset.equals("Z")) {
      return micros;
    }
    int hours = Integer.parseInt(offset.substring(1, 3));
    int minutes = offset.length() > 3 ? Integer.parseInt(offset.substring(offset.length() - 2)) : 0;
    // As far as PostgreSQL takes offsets.
    if (hours > 15 || minutes > 59) {
      return null;
    }
    long east = (hours * 60L + minutes) * 60_000_000L;
    return offset.charAt(0) == '-' ? micros + east : micros - east;
  }

  private static @Nullable Long micros(Matcher matcher) {
    Long days = days(matcher.group(1));
    if (days == null || matcher.group(2) == null) {
      return days == null ? null : days * DAY;
    }
    int hour = Integer.parseInt(matcher.group(2));
    int minute = Integer.parseInt(matcher.group(3));
    int second = Integer.parseInt(matcher.group(4));
    if (hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    String fraction = matcher.group(5) == null ? "" : matcher.group(5);
    long micros = Long.parseLong((fraction + "000000").substring(0, 6));
    return days * DAY + ((hour * 60L + minute) * 60 + second) * 1_000_000 + micros;
  }

  private static @Nullable Long days(String date) {
    try {
      int year = Integer.parseInt(date.substring(0, 4));
      int month = Integer.parseInt(date.substring(5, 7));
      int day = Integer.parseInt(date.substring(8, 10));
      return year == 0 ? null : LocalDate.of(year, month, day).toEpochDay() - EPOCH_DAY;
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  /** True, false and their like, or any beginning of such a word that fits one of them only. */
  static @Nullable Boolean truth(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    String word = text.substring(from, to).toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return null;
    }
    if ("true".startsWith(word)
        || "yes".startsWith(word)
        || word.equals("on")
        || word.equals("1")) {
      return true;
    }
    boolean off = word.length() > 1 && "off".startsWith(word);
    if ("false".startsWith(word) || "no".startsWith(word) || off || word.equals("0")) {
      return false;
    }
    return null;
  }

  /** The text itself; null if PostgreSQL could not store it. */
  static @Nullable String text(String text) {
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter == 0) {
        return null;
      }
      if (Character.isSurrogate(letter)) {
        boolean pair =
            Character.isHighSurrogate(letter)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!pair) {
          return null;
        }
        at++;
      }
    }
    return text;
  }

  /** The order of the texts' bytes in UTF-8, which is that of their code points. */
  static int compareBytes(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int at = 0; at < length; at++) {
      char ours = left.charAt(at);
      char theirs = right.charAt(at);
      if (ours != theirs) {
        boolean beyond = Character.isSurrogate(ours) != Character.isSurrogate(theirs);
        int order = Character.compare(ours, theirs);
        return beyond ? (Character.isSurrogate(ours) ? 1 : -1) : order;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
