package io.penstock.sql.copy;

import org.jspecify.annotations.Nullable;

/** Rows of the text format: a backslash takes the meaning of the byte behind it. */
final class TextRows extends LineRows {
  TextRows(CopyFormat format, int longest) {
    super(
        format,
        longest,
        "literal",
        "Use \"\\n\" to represent newline.",
        "Use \"\\r\" to represent carriage return.");
  }

  @Override
  boolean find() throws CopyError {
    byte[] in = data;
    int to = limit;
    int at = scanned;
    while (at < to && !over) {
      byte next = in[at];
      if (next == '\n') {
        return lineFeed(at);
      } else if (next == '\r') {
        return carriageReturn(at);
      } else if (next != '\\') {
        at++;
      } else if (at + 1 == to) {
        if (!last) {
          scanned = at;
          return false;
        }
        at++;
      } else if (in[at + 1] != '.') {
        at += 2;
      } else {
        scanned = at;
        endMarker(at);
        return false;
      }
    }
    return foundLast();
  }

  /** A backslash and a point: with the end of its line they are the end of the data. */
  private void endMarker(int at) throws CopyError {
    int behind = at + 2 + (endsWithTwo() ? 1 : 0);
    if (behind >= limit && !last) {
      return;
    }
    boolean alone =
        at == start
            && behind < limit
            && endsLine(data[behind])
            && (!endsWithTwo() || data[behind - 1] == '\r');
    if (!alone) {
      throw CopyError.format("end-of-copy marker is not alone on its line", errorLine());
    }
    over = true;
  }

  @Override
  public boolean field(int number, @Nullable String column, CopyField into) {
    byte[] in = data;
    int at = start;
    for (int passed = 0; passed < number; passed++) {
      while (at < textEnd && in[at] != delimiter) {
        at += in[at] == '\\' ? 2 : 1;
      }
      if (at >= textEnd) {
        return false;
      }
      at++;
    }
    int from = at;
    boolean escaped = false;
    while (at < textEnd && in[at] != delimiter) {
      escaped |= in[at] == '\\';
      at += in[at] == '\\' ? 2 : 1;
    }
    if (CopyField.equal(in, from, Math.min(at, textEnd), nullText)) {
      into.is(CopyField.Kind.NULL);
    } else if (defaultText != null
        && CopyField.equal(in, from, Math.min(at, textEnd), defaultText)) {
      into.is(CopyField.Kind.DEFAULT);
    } else if (!escaped) {
      into.is(in, from, at);
    } else if (at > textEnd) {
      into.is(CopyField.Kind.UNCLEAR);
    } else {
      unescape(from, at, into);
    }
    return true;
  }

  private void unescape(int from, int to, CopyField into) {
    into.begin();
    int at = from;
    while (at < to) {
      byte next = data[at++];
      if (next != '\\') {
        into.add(next);
        continue;
      }
      byte letter = data[at++];
      int value = letter;
      switch (letter) {
        case 'b' -> value = '\b';
        case 'f' -> value = '\f';
        case 'n' -> value = '\n';
        case 'r' -> value = '\r';
        case 't' -> value = '\t';
        case 'v' -> value = 0x0B;
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          value = letter - '0';
          int most = Math.min(to, at + 2);
          while (at < most && data[at] >= '0' && data[at] <= '7') {
            value = value * 8 + data[at++] - '0';
          }
          value &= 0xFF;
        }
        case 'x' -> {
          int most = Math.min(to, at + 2);
          int digits = 0;
          int number = 0;
          while (at < most && digit(data[at]) >= 0) {
            number = number * 16 + digit(data[at++]);
            digits++;
          }
          value = digits == 0 ? letter : number;
        }
        default -> {}
      }
      if (letter >= 0 && (value == 0 || value > 127)) {
        // A byte in the server's own encoding.
        into.is(CopyField.Kind.UNCLEAR);
        return;
      }
      into.add((byte) value);
    }
  }

  private static int digit(byte letter) {
    return letter < 0 ? -1 : Character.digit(letter, 16);
  }
}
