package io.penstock.sql;

/** How the value of a setting is written. */
public enum SettingForm {
  /** As after {@code SET name TO}: words, numbers, quoted strings, a list of them. */
  SQL_TEXT,
  /** The flat, unquoted string {@code set_config} takes. */
  FLAT,
  /** As after {@code SET TIME ZONE}: an {@code INTERVAL}, which no other form of SET takes. */
  TIME_ZONE
}
