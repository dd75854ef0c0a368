package io.penstock.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hints in a text's comments. What a comment says is remembered by its bytes, for
 * applications send the same few comments over and over; the memory has a fixed size, and of two
 * comments that want the same place in it the later one gets it. For one thread at a time.
 */
final class HintReader {
  private static final int PLACES = 256;

  /** A longer comment is read every time. */
  private static final int LONGEST_KEPT = 256;

  private static final int MARKS = 2;

  /** A comment and what it says. */
  private static final class Known {
    private final byte[] comment;
    private final ClientEncoding encoding;
    private final Hints hints;

    Known(byte[] comment, ClientEncoding encoding, Hints hints) {
      this.comment = comment;
      this.encoding = encoding;
      this.hints = hints;
    }
  }

  private final @Nullable Known[] known = new Known[PLACES];
  private final Lexer lexer = new Lexer(true);
  private final KeyedHash hash;

  HintReader(FingerprintKey key) {
    hash = new KeyedHash(key);
  }

  /** The hints of a text in which this lexer came upon comments with hints. */
  Hints read(byte[] sql, int offset, int length, Lexer scanned) {
    if (!scanned.severalHints()) {
      int start = offset + scanned.hintStart();
      return comment(sql, start, offset + scanned.hintEnd(), scanned.encoding());
    }
    lexer.reset(sql, offset, length, scanned.encoding(), scanned.standardConformingStrings());
    HintWords words = new HintWords();
    while (lexer.next() != TokenKind.END) {
      if (lexer.atHint()) {
        words.read(words(lexer.text(lexer.start(), lexer.end())));
      }
    }
    lexer.release();
    return words.hints();
  }

  private Hints comment(byte[] sql, int start, int end, ClientEncoding encoding) {
    if (end - start > LONGEST_KEPT) {
      return parse(sql, start, end, encoding);
    }
    hash.reset();
    hash.add(0, sql, start, end, false);
    int place = (int) hash.high() & (PLACES - 1);
    Known there = known[place];
    if (there != null
        && there.encoding == encoding
        && Arrays.equals(there.comment, 0, there.comment.length, sql, start, end)) {
      return there.hints;
    }
    Hints hints = parse(sql, start, end, encoding);
    known[place] = new Known(Arrays.copyOfRange(sql, start, end), encoding, hints);
    return hints;
  }

  private static Hints parse(byte[] sql, int start, int end, ClientEncoding encoding) {
    HintWords words = new HintWords();
    words.read(words(new String(sql, start, end - start, encoding.charset())));
    return words.hints();
  }

  /** What a comment says after {@code penstock:}. */
  private static String words(String comment) {
    int from = comment.indexOf(Comments.HINT_MARK) + Comments.HINT_MARK.length();
    boolean closed = comment.startsWith("/*") && comment.endsWith("*/");
    return comment.substring(from, closed ? comment.length() - MARKS : comment.length());
  }
}
