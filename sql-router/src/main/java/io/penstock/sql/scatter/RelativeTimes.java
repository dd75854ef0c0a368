package io.penstock.sql.scatter;

import java.util.regex.Pattern;

/** Texts that PostgreSQL reads as a date or time that depends on when it reads them. */
public final class RelativeTimes {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\s*(now|(today|tomorrow|yesterday)(\\s+[0-9].*)?)\\s*", Pattern.CASE_INSENSITIVE);

  private RelativeTimes() {}

  /** Whether a column of dates or times would take this for one. */
  public static boolean isOne(String text) {
    return WORDS.matcher(text).matches();
  }
}
