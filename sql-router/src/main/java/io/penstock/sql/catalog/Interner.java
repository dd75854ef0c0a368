package io.penstock.sql.catalog;

import java.util.HashMap;
import java.util.Map;

/** Keeps one String of each text: names of columns come by the thousand. */
final class Interner {
  private final Map<String, String> known = new HashMap<>();

  String one(String text) {
    String first = known.putIfAbsent(text, text);
    return first == null ? text : first;
  }
}
