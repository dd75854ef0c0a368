package io.penstock.sql;

/** Reads the effects of the statement at the cursor. */
final class EffectReader {
  private final TokenCursor cursor;
  private final EffectList effects;
  private final QueryReader query;

  EffectReader(TokenCursor cursor, EffectList effects) {
    this.cursor = cursor;
    this.effects = effects;
    this.query = new QueryReader(cursor, effects);
  }

  /** Reads the statement, not necessarily to its end, and tells its verb. */
  Verb read() {
    boolean parenthesised = false;
    while (cursor.accept(TokenKind.LEFT_PARENTHESIS)) {
      parenthesised = true;
    }
    Verb verb = Verbs.of(cursor.keyword());
    if (parenthesised && !Verbs.query(verb)) {
      verb = Verb.UNKNOWN;
    }
    int start = cursor.start();
    cursor.advance();
    switch (verb) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES, TABLE ->
          query.read(verb == Verb.SELECT && !parenthesised, start);
      case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE ->
          new TransactionReader(cursor, effects).read(verb, start);
      case SET, RESET -> new SettingReader(cursor, effects).read(verb);
      case COPY -> query.copy();
      case DECLARE -> query.declare();
      case EXPLAIN -> explain();
      case PREPARE -> prepare();
      case EXECUTE -> query.execute();
      case DEALLOCATE -> deallocate();
      case CREATE -> new SchemaReader(cursor, effects, query).create();
      case ALTER -> new SchemaReader(cursor, effects, query).alter();
      case DROP -> new SchemaReader(cursor, effects, query).drop();
      case IMPORT -> effects.add(Effect.Ddl.INSTANCE);
      case CLOSE -> effects.add(new Effect.Unpin(PinReason.HOLD_CURSOR));
      case LISTEN -> listen();
      case UNLISTEN -> unlisten();
      case DISCARD -> discard();
      case LOAD -> effects.add(new Effect.Pin(PinReason.LOAD));
      case DO, CALL, UNKNOWN -> effects.add(Effect.Opaque.INSTANCE);
      case SHOW -> new SettingReader(cursor, effects).show();
      case FETCH,
          MOVE,
          NOTIFY,
          LOCK,
          TRUNCATE,
          COMMENT,
          GRANT,
          REVOKE,
          REASSIGN,
          SECURITY,
          ANALYZE,
          VACUUM,
          CLUSTER,
          REINDEX,
          REFRESH,
          CHECKPOINT -> {}
    }
    return verb;
  }

  private void explain() {
    if (explainsRoute()) {
      return;
    }
    boolean runs = false;
    if (cursor.kind() == TokenKind.LEFT_PARENTHESIS && !beginsQuery()) {
      while (!cursor.atEnd() && cursor.kind() != TokenKind.RIGHT_PARENTHESIS) {
        if (cursor.at(Keyword.ANALYZE) || cursor.at(Keyword.ANALYSE)) {
          cursor.advance();
          runs = !SettingValues.off(cursor.lexer());
        } else {
          cursor.advance();
        }
      }
      cursor.advance();
    } else {
      runs = cursor.accept(Keyword.ANALYZE) || cursor.accept(Keyword.ANALYSE);
      cursor.accept(Keyword.VERBOSE);
    }
    if (runs) {
      inner(effects);
    } else if (cursor.accept(Keyword.EXECUTE)) {
      query.execute();
    } else {
      planned();
    }
  }

  /**
   * {@code EXPLAIN (PENSTOCK) …}, with no other option. Anything else is left where it is, for
   * PostgreSQL to explain.
   */
  private boolean explainsRoute() {
    if (cursor.kind() != TokenKind.LEFT_PARENTHESIS) {
      return false;
    }
    Lexer lexer = cursor.lexer();
    int list = cursor.start();
    lexer.next();
    boolean own = "penstock".equals(Names.peek(cursor));
    own &= lexer.next() == TokenKind.RIGHT_PARENTHESIS;
    own &= lexer.next() != TokenKind.END && lexer.kind() != TokenKind.SEMICOLON;
    cursor.back(list);
    if (own) {
      cursor.advance();
      cursor.advance();
      cursor.advance();
      int start = cursor.start();
      cursor.advanceToEnd();
      effects.add(new Effect.ExplainRoute(start, cursor.previousEnd()));
    }
    return own;
  }

  /** Planning calls functions that are declared immutable, and only those. */
  private void planned() {
    EffectList found = new EffectList();
    inner(found);
    if (found.contains(Effect.CallsFunction.INSTANCE)) {
      effects.add(Effect.CallsFunction.INSTANCE);
    }
  }

  private boolean beginsQuery() {
    return switch (cursor.nextKeyword()) {
      case SELECT, WITH, VALUES, TABLE -> true;
      default -> cursor.nextKind() == TokenKind.LEFT_PARENTHESIS;
    };
  }

  private void prepare() {
    if (cursor.at(Keyword.TRANSACTION) && cursor.nextKind() != TokenKind.WORD) {
      boolean types = cursor.nextKind() == TokenKind.LEFT_PARENTHESIS;
      if (!types) {
        effects.add(Effect.PrepareTransaction.INSTANCE);
        return;
      }
    }
    int start = cursor.start();
    int end = cursor.end();
    String name = Names.read(cursor);
    while (!cursor.atEnd() && !(cursor.at(Keyword.AS) && cursor.depth() == 0)) {
      cursor.advance();
    }
    if (name == null || !cursor.accept(Keyword.AS)) {
      effects.add(Effect.Opaque.INSTANCE);
      return;
    }
    EffectList whenExecuted = new EffectList();
    inner(whenExecuted);
    effects.add(new Effect.PrepareStatement(name, start, end, whenExecuted.list()));
  }

  /** The effects of a statement within this one. PostgreSQL allows no deeper nesting. */
  private void inner(EffectList found) {
    switch (cursor.keyword()) {
      case EXPLAIN, PREPARE -> found.add(Effect.Opaque.INSTANCE);
      default -> new EffectReader(cursor, found).read();
    }
  }

  private void deallocate() {
    if (cursor.at(Keyword.PREPARE) && cursor.nextKind() != TokenKind.END) {
      TokenKind next = cursor.nextKind();
      if (next != TokenKind.SEMICOLON) {
        cursor.advance();
      }
    }
    if (cursor.at(Keyword.ALL)) {
      effects.add(Effect.DeallocateAll.INSTANCE);
      return;
    }
    int start = cursor.start();
    int end = cursor.end();
    String name = Names.read(cursor);
    effects.add(
        name == null ? Effect.Opaque.INSTANCE : new Effect.DeallocateStatement(name, start, end));
  }

  private void listen() {
    String channel = Names.read(cursor);
    effects.add(channel == null ? Effect.Opaque.INSTANCE : new Effect.Listen(channel));
    effects.add(new Effect.Pin(PinReason.LISTEN));
  }

  private void unlisten() {
    if (cursor.at('*')) {
      effects.add(Effect.UnlistenAll.INSTANCE);
    } else {
      String channel = Names.read(cursor);
      effects.add(channel == null ? Effect.Opaque.INSTANCE : new Effect.Unlisten(channel));
    }
    effects.add(new Effect.Unpin(PinReason.LISTEN));
  }

  private void discard() {
    switch (cursor.keyword()) {
      case ALL -> effects.add(Effect.DiscardAll.INSTANCE);
      case PLANS -> effects.add(Effect.DiscardPlans.INSTANCE);
      case SEQUENCES -> effects.add(Effect.DiscardSequences.INSTANCE);
      case TEMP, TEMPORARY -> {
        effects.add(Effect.DiscardTemporary.INSTANCE);
        effects.add(new Effect.Unpin(PinReason.TEMPORARY_TABLE));
      }
      default -> effects.add(Effect.Opaque.INSTANCE);
    }
  }
}
