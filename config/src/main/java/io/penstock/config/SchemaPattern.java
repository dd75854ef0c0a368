package io.penstock.config;

/** A name of schemas, in which each * stands for any letters. */
public final class SchemaPattern {
  private SchemaPattern() {}

  /** Whether a schema of this name, as PostgreSQL stores it, is meant. */
  public static boolean matches(String pattern, String schema) {
    return matches(pattern, 0, schema, 0);
  }

  private static boolean matches(String pattern, int from, String schema, int at) {
    if (from == pattern.length()) {
      return at == schema.length();
    }
    if (pattern.charAt(from) != '*') {
      return at < schema.length()
          && pattern.charAt(from) == schema.charAt(at)
          && matches(pattern, from + 1, schema, at + 1);
    }
    for (int end = at; end <= schema.length(); end++) {
      if (matches(pattern, from + 1, schema, end)) {
        return true;
      }
    }
    return false;
  }
}
