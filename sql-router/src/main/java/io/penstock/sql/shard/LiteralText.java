package io.penstock.sql.shard;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Keyword;
import io.penstock.sql.Lexer;
import io.penstock.sql.LiteralSlot;
import io.penstock.sql.Literals;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the values of literals as PostgreSQL does. */
final class LiteralText {
  private LiteralText() {}

  /**
   * The value of a string; null if it is none, or its value cannot be told with certainty.
   *
   * @param offset where the text begins from which the slot's positions are counted
   * @param length of that text
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  static @Nullable String string(
      byte[] sql,
      int offset,
      int length,
      LiteralSlot slot,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    int start = offset + slot.start();
    int end = offset + slot.end();
    return switch (slot.kind()) {
      case STRING -> quoted(sql, start + 1, end, encoding, !standardConformingStrings, false);
      case ESCAPE_STRING -> quoted(sql, start + 2, end, encoding, true, false);
      case UNICODE_STRING ->
          escaped(sql, offset, length, slot, encoding)
              ? null
              : quoted(sql, start + 3, end, encoding, false, true);
      case DOLLAR_STRING -> dollarQuoted(sql, start, end, encoding);
      default -> null;
    };
  }

  /**
   * Text of a client, decoded; null if that cannot be done with certainty.
   *
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  static @Nullable String decode(byte[] bytes, int from, int to, ClientEncoding encoding) {
    boolean ascii = true;
    for (int at = from; at < to; at++) {
      ascii &= bytes[at] > 0;
      if (bytes[at] == 0) {
        return null;
      }
    }
    if (ascii) {
      return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
    Charset charset =
        switch (encoding) {
          // The server takes bytes in SQL_ASCII as they are, and keeps UTF-8 if it has any choice.
          case UTF8, SQL_ASCII -> StandardCharsets.UTF_8;
          case LATIN1 -> StandardCharsets.ISO_8859_1;
          default -> null;
        };
    if (charset == null) {
      return null;
    }
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Whether UESCAPE follows, which gives escapes another mark. */
  private static boolean escaped(
      byte[] sql, int offset, int length, LiteralSlot slot, ClientEncoding encoding) {
    Lexer lexer = new Lexer();
    lexer.reset(sql, offset, length, encoding, true);
    lexer.seek(slot.end());
    lexer.next();
    return lexer.keyword() == Keyword.UESCAPE;
  }

  private static @Nullable String dollarQuoted(
      byte[] sql, int start, int end, ClientEncoding encoding) {
    int inside = start + 1;
    while (sql[inside] != '$') {
      inside++;
    }
    inside++;
    int tag = inside - start;
    if (end - inside < tag || sql[end - 1] != '$') {
      return null;
    }
    for (int at = 0; at < tag; at++) {
      if (sql[end - tag + at] != sql[start + at]) {
        return null;
      }
    }
    return decode(sql, inside, end - tag, encoding);
  }

  private static @Nullable String quoted(
      byte[] sql, int from, int end, ClientEncoding encoding, boolean escapes, boolean unicode) {
    if (encoding.trailingAscii() && !ascii(sql, from, end)) {
      return null;
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream(end - from);
    int at = from;
    while (at < end) {
      byte next = sql[at];
      if (next == '\'') {
        if (at + 1 < end && sql[at + 1] == '\'') {
          value.write('\'');
          at += 2;
        } else if (at + 1 == end) {
          return decode(value.toByteArray(), 0, value.size(), encoding);
        } else {
          at = Literals.continuation(sql, at + 1, end);
          if (at < 0) {
            return null;
          }
        }
      } else if (next == '\\' && (escapes || unicode)) {
        at =
            unicode
                ? codePoint(sql, at + 1, end, value, encoding)
                : escape(sql, at + 1, end, value, encoding);
        if (at < 0) {
          return null;
        }
      } else {
        value.write(next);
        at++;
      }
    }
    return null;
  }

  private static boolean ascii(byte[] sql, int from, int end) {
    for (int at = from; at < end; at++) {
      if (sql[at] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads what follows a backslash in E'…'; where it ends, -1 if it cannot be told. */
  private static int escape(
      byte[] sql, int at, int end, ByteArrayOutputStream value, ClientEncoding encoding) {
    byte letter = sql[at];
    switch (letter) {
      case 'b' -> value.write('\b');
      case 'f' -> value.write('\f');
      case 'n' -> value.write('\n');
      case 'r' -> value.write('\r');
      case 't' -> value.write('\t');
      case 'u' -> {
        return hex(sql, at + 1, 4, end, value, encoding);
      }
      case 'U' -> {
        return hex(sql, at + 1, 8, end, value, encoding);
      }
      // Bytes of a character's encoding: no application writes keys so.
      case 'x', '0', '1', '2', '3', '4', '5', '6', '7' -> {
        return -1;
      }
      default -> {
        if (letter < 0) {
          return -1;
        }
        value.write(letter);
      }
    }
    return at + 1;
  }

  /** Reads what follows a backslash in U&'…'; where it ends, -1 if it cannot be told. */
  private static int codePoint(
      byte[] sql, int at, int end, ByteArrayOutputStream value, ClientEncoding encoding) {
    if (sql[at] == '\\') {
      value.write('\\');
      return at + 1;
    }
    return sql[at] == '+'
        ? hex(sql, at + 1, 6, end, value, encoding)
        : hex(sql, at, 4, end, value, encoding);
  }

  private static int hex(
      byte[] sql,
      int from,
      int digits,
      int end,
      ByteArrayOutputStream value,
      ClientEncoding encoding) {
    if (from + digits > end) {
      return -1;
    }
    long point = 0;
    for (int at = from; at < from + digits; at++) {
      int digit = sql[at] < 0 ? -1 : Character.digit(sql[at], 16);
      if (digit < 0) {
        return -1;
      }
      point = point * 16 + digit;
    }
    boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
    boolean other = point > 127 && encoding != ClientEncoding.UTF8;
    if (point == 0 || point > 0x10FFFF || surrogate || other) {
      return -1;
    }
    value.writeBytes(Character.toString((int) point).getBytes(StandardCharsets.UTF_8));
    return from + digits;
  }
}
