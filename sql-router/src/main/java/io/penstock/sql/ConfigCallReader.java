package io.penstock.sql;

import org.jspecify.annotations.Nullable;

/** Reads calls of {@code set_config}. */
final class ConfigCallReader {
  /** How far a call is looked through for its last argument, in bytes. */
  private static final int LONGEST_LOOK = 4096;

  private final TokenCursor cursor;
  private final EffectList effects;

  ConfigCallReader(TokenCursor cursor, EffectList effects) {
    this.cursor = cursor;
    this.effects = effects;
  }

  /**
   * Reads a statement that, after SELECT, is nothing but calls with literals, each of which
   * therefore happens exactly once. False, with no effect added, if it is anything else.
   */
  boolean readAll() {
    EffectList found = new EffectList();
    do {
      if (!call(found)) {
        return false;
      }
      if (cursor.accept(Keyword.AS) || cursor.kind() == TokenKind.QUOTED_IDENTIFIER) {
        cursor.advance();
      } else if (cursor.kind() == TokenKind.WORD && cursor.keyword() == Keyword.NONE) {
        cursor.advance();
      }
    } while (cursor.accept(TokenKind.COMMA));
    if (!cursor.atEnd()) {
      return false;
    }
    effects.addAll(found.list());
    return true;
  }

  private boolean call(EffectList found) {
    if (cursor.name() == Keyword.PG_CATALOG) {
      cursor.advance();
      if (!cursor.accept(TokenKind.DOT)) {
        return false;
      }
    }
    if (cursor.name() != Keyword.SET_CONFIG) {
      return false;
    }
    cursor.advance();
    if (!cursor.accept(TokenKind.LEFT_PARENTHESIS)) {
      return false;
    }
    String name = literal();
    if (name == null || !cursor.accept(TokenKind.COMMA)) {
      return false;
    }
    String value = literal();
    if (value == null || !cursor.accept(TokenKind.COMMA)) {
      return false;
    }
    boolean local = SettingValues.on(cursor.lexer());
    if (!local && !SettingValues.off(cursor.lexer())) {
      return false;
    }
    cursor.advance();
    if (!cursor.accept(TokenKind.RIGHT_PARENTHESIS)) {
      return false;
    }
    SettingEffects.set(found, Names.lowerCase(name), value, local, SettingForm.FLAT);
    return true;
  }

  private @Nullable String literal() {
    String value = StringLiterals.value(cursor.lexer());
    cursor.advance();
    return value;
  }

  /**
   * Reads a call somewhere in a query: whether and with what it happens, the text does not tell.
   */
  void readOne() {
    if (!effects.contains(Effect.Opaque.INSTANCE)) {
      effects.add(local() ? Effect.OpaqueLocal.INSTANCE : Effect.Opaque.INSTANCE);
    }
  }

  /** Whether the call's third and last argument is a plain true. */
  private boolean local() {
    int start = cursor.start();
    Lexer lexer = cursor.lexer();
    int depth = 0;
    int commas = 0;
    boolean local = false;
    while (lexer.next() != TokenKind.END && lexer.end() - start < LONGEST_LOOK) {
      switch (lexer.kind()) {
        case LEFT_PARENTHESIS, LEFT_BRACKET -> depth++;
        case RIGHT_PARENTHESIS, RIGHT_BRACKET -> depth--;
        default -> {}
      }
      if (depth == 0) {
        break;
      }
      if (depth == 1 && lexer.kind() == TokenKind.COMMA) {
        commas++;
        if (commas == 2) {
          lexer.next();
          local = SettingValues.on(lexer);
          local &= lexer.next() == TokenKind.RIGHT_PARENTHESIS;
          break;
        }
      }
    }
    cursor.back(start);
    return local;
  }
}
