package io.penstock.config;

import java.util.regex.Pattern;

/** Writes full keys: {@code databases.shop.nodes[1].port}. */
final class KeyPath {
  static final String ROOT = "";

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_*-]{1,63}");
  private static final int LONGEST = 63;

  private KeyPath() {}

  static String child(String parent, String key) {
    return parent.isEmpty() ? quoted(key) : parent + "." + quoted(key);
  }

  static String item(String parent, Object index) {
    return parent + "[" + index + "]";
  }

  /** The block that a key stands in. */
  static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? ROOT : path.substring(0, end);
  }

  private static String quoted(String key) {
    return PLAIN.matcher(key).matches() ? key : quote(key);
  }

  /** A text in quotes, on one line and not too long. */
  static String quote(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
