package io.penstock.sql.copy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of the binary format: a number of fields, and a length before each of them. */
final class BinaryRows extends CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int FLAGS = SIGNATURE.length;
  private static final int EXTENSION = FLAGS + 4;
  private static final int HEADER = EXTENSION + 4;
  private static final int CRITICAL_FLAGS = 0xFFFF0000;
  private static final int WITH_OIDS = 1 << 16;
  private static final int NULL = -1;

  private final int columns;
  private boolean headed;
  private boolean forAll;

  /** Fields of the row that were not passed yet; -1 before their number is known. */
  private int left = -1;

  BinaryRows(int columns, int longest) {
    super(longest);
    this.columns = columns;
  }

  @Override
  boolean ignoresRest() {
    return false;
  }

  @Override
  public boolean isForAll() {
    return forAll;
  }

  @Override
  boolean find() throws CopyError {
    if (!headed) {
      return header();
    }
    if (over) {
      if (limit > start) {
        throw CopyError.format("received copy data after EOF marker", line);
      }
      return false;
    }
    if (left < 0) {
      if (limit - start < 2) {
        return false;
      }
      int fields = (short) ((data[start] << 8) | (data[start + 1] & 0xFF));
      scanned = start + 2;
      line++;
      if (fields == NULL) {
        over = true;
        forAll = true;
        end = scanned;
        return true;
      }
      if (fields != columns) {
        throw CopyError.format("row field count is " + fields + ", expected " + columns, line);
      }
      forAll = false;
      left = fields;
    }
    while (left > 0) {
      long length = limit - scanned < 4 ? NULL - 1 : number(scanned);
      if (limit - scanned < 4) {
        return cut();
      }
      if (length < NULL) {
        throw CopyError.format("invalid field size", line);
      }
      long behind = scanned + 4L + Math.max(length, 0);
      if (behind > limit) {
        return cut();
      }
      scanned = (int) behind;
      left--;
    }
    left = -1;
    end = scanned;
    return true;
  }

  private boolean cut() throws CopyError {
    if (last) {
      throw CopyError.format("unexpected EOF in COPY data", line);
    }
    return false;
  }

  private boolean header() throws CopyError {
    int have = limit - start;
    int same = Math.min(have, SIGNATURE.length);
    boolean signed =
        Arrays.equals(data, start, start + same, SIGNATURE, 0, same)
            && (!last || same == SIGNATURE.length);
    if (!signed) {
      throw CopyError.format("COPY file signature not recognized", 0);
    }
    if (have < HEADER) {
      if (last) {
        throw CopyError.format(
            "invalid COPY file header (missing " + (have < EXTENSION ? "flags)" : "length)"), 0);
      }
      return false;
    }
    int flags = number(start + FLAGS);
    if ((flags & WITH_OIDS) != 0) {
      throw CopyError.format("invalid COPY file header (WITH OIDS)", 0);
    }
    if ((flags & CRITICAL_FLAGS) != 0) {
      throw CopyError.format("unrecognized critical flags in COPY file header", 0);
    }
    int extension = number(start + EXTENSION);
    if (extension < 0 || (last && have - HEADER < extension)) {
      throw CopyError.format("invalid COPY file header (wrong length)", 0);
    }
    if (have - HEADER < extension) {
      return false;
    }
    headed = true;
    forAll = true;
    end = start + HEADER + extension;
    scanned = end;
    return true;
  }

  private int number(int at) {
    return (data[at] & 0xFF) << 24
        | (data[at + 1] & 0xFF) << 16
        | (data[at + 2] & 0xFF) << 8
        | (data[at + 3] & 0xFF);
  }

  @Override
  public boolean field(int number, @Nullable String column, CopyField into) {
    if (number >= columns) {
      return false;
    }
    int at = start + 2;
    for (int passed = 0; passed < number; passed++) {
      at += 4 + Math.max(number(at), 0);
    }
    int length = number(at);
    if (length == NULL) {
      into.is(CopyField.Kind.NULL);
    } else {
      into.is(data, at + 4, at + 4 + length);
    }
    return true;
  }
}
