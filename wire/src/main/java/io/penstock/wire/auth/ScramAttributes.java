package io.penstock.wire.auth;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Reads the {@code letter=value,…} list of a SCRAM message from left to right. The text is
 * ISO-8859-1, in which each byte is one character, because signatures go over the bytes.
 */
final class ScramAttributes {
  private final String message;
  private final String text;
  private int position;

  /** Starts at {@code position}. The message's name is for errors. */
  ScramAttributes(String message, String text, int position) {
    this.message = message;
    this.text = text;
    this.position = position;
  }

  static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
  }

  static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  int position() {
    return position;
  }

  boolean hasMore() {
    return position < text.length();
  }

  /** The letter of the next attribute. */
  char letter() {
    if (position + 1 >= text.length() || text.charAt(position + 1) != '=') {
      throw violation("no attribute at character " + position + " (expected: letter=value)");
    }
    return text.charAt(position);
  }

  /** The value of the next attribute, whatever its letter. */
  String value() {
    letter();
    int comma = text.indexOf(',', position);
    int end = comma < 0 ? text.length() : comma;
    String value = text.substring(position + 2, end);
    position = Math.min(end + 1, text.length());
    return value;
  }

  /** The value of the next attribute, which must have this letter. */
  String value(char letter) {
    if (!hasMore() || letter() != letter) {
      throw violation("attribute " + letter + " expected at character " + position);
    }
    return value();
  }

  /** The next attribute, a nonce: printable ASCII, not empty. */
  String nonce() {
    String nonce = value('r');
    if (nonce.isEmpty() || !nonce.chars().allMatch(c -> c >= '!' && c <= '~')) {
      throw violation("nonce empty or not printable");
    }
    return nonce;
  }

  Bytes base64(char letter) {
    return decode(letter, value(letter));
  }

  Bytes decode(char letter, String value) {
    try {
      return Bytes.of(Base64.getDecoder().decode(value));
    } catch (IllegalArgumentException e) {
      throw violation("attribute " + letter + ": not base64");
    }
  }

  /** Passes over optional extensions, which nobody has defined yet. */
  void skipExtensions() {
    while (hasMore()) {
      value();
    }
  }

  ProtocolException violation(String found) {
    return ProtocolException.violation("malformed SCRAM " + message + ": " + found);
  }
}
