package io.penstock.sql.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Why the use of something may be more than a read that any replica can serve.
 *
 * @param subject what it is, with its schema; for a view, what is in it and where
 */
public record Hazard(Kind kind, String subject) {

  /** Kinds, the mildest first: of two the later one is told. */
  public enum Kind {
    /** No type of this name is known. */
    UNKNOWN_TYPE,
    /** No operator of this name is known. */
    UNKNOWN_OPERATOR,
    /** No function of this name and number of arguments is known. */
    UNKNOWN_FUNCTION,
    /** No relation of this name is known. */
    UNKNOWN_RELATION,
    /** An operator whose function is declared volatile. */
    VOLATILE_OPERATOR,
    /** A type whose functions, casts, operators or checks are declared volatile. */
    VOLATILE_TYPE,
    /** A function that is declared volatile, as all are that declare nothing. */
    VOLATILE_FUNCTION,
    /** Its answer is about the server or backend that gives it. */
    NODE_STATE,
    /** It reads from another server. */
    FOREIGN_TABLE,
    /** A replica has a sequence up to 32 values ahead of where the primary has it. */
    SEQUENCE,
    /** A function of PostgreSQL's own that writes, locks, or does not run on a replica. */
    SYSTEM_FUNCTION,
    /** A view that locks the rows it reads. */
    LOCKS,
    /** A replica cannot read it. */
    UNLOGGED_TABLE,
    /** Only the session's own backend has it. */
    TEMPORARY_TABLE
  }

  /** The worse of two; the first of two equal ones. */
  public static @Nullable Hazard worse(@Nullable Hazard one, @Nullable Hazard other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.kind.compareTo(one.kind) > 0 ? other : one;
  }

  /** The same, met inside of something else. */
  Hazard in(String container) {
    return subject.equals(container) || subject.contains(" in ")
        ? this
        : new Hazard(kind, subject + " in " + container);
  }
}
