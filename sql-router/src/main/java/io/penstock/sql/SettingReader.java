package io.penstock.sql;

import io.penstock.sql.TransactionModes.Access;
import io.penstock.sql.TransactionModes.Deferral;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code SET}, {@code RESET} and {@code SHOW}; brings special forms to name and value. */
final class SettingReader {
  /** What the names of Penstock's own settings begin with. */
  private static final String OWN = "penstock.";

  private final TokenCursor cursor;
  private final EffectList effects;
  private boolean local;

  SettingReader(TokenCursor cursor, EffectList effects) {
    this.cursor = cursor;
    this.effects = effects;
  }

  /** Reads from the second word; what is not understood is an Opaque. */
  void read(Verb verb) {
    boolean understood = verb == Verb.SET ? set() : reset();
    if (!understood || !cursor.atEnd()) {
      effects.add(Effect.Opaque.INSTANCE);
    }
  }

  /** Reads {@code SHOW} from the second word: of interest only for Penstock's own settings. */
  void show() {
    String name = settingName();
    if (name != null && name.startsWith(OWN) && cursor.atEnd()) {
      effects.add(new Effect.ShowOwn(name));
    }
  }

  private boolean set() {
    if (generic()) {
      return assignment();
    }
    if (cursor.at(Keyword.LOCAL) || cursor.at(Keyword.SESSION)) {
      local = cursor.at(Keyword.LOCAL);
      boolean special = !local && sessionSpecial();
      if (!special) {
        cursor.advance();
        if (generic()) {
          return assignment();
        }
      }
    }
    return switch (cursor.keyword()) {
      case TRANSACTION -> transaction();
      case SESSION -> session();
      case TIME -> timeZone();
      case SCHEMA -> word("search_path");
      case NAMES -> names();
      case ROLE -> word("role");
      case XML -> {
        cursor.advance();
        yield cursor.at(Keyword.OPTION) && word("xmloption");
      }
      default -> assignment();
    };
  }

  /** Whether a name and its value come here, even if the name is a keyword of a special form. */
  private boolean generic() {
    if (!cursor.atIdentifier()) {
      return false;
    }
    int start = cursor.start();
    TokenKind next = cursor.lexer().next();
    boolean generic =
        next == TokenKind.DOT
            || cursor.lexer().keyword() == Keyword.TO
            || (cursor.at('=') && next == TokenKind.OPERATOR);
    cursor.back(start);
    return generic;
  }

  /** {@code SET SESSION AUTHORIZATION} and {@code SET SESSION CHARACTERISTICS}. */
  private boolean sessionSpecial() {
    Keyword next = cursor.nextKeyword();
    return next == Keyword.AUTHORIZATION || next == Keyword.CHARACTERISTICS;
  }

  private boolean assignment() {
    String name = settingName();
    if (name == null) {
      return false;
    }
    if (cursor.at('=')) {
      cursor.advance();
    } else if (!cursor.accept(Keyword.TO)) {
      return false; // FROM CURRENT, or an error
    }
    return value(name);
  }

  /** The rest of the statement is the value. */
  private boolean value(String name) {
    if (cursor.accept(Keyword.DEFAULT)) {
      SettingEffects.reset(effects, name, local);
      return true;
    }
    int start = cursor.start();
    if (cursor.atEnd()) {
      return false;
    }
    while (!cursor.atEnd()) {
      if (cursor.kind() == TokenKind.UNICODE_STRING) {
        return false; // cannot be replayed once standard_conforming_strings is off
      }
      cursor.advance();
    }
    return add(name, SettingValues.source(cursor, start), SettingForm.SQL_TEXT);
  }

  private boolean add(String name, String value, SettingForm form) {
    if (value.indexOf('\uFFFD') >= 0) {
      return false;
    }
    SettingEffects.set(effects, name, value, local, form);
    return true;
  }

  /** A special form whose value is one word or string after the current keyword. */
  private boolean word(String name) {
    cursor.advance();
    return value(name);
  }

  private boolean names() {
    cursor.advance();
    if (cursor.atEnd()) {
      SettingEffects.reset(effects, "client_encoding", local);
      return true;
    }
    return value("client_encoding");
  }

  private boolean timeZone() {
    cursor.advance();
    if (!cursor.accept(Keyword.ZONE)) {
      return false;
    }
    if (cursor.accept(Keyword.LOCAL)) {
      SettingEffects.reset(effects, "timezone", local);
      return true;
    }
    if (cursor.at(Keyword.INTERVAL)) {
      int start = cursor.start();
      cursor.advanceToEnd();
      return add("timezone", SettingValues.source(cursor, start), SettingForm.TIME_ZONE);
    }
    return value("timezone");
  }

  private boolean session() {
    cursor.advance();
    if (cursor.at(Keyword.AUTHORIZATION)) {
      return word("session_authorization");
    }
    if (cursor.accept(Keyword.CHARACTERISTICS)
        && cursor.accept(Keyword.AS)
        && cursor.accept(Keyword.TRANSACTION)) {
      return characteristics(TransactionReader.modes(cursor));
    }
    return false;
  }

  private boolean transaction() {
    cursor.advance();
    if (cursor.accept(Keyword.SNAPSHOT)) {
      cursor.advance();
      effects.add(new Effect.SetTransaction(TransactionModes.NONE));
    } else {
      effects.add(new Effect.SetTransaction(TransactionReader.modes(cursor)));
    }
    return true;
  }

  private boolean characteristics(TransactionModes modes) {
    if (modes.isolation() != TransactionModes.Isolation.UNSTATED) {
      String level = modes.isolation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      add("default_transaction_isolation", "'" + level + "'", SettingForm.SQL_TEXT);
    }
    if (modes.access() != Access.UNSTATED) {
      String value = modes.readOnly() ? "on" : "off";
      add("default_transaction_read_only", value, SettingForm.SQL_TEXT);
    }
    if (modes.deferral() != Deferral.UNSTATED) {
      String value = modes.deferral() == Deferral.DEFERRABLE ? "on" : "off";
      add("default_transaction_deferrable", value, SettingForm.SQL_TEXT);
    }
    return true;
  }

  private boolean reset() {
    if (cursor.at(Keyword.ALL)) {
      cursor.advance();
      effects.add(Effect.ResetAll.INSTANCE);
      return true;
    }
    if (cursor.at(Keyword.TIME) && cursor.nextKeyword() == Keyword.ZONE) {
      return resetSpecial("timezone");
    }
    if (cursor.at(Keyword.SESSION) && cursor.nextKeyword() == Keyword.AUTHORIZATION) {
      return resetSpecial("session_authorization");
    }
    if (cursor.at(Keyword.TRANSACTION) && cursor.nextKeyword() == Keyword.ISOLATION) {
      cursor.advance();
      return resetSpecial("transaction_isolation");
    }
    String name = settingName();
    if (name == null) {
      return false;
    }
    SettingEffects.reset(effects, name, false);
    return true;
  }

  private boolean resetSpecial(String name) {
    cursor.advance();
    cursor.advance();
    SettingEffects.reset(effects, name, false);
    return true;
  }

  /** A name of one or more parts. Case does not matter to PostgreSQL, even if quoted. */
  private @Nullable String settingName() {
    String part = Names.read(cursor);
    if (part == null) {
      return null;
    }
    StringBuilder name = new StringBuilder(part);
    while (cursor.accept(TokenKind.DOT)) {
      part = Names.read(cursor);
      if (part == null) {
        return null;
      }
      name.append('.').append(part);
    }
    return Names.lowerCase(name.toString());
  }
}
