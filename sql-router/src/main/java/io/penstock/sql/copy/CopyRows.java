package io.penstock.sql.copy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows in the data of a COPY, which comes in pieces of any size. What has come is kept
 * until the row that it belongs to was passed, and no longer. For one thread.
 *
 * <pre>{@code
 * rows.feed(piece);
 * while (rows.next()) {
 *   ...                        // bytes() from start() to end()
 * }
 * ...
 * rows.finish();               // no more will come: the last row may stand there
 * }</pre>
 */
public abstract sealed class CopyRows permits LineRows, BinaryRows {
  private static final int SMALLEST = 16 * 1024;

  /** What a row that is too long gets. */
  private static final String TOO_MUCH = "54000";

  private final int longest;

  byte[] data = new byte[SMALLEST];

  /** Where the row begins that stands here, or has begun. */
  int start;

  /** Up to where was looked for its end. */
  int scanned;

  int end;
  int limit;
  long line;
  boolean last;
  boolean over;

  /**
   * @param longest the longest row accepted, in bytes
   */
  CopyRows(int longest) {
    this.longest = longest;
  }

  /**
   * The rows of data in this format.
   *
   * @param columns how many fields a row has
   * @param endMarker whether a line with a backslash and a point ends the data of CSV too, as
   *     before PostgreSQL 18
   */
  public static CopyRows of(CopyFormat format, int columns, boolean endMarker, int longest) {
    return switch (format.kind()) {
      case TEXT -> new TextRows(format, longest);
      case CSV -> new CsvRows(format, endMarker, longest);
      case BINARY -> new BinaryRows(columns, longest);
    };
  }

  /** Takes what is left of the bytes, which may be reused afterwards. */
  public final void feed(ByteBuffer more) throws CopyError {
    int length = more.remaining();
    if (over && ignoresRest()) {
      more.position(more.limit());
      return;
    }
    start = end > start ? end : start;
    if (data.length - limit < length) {
      makeRoom(length);
    }
    more.get(data, limit, length);
    limit += length;
  }

  private void makeRoom(int length) throws CopyError {
    int held = limit - start;
    long needed = (long) held + length;
    if (needed > data.length) {
      if (held > longest) {
        throw tooLong();
      }
      byte[] larger = new byte[(int) Math.max(Math.min(2L * data.length, 1 << 30), needed)];
      System.arraycopy(data, start, larger, 0, held);
      data = larger;
    } else {
      System.arraycopy(data, start, data, 0, held);
    }
    scanned -= start;
    end = 0;
    start = 0;
    limit = held;
  }

  private CopyError tooLong() {
    return new CopyError(
        TOO_MUCH,
        "a row is longer than " + longest + " bytes",
        "The limit is sharding.max-gathered.",
        line + 1,
        null);
  }

  /** No more bytes will come. */
  public final void finish() {
    last = true;
  }

  /**
   * Goes to the next row.
   *
   * @return false if its end has not come yet, or there is none
   */
  public final boolean next() throws CopyError {
    start = end;
    scanned = Math.max(scanned, start);
    return find();
  }

  /** Looks for the end of the row that begins at {@link #start}. */
  abstract boolean find() throws CopyError;

  /** Whether what comes behind the end of the data is nobody's concern. */
  abstract boolean ignoresRest();

  /** Whether all that read rows need this one: a header, or the end of binary data. */
  public abstract boolean isForAll();

  /**
   * Reads a field of the row.
   *
   * @param number of the field, from 0
   * @param column what it is called; null where its name is of no concern
   * @return false if the row has no such field
   */
  public abstract boolean field(int number, @Nullable String column, CopyField into)
      throws CopyError;

  /** The bytes among which the row is. */
  public final byte[] bytes() {
    return data;
  }

  /** Where the row begins. */
  public final int start() {
    return start;
  }

  /** Where it ends, with what separates it from the next. */
  public final int end() {
    return end;
  }

  /** The row's number as PostgreSQL counts: that of its last line. */
  public final long line() {
    return line;
  }
}
