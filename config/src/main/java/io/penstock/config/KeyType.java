package io.penstock.config;

/** The shape of a key's value. */
sealed interface KeyType {
  /** One value. */
  record Scalar(ScalarType type) implements KeyType {}

  /** A list of texts; a single text stands for a list of one. */
  record Texts() implements KeyType {}

  /** A block of keys. */
  record Block(Class<? extends Record> type) implements KeyType {}

  /** A list of blocks. */
  record Blocks(Class<? extends Record> type) implements KeyType {}

  /** Blocks by a name that the operator chooses. */
  record NamedBlocks(Class<? extends Record> type) implements KeyType {}
}
