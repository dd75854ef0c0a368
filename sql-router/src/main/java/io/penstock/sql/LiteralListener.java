package io.penstock.sql;

/** Is told of the literals that a fingerprint leaves out, in the order of the text. */
interface LiteralListener {
  /** Does nothing. */
  LiteralListener NONE = new LiteralListener() {};

  /** A literal, or a parameter. */
  default void literal(int start, int end, TokenKind kind, boolean negative) {}

  /** A list begins, and its first member. Lists are numbered by how deep they are nested. */
  default void listBegins(int list) {}

  /** Another member of the list begins. */
  default void memberBegins(int list) {}

  /** A member ends: it was new, or looked like the one before it. */
  default void memberEnds(int list, boolean isNew) {}
}
