package io.penstock.sql.scatter;

/**
 * A place of a statement that is written otherwise.
 *
 * @param start of its first byte
 * @param end after its last byte
 */
record Edit(int start, int end, Text text) {
  /** What is written there, once it is known what the parts' columns are. */
  @FunctionalInterface
  interface Text {
    String in(Gathered gathered);
  }
}
