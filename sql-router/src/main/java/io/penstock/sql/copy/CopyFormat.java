package io.penstock.sql.copy;

import io.penstock.sql.ClientEncoding;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the data of a COPY is written.
 *
 * @param delimiter of fields; of no meaning in binary, as all that follows
 * @param nullText what stands for NULL
 * @param quote of CSV
 * @param escape within quotes of CSV
 * @param header whether the first line has names
 * @param forceNull columns of CSV whose quoted fields may be NULL too
 * @param forceNotNull columns of CSV whose fields are never NULL
 * @param defaultText what stands for a column's default; null for nothing
 * @param encoding of the data; null for the session's
 */
public record CopyFormat(
    Kind kind,
    byte delimiter,
    String nullText,
    byte quote,
    byte escape,
    boolean header,
    Columns forceNull,
    Columns forceNotNull,
    @Nullable String defaultText,
    @Nullable ClientEncoding encoding) {
  /** PostgreSQL's own words for formats. */
  public enum Kind {
    TEXT,
    CSV,
    BINARY
  }

  /** Columns that an option is for. */
  public record Columns(boolean all, Set<String> names) {
    static final Columns ALL = new Columns(true, Set.of());
    static final Columns NONE = new Columns(false, Set.of());

    public Columns {
      names = Set.copyOf(names);
    }

    boolean has(String column) {
      return all || names.contains(column);
    }
  }
}
