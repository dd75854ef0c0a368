package io.penstock.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one text, as PostgreSQL splits it. PostgreSQL parses the whole text before it
 * runs the first statement: after a syntax error anywhere none of the effects has happened.
 *
 * @param statements the statements; empty for {@link #PLAIN}
 */
@SuppressWarnings("ReferenceEquality") // PLAIN and EMPTY are told apart by identity
public record Script(List<Statement> statements) {
  /** Exactly one statement, which has no effect on the session. It carries no positions. */
  public static final Script PLAIN = new Script(List.of());

  /** No statement: nothing but white space, comments and semicolons. */
  public static final Script EMPTY = new Script(List.of());

  public Script {
    statements = List.copyOf(statements);
  }

  /** Whether this is {@link #PLAIN}. */
  public boolean plain() {
    return this == PLAIN;
  }

  /** Whether calls of functions are all that these statements do to the session. */
  public boolean onlyCalls() {
    for (Statement statement : statements) {
      for (Effect effect : statement.effects()) {
        if (!(effect instanceof Effect.CallsFunction)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The effect where there is exactly one statement, and it has exactly one; else null. */
  public @Nullable Effect onlyEffect() {
    return statements.size() == 1 && statements.get(0).effects().size() == 1
        ? statements.get(0).effects().get(0)
        : null;
  }

  /** Whether this is {@link #EMPTY}. */
  public boolean empty() {
    return this == EMPTY;
  }

  /** How many statements the text has: so many CommandComplete answers if all goes well. */
  public int count() {
    return plain() ? 1 : statements.size();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Script that
            && !statements.isEmpty()
            && statements.equals(that.statements));
  }

  @Override
  public int hashCode() {
    return plain() ? 1 : statements.hashCode();
  }
}
