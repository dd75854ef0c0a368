package io.penstock.sql.grammar;

/** Reads the escapes of {@code U&"…"}: {@code \0061}, {@code \+000061}, {@code \\}. */
final class UnicodeEscapes {
  private UnicodeEscapes() {}

  static String decode(String text, char escape) throws ParseException {
    StringBuilder decoded = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next != escape) {
        decoded.append(next);
        at++;
      } else if (text.startsWith(String.valueOf(escape), at + 1)) {
        decoded.append(escape);
        at += 2;
      } else {
        boolean six = text.startsWith("+", at + 1);
        int from = at + (six ? 2 : 1);
        int to = from + (six ? 6 : 4);
        decoded.appendCodePoint(codePoint(text, from, to));
        at = to;
      }
    }
    return decoded.toString();
  }

  private static int codePoint(String text, int from, int to) throws ParseException {
    int point = 0;
    for (int at = from; at < to; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw new ParseException("it has an escape that is none");
      }
      point = point * 16 + digit;
    }
    if (!Character.isValidCodePoint(point) || point == 0 || point == '"') {
      throw new ParseException("it has an escape for a character that cannot be there");
    }
    return point;
  }
}
