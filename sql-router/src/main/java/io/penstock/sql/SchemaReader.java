package io.penstock.sql;

/** Reads {@code CREATE}, {@code ALTER} and {@code DROP}, from their second word. */
final class SchemaReader {
  private final TokenCursor cursor;
  private final EffectList effects;
  private final QueryReader query;

  SchemaReader(TokenCursor cursor, EffectList effects, QueryReader query) {
    this.cursor = cursor;
    this.effects = effects;
    this.query = query;
  }

  void create() {
    effects.add(Effect.Ddl.INSTANCE);
    boolean temporary = false;
    boolean prefix = true;
    while (prefix) {
      temporary |= cursor.at(Keyword.TEMP) || cursor.at(Keyword.TEMPORARY);
      prefix =
          switch (cursor.keyword()) {
            case OR, REPLACE, GLOBAL, LOCAL, TEMP, TEMPORARY, UNLOGGED, RECURSIVE, MATERIALIZED -> {
              cursor.advance();
              yield true;
            }
            default -> false;
          };
    }
    switch (cursor.keyword()) {
      case FUNCTION, PROCEDURE -> routine();
      case TABLE -> relation(temporary, true);
      case VIEW -> relation(temporary, cursor.previousKeyword() == Keyword.MATERIALIZED);
      default -> relation(temporary, false);
    }
  }

  /** Anything that may be created; {@code runs}: a query after AS is run. */
  private void relation(boolean temporary, boolean runs) {
    boolean dropped = false;
    while (!cursor.atEnd() && !(cursor.at(Keyword.AS) && cursor.depth() == 0)) {
      temporary |= atTemporarySchema();
      dropped |= dropOnCommit();
      cursor.advance();
    }
    if (temporary && !dropped) {
      effects.add(new Effect.Pin(PinReason.TEMPORARY_TABLE));
    }
    if (runs && cursor.accept(Keyword.AS)) {
      if (cursor.accept(Keyword.EXECUTE)) {
        query.execute();
      } else {
        query.readOn();
      }
    }
  }

  /** The body of a routine in SQL's own form ends with END after a semicolon, or at once. */
  private void routine() {
    boolean temporary = false;
    while (!cursor.atEnd()) {
      temporary |= !cursor.inRoutineBody() && atTemporarySchema();
      if (cursor.depth() == 0) {
        if (cursor.at(Keyword.ATOMIC) && cursor.previousKeyword() == Keyword.BEGIN) {
          cursor.routineBody(true);
        } else if (cursor.at(Keyword.END) && afterBodyStatement()) {
          cursor.routineBody(false);
        }
      }
      cursor.advance();
    }
    if (temporary) {
      effects.add(new Effect.Pin(PinReason.TEMPORARY_TABLE));
    }
  }

  private boolean afterBodyStatement() {
    return cursor.previousKind() == TokenKind.SEMICOLON
        || cursor.previousKeyword() == Keyword.ATOMIC;
  }

  /** The schema may be named by its number too; an unclear name may be it. */
  private boolean atTemporarySchema() {
    if (cursor.depth() > 0 || !cursor.atIdentifier()) {
      return false;
    }
    String name = Names.peek(cursor);
    boolean temporary = name == null || name.equals("pg_temp") || name.startsWith("pg_temp_");
    return temporary && cursor.nextKind() == TokenKind.DOT;
  }

  /** At DROP of {@code ON COMMIT DROP}. */
  private boolean dropOnCommit() {
    return cursor.depth() == 0
        && cursor.at(Keyword.DROP)
        && cursor.previousKeyword() == Keyword.COMMIT;
  }

  void alter() {
    switch (cursor.keyword()) {
      case SYSTEM -> effects.add(Effect.RoleDefaults.INSTANCE);
      case ROLE, USER, DATABASE -> defaults();
      case TABLE -> {
        effects.add(Effect.Ddl.INSTANCE);
        query.alterTable();
      }
      default -> effects.add(Effect.Ddl.INSTANCE);
    }
  }

  private void defaults() {
    while (!cursor.atEnd()) {
      boolean sets = cursor.at(Keyword.SET) || cursor.at(Keyword.RESET);
      if (sets && cursor.depth() == 0 && cursor.nextKeyword() != Keyword.TABLESPACE) {
        effects.add(Effect.RoleDefaults.INSTANCE);
        return;
      }
      cursor.advance();
    }
    effects.add(Effect.Ddl.INSTANCE);
  }

  void drop() {
    effects.add(Effect.Ddl.INSTANCE);
    switch (cursor.keyword()) {
      case TABLE,
          VIEW,
          SEQUENCE,
          FUNCTION,
          PROCEDURE,
          ROUTINE,
          AGGREGATE,
          OPERATOR,
          TYPE,
          DOMAIN,
          SCHEMA,
          OWNED ->
          effects.add(new Effect.Unpin(PinReason.TEMPORARY_TABLE));
      default -> {}
    }
  }
}
