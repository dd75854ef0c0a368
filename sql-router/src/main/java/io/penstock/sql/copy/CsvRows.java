package io.penstock.sql.copy;

import org.jspecify.annotations.Nullable;

/** Rows of CSV: within quotes lines may end that end no row. */
final class CsvRows extends LineRows {
  private final byte quote;
  private final byte escape;
  private final CopyFormat.Columns forceNull;
  private final CopyFormat.Columns forceNotNull;
  private final boolean endMarker;

  /** Bytes that rows do not consist of for the most part. */
  private final boolean[] special = new boolean[256];

  private boolean quoted;
  private boolean escaped;

  CsvRows(CopyFormat format, boolean endMarker, int longest) {
    super(
        format,
        longest,
        "unquoted",
        "Use quoted CSV field to represent newline.",
        "Use quoted CSV field to represent carriage return.");
    this.quote = format.quote();
    this.escape = format.escape();
    this.forceNull = format.forceNull();
    this.forceNotNull = format.forceNotNull();
    this.endMarker = endMarker;
    for (byte one : new byte[] {'\n', '\r', '\\', quote, escape}) {
      special[one & 0xFF] = true;
    }
  }

  @Override
  boolean find() throws CopyError {
    byte[] in = data;
    int to = limit;
    int at = scanned;
    boolean ownEscape = escape != quote;
    while (at < to && !over) {
      byte next = in[at];
      if (!special[next & 0xFF]) {
        escaped = false;
        at++;
        continue;
      }
      if (next == '\\' && endMarker && at == start) {
        int ends = endsHere(at);
        if (ends < 0) {
          scanned = at;
          return false;
        }
        over = ends > 0;
        if (over) {
          return false;
        }
      }
      if (ownEscape && quoted && next == escape) {
        escaped = !escaped;
      }
      if (next == quote && !escaped) {
        quoted = !quoted;
      }
      if (!ownEscape || next != escape) {
        escaped = false;
      }
      if (quoted) {
        inner += next == counted() ? 1 : 0;
        at++;
      } else if (next == '\n') {
        return lineFeed(at);
      } else if (next == '\r') {
        return carriageReturn(at);
      } else {
        at++;
      }
    }
    if (last && quoted && start < to && !over && !headerIsNext()) {
      throw CopyError.format("unterminated CSV quoted field", errorLine());
    }
    return foundLast();
  }

  /** Whether the line that begins here ends the data: 1 if so, 0 if not, -1 if that is to come. */
  private int endsHere(int at) {
    int behind = at + 2 + (endsWithTwo() ? 1 : 0);
    if (behind >= limit) {
      boolean may = at + 1 >= limit || data[at + 1] == '.';
      return may && !last ? -1 : 0;
    }
    boolean ends =
        data[at + 1] == '.'
            && endsLine(data[behind])
            && (!endsWithTwo() || data[behind - 1] == '\r');
    return ends ? 1 : 0;
  }

  @Override
  public boolean field(int number, @Nullable String column, CopyField into) throws CopyError {
    int at = start;
    for (int passed = 0; passed < number; passed++) {
      at = fieldEnd(at);
      if (at == textEnd) {
        return false;
      }
      at++;
    }
    read(at, column, into);
    return true;
  }

  /** Where the field ends that begins here: at a delimiter, or the end of the text. */
  private int fieldEnd(int from) throws CopyError {
    byte[] in = data;
    int at = from;
    while (at < textEnd && in[at] != delimiter) {
      at = in[at] == quote ? quotedEnd(at + 1) : at + 1;
    }
    return at;
  }

  /** Behind the quote that closes the one before this. */
  private int quotedEnd(int from) throws CopyError {
    byte[] in = data;
    int at = from;
    while (at < textEnd) {
      byte next = in[at];
      if (next == escape && at + 1 < textEnd && (in[at + 1] == escape || in[at + 1] == quote)) {
        at += 2;
      } else if (next == quote) {
        return at + 1;
      } else {
        at++;
      }
    }
    throw CopyError.format("unterminated CSV quoted field", line);
  }

  private void read(int from, @Nullable String column, CopyField into) throws CopyError {
    byte[] in = data;
    int to = fieldEnd(from);
    boolean anyQuote = false;
    for (int at = from; at < to; at++) {
      anyQuote |= in[at] == quote;
    }
    if (!anyQuote && CopyField.equal(in, from, to, nullText)) {
      if (column != null && forceNotNull.has(column)) {
        into.is(in, from, to);
      } else {
        into.is(CopyField.Kind.NULL);
      }
    } else if (!anyQuote && defaultText != null && CopyField.equal(in, from, to, defaultText)) {
      into.is(CopyField.Kind.DEFAULT);
    } else if (!anyQuote) {
      into.is(in, from, to);
    } else {
      unquote(from, to, into);
      if (column != null && forceNull.has(column) && into.equalTo(nullText)) {
        into.is(CopyField.Kind.NULL);
      }
    }
  }

  private void unquote(int from, int to, CopyField into) {
    byte[] in = data;
    into.begin();
    boolean inside = false;
    int at = from;
    while (at < to) {
      byte next = in[at];
      if (inside
          && next == escape
          && at + 1 < to
          && (in[at + 1] == escape || in[at + 1] == quote)) {
        into.add(in[at + 1]);
        at += 2;
        continue;
      }
      if (next == quote) {
        inside = !inside;
      } else {
        into.add(next);
      }
      at++;
    }
  }
}
