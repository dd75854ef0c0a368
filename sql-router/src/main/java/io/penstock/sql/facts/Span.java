package io.penstock.sql.facts;

/**
 * A part of the statement's text, in bytes counted from the text's start.
 *
 * @param start of its first byte
 * @param end after its last byte
 */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no span: from " + start + " to " + end);
    }
  }
}
