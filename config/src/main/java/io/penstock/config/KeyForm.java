package io.penstock.config;

import org.jspecify.annotations.Nullable;

/**
 * What the text of a key's value may mean, read as PostgreSQL reads it wherever that does not
 * depend on a setting of the session.
 *
 * <p>The order of the constants is that in which a list of values is tried. Any thread.
 */
public enum KeyForm {
  /** A whole number of 64 bits: a {@link Long}. */
  INTEGER,

  /** A UUID in any spelling of PostgreSQL's: 32 hexadecimal digits in lower case. */
  UUID,

  /** A day such as 2026-01-31: its {@link Long} of days since 2000-01-01. */
  DATE,

  /** A day and a time without a zone: the {@link Long} of microseconds since 2000-01-01. */
  TIMESTAMP,

  /** A day, a time and an offset: the {@link Long} of microseconds since 2000-01-01 UTC. */
  TIMESTAMPTZ,

  /** Any text; compared byte by byte. */
  TEXT,

  /** True or false, in any spelling of PostgreSQL's, which words are too: a {@link Boolean}. */
  BOOLEAN;

  /** The value; null if the text is none of this form, or not the same under every setting. */
  public @Nullable Object read(String text) {
    return switch (this) {
      case INTEGER -> KeyTexts.wholeNumber(text);
      case UUID -> KeyTexts.uuid(text);
      case DATE -> KeyTexts.date(text);
      case TIMESTAMP -> KeyTexts.timestamp(text);
      case TIMESTAMPTZ -> KeyTexts.timestampWithZone(text);
      case BOOLEAN -> KeyTexts.truth(text);
      case TEXT -> KeyTexts.text(text);
    };
  }

  /** Compares two values that this form has read. */
  public int compare(Object left, Object right) {
    return switch (this) {
      case INTEGER, DATE, TIMESTAMP, TIMESTAMPTZ -> Long.compare((Long) left, (Long) right);
      case BOOLEAN -> Boolean.compare((Boolean) left, (Boolean) right);
      case UUID -> ((String) left).compareTo((String) right);
      case TEXT -> KeyTexts.compareBytes((String) left, (String) right);
    };
  }

  /** The first form that reads all of these texts. */
  public static KeyForm of(Iterable<String> texts) {
    for (KeyForm form : values()) {
      boolean all = true;
      for (String text : texts) {
        all &= form.read(text) != null;
      }
      if (all) {
        return form;
      }
    }
    return TEXT;
  }
}
