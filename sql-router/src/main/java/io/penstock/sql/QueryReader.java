package io.penstock.sql;

/**
 * Reads what runs queries: finds calls of functions that do something to the session, at any depth,
 * and {@code SELECT INTO}.
 */
final class QueryReader {
  private final TokenCursor cursor;
  private final EffectList effects;
  private Keyword lastName = Keyword.NONE;

  /** Whether the function just named is one whose effect was told. */
  private boolean known;

  QueryReader(TokenCursor cursor, EffectList effects) {
    this.cursor = cursor;
    this.effects = effects;
  }

  /** Reads a query to its end. {@code select}: it begins, at {@code start}, with SELECT. */
  void read(boolean select, int start) {
    if (select && new ConfigCallReader(cursor, effects).readAll()) {
      return;
    }
    cursor.rewind(start);
    readOn();
  }

  /** Reads on to the end. */
  void readOn() {
    while (!cursor.atEnd()) {
      step();
    }
  }

  /** {@code COPY}, from its second word. */
  void copy() {
    cursor.accept(Keyword.BINARY);
    if (cursor.atIdentifier()) {
      cursor.advance();
      while (cursor.accept(TokenKind.DOT)) {
        cursor.advance();
      }
    }
    while (!cursor.atEnd()) {
      boolean from = cursor.at(Keyword.FROM);
      if (cursor.depth() == 0 && (from || cursor.at(Keyword.TO))) {
        cursor.advance();
        if (cursor.at(Keyword.STDIN) || cursor.at(Keyword.STDOUT)) {
          effects.add(from ? Effect.CopyFromClient.INSTANCE : Effect.CopyToClient.INSTANCE);
        }
      } else {
        step();
      }
    }
  }

  /** {@code DECLARE}, from the cursor's name. */
  void declare() {
    cursor.advance();
    while (!cursor.atEnd() && !cursor.at(Keyword.CURSOR)) {
      cursor.advance();
    }
    cursor.advance();
    if (cursor.accept(Keyword.WITH)) {
      effects.add(new Effect.Pin(PinReason.HOLD_CURSOR));
    }
    readOn();
  }

  /** {@code EXECUTE}, from the name. */
  void execute() {
    int start = cursor.start();
    int end = cursor.end();
    String name = Names.read(cursor);
    effects.add(
        name == null ? Effect.Opaque.INSTANCE : new Effect.ExecuteStatement(name, start, end));
    readOn();
  }

  /** {@code ALTER TABLE}: what it computes for rows there are; a new default is not computed. */
  void alterTable() {
    while (!cursor.atEnd()) {
      if (cursor.at(Keyword.DEFAULT) && cursor.previousKeyword() == Keyword.SET) {
        while (!cursor.atEnd() && !(cursor.depth() == 0 && cursor.kind() == TokenKind.COMMA)) {
          cursor.advance();
        }
      } else {
        step();
      }
    }
  }

  private void step() {
    if (cursor.calls().token(cursor.lexer()) && !known) {
      effects.add(Effect.CallsFunction.INSTANCE);
    }
    known = false;
    switch (cursor.kind()) {
      case WORD, QUOTED_IDENTIFIER -> {
        Keyword name = cursor.name();
        if (name.sessionFunction()) {
          function(name);
        } else if (cursor.at(Keyword.INTO)) {
          into();
        }
        lastName = name;
      }
      case UNICODE_IDENTIFIER -> {
        if (cursor.nextKind() == TokenKind.LEFT_PARENTHESIS
            || cursor.nextKeyword() == Keyword.UESCAPE) {
          effects.add(Effect.Opaque.INSTANCE);
        }
        lastName = Keyword.NONE;
      }
      default -> {}
    }
    cursor.advance();
  }

  private void function(Keyword name) {
    boolean qualified = cursor.previousKind() == TokenKind.DOT;
    boolean named =
        cursor.previousKeyword() == Keyword.INTO || cursor.previousKeyword() == Keyword.AS;
    if (named || cursor.nextKind() != TokenKind.LEFT_PARENTHESIS) {
      return;
    }
    boolean anySchema =
        switch (name) {
          case DBLINK_CONNECT, DBLINK_CONNECT_U, SET_LIMIT -> true;
          default -> false;
        };
    if (!qualified || anySchema || lastName == Keyword.PG_CATALOG) {
      call(name);
      known = true;
    }
  }

  private void call(Keyword name) {
    switch (name) {
      case SET_CONFIG -> new ConfigCallReader(cursor, effects).readOne();
      case SET_LIMIT -> effects.add(Effect.Opaque.INSTANCE);
      case SETSEED -> effects.add(new Effect.Pin(PinReason.SET_SEED));
      case CURRVAL, LASTVAL -> effects.add(Effect.ReadsSequenceState.INSTANCE);
      case NEXTVAL, SETVAL -> effects.add(Effect.AdvancesSequence.INSTANCE);
      case PG_ADVISORY_LOCK,
          PG_ADVISORY_LOCK_SHARED,
          PG_TRY_ADVISORY_LOCK,
          PG_TRY_ADVISORY_LOCK_SHARED ->
          effects.add(new Effect.Pin(PinReason.ADVISORY_LOCK));
      case PG_ADVISORY_UNLOCK, PG_ADVISORY_UNLOCK_ALL, PG_ADVISORY_UNLOCK_SHARED ->
          effects.add(new Effect.Unpin(PinReason.ADVISORY_LOCK));
      default -> effects.add(new Effect.Pin(PinReason.OPAQUE));
    }
  }

  /** {@code SELECT … INTO [TEMP] [TABLE] name} makes a table; {@code INSERT INTO} does not. */
  private void into() {
    switch (cursor.previousKeyword()) {
      case INSERT, MERGE, AS -> {
        return;
      }
      default -> {}
    }
    if (cursor.previousKind() == TokenKind.DOT) {
      return;
    }
    effects.add(Effect.Ddl.INSTANCE);
    cursor.advance();
    if (cursor.at(Keyword.LOCAL) || cursor.at(Keyword.GLOBAL)) {
      Keyword next = cursor.nextKeyword();
      if (next == Keyword.TEMP || next == Keyword.TEMPORARY) {
        cursor.advance();
      }
    }
    boolean temporary = (cursor.at(Keyword.TEMP) || cursor.at(Keyword.TEMPORARY)) && nameFollows();
    boolean inTemporarySchema =
        cursor.name() == Keyword.PG_TEMP && cursor.nextKind() == TokenKind.DOT;
    if (temporary || inTemporarySchema) {
      effects.add(new Effect.Pin(PinReason.TEMPORARY_TABLE));
    }
  }

  /** Whether TEMP is a keyword here, not the table's name: then a name comes next. */
  private boolean nameFollows() {
    return switch (cursor.nextKind()) {
      case QUOTED_IDENTIFIER, UNICODE_IDENTIFIER -> true;
      case WORD ->
          switch (cursor.nextKeyword()) {
            case FROM,
                WHERE,
                GROUP,
                HAVING,
                WINDOW,
                UNION,
                INTERSECT,
                EXCEPT,
                ORDER,
                LIMIT,
                OFFSET,
                FETCH,
                FOR ->
                false;
            default -> true;
          };
      default -> false;
    };
  }
}
