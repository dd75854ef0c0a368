package io.penstock.sql.copy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rows that end with a line. All lines must end as the first one does. */
abstract sealed class LineRows extends CopyRows permits TextRows, CsvRows {
  private enum LineEnd {
    UNKNOWN,
    LF,
    CR,
    CRLF
  }

  final byte delimiter;
  final byte[] nullText;
  final byte @Nullable [] defaultText;
  private final boolean header;

  /** How the format calls what is not within quotes, and what to do about it. */
  private final String bare;

  private final String cure;
  private final String cureOfReturn;

  private LineEnd lineEnd = LineEnd.UNKNOWN;
  private boolean headed;
  private boolean atHeader;

  /** Where the row's text ends, before what ends its line. */
  int textEnd;

  /** Lines that ended within the row. */
  int inner;

  LineRows(CopyFormat format, int longest, String bare, String cure, String cureOfReturn) {
    super(longest);
    this.delimiter = format.delimiter();
    this.nullText = format.nullText().getBytes(StandardCharsets.US_ASCII);
    String usual = format.defaultText();
    this.defaultText = usual == null ? null : usual.getBytes(StandardCharsets.US_ASCII);
    this.header = format.header();
    this.bare = bare;
    this.cure = cure;
    this.cureOfReturn = cureOfReturn;
  }

  @Override
  boolean ignoresRest() {
    return true;
  }

  @Override
  public boolean isForAll() {
    return atHeader;
  }

  /** Whether the row that is looked for has names, which PostgreSQL may not even read. */
  boolean headerIsNext() {
    return header && !headed;
  }

  /** The row is all up to here, its text without what ends the line. */
  boolean found(int text, int lineTo) {
    textEnd = text;
    end = lineTo;
    scanned = lineTo;
    line += 1 + inner;
    inner = 0;
    atHeader = headerIsNext();
    headed = true;
    return true;
  }

  /** The row goes to the end of the data. */
  boolean foundLast() {
    scanned = limit;
    return last && !over && start < limit && found(limit, limit);
  }

  boolean lineFeed(int at) throws CopyError {
    if (lineEnd == LineEnd.CR || lineEnd == LineEnd.CRLF) {
      throw new CopyError(
          CopyError.BAD_FORMAT, bare + " newline found in data", cure, errorLine(), null);
    }
    lineEnd = LineEnd.LF;
    return found(at, at + 1);
  }

  boolean carriageReturn(int at) throws CopyError {
    boolean mayBeTwo = lineEnd == LineEnd.UNKNOWN || lineEnd == LineEnd.CRLF;
    if (mayBeTwo && at + 1 == limit && !last) {
      scanned = at;
      return false;
    }
    if (mayBeTwo && at + 1 < limit && data[at + 1] == '\n') {
      lineEnd = LineEnd.CRLF;
      return found(at, at + 2);
    }
    if (lineEnd == LineEnd.LF || lineEnd == LineEnd.CRLF) {
      throw new CopyError(
          CopyError.BAD_FORMAT,
          bare + " carriage return found in data",
          cureOfReturn,
          errorLine(),
          null);
    }
    lineEnd = LineEnd.CR;
    return found(at, at + 1);
  }

  /** Whether lines end with a byte of this kind, as far as that is known. */
  boolean endsLine(byte next) {
    return switch (lineEnd) {
      case UNKNOWN -> next == '\n' || next == '\r';
      case CR -> next == '\r';
      case LF, CRLF -> next == '\n';
    };
  }

  boolean endsWithTwo() {
    return lineEnd == LineEnd.CRLF;
  }

  /** The byte that PostgreSQL counts lines by within quotes. */
  byte counted() {
    return (byte) (lineEnd == LineEnd.LF ? '\n' : '\r');
  }

  /** The line that is being read. */
  long errorLine() {
    return line + 1 + inner;
  }
}
