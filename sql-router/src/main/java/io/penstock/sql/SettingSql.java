package io.penstock.sql;

/** SQL that sets a setting again. */
final class SettingSql {
  private SettingSql() {}

  static String set(String name, String value, boolean local, SettingForm form) {
    String set = local ? "SET LOCAL " : "SET ";
    return switch (form) {
      case SQL_TEXT -> set + quotedName(name) + " TO " + value;
      case TIME_ZONE -> set + "TIME ZONE " + value;
      case FLAT ->
          "SELECT pg_catalog.set_config("
              + literal(name)
              + ", "
              + literal(value)
              + (local ? ", true)" : ", false)");
    };
  }

  static String reset(String name, boolean local) {
    return (local ? "SET LOCAL " : "SET ") + quotedName(name) + " TO DEFAULT";
  }

  /** Every part quoted, for a part may be a keyword. */
  private static String quotedName(String name) {
    return '"' + name.replace("\"", "\"\"").replace(".", "\".\"") + '"';
  }

  /** A literal that means the same whatever standard_conforming_strings is. */
  private static String literal(String text) {
    String doubled = text.replace("'", "''");
    return text.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }
}
