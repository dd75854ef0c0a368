package io.penstock.sql;

import io.penstock.sql.TransactionModes.Access;
import io.penstock.sql.TransactionModes.Deferral;
import io.penstock.sql.TransactionModes.Isolation;
import org.jspecify.annotations.Nullable;

/** Reads the statements that begin, end and divide transactions. */
final class TransactionReader {
  private final TokenCursor cursor;
  private final EffectList effects;

  TransactionReader(TokenCursor cursor, EffectList effects) {
    this.cursor = cursor;
    this.effects = effects;
  }

  void read(Verb verb, int start) {
    switch (verb) {
      case BEGIN -> begin(start);
      case COMMIT -> {
        if (!cursor.at(Keyword.PREPARED)) {
          optionalNoise();
          effects.add(new Effect.Commit(chain()));
        }
      }
      case ROLLBACK -> {
        if (!cursor.at(Keyword.PREPARED)) {
          rollback();
        }
      }
      case SAVEPOINT -> {
        String name = Names.read(cursor);
        effects.add(name == null ? Effect.Opaque.INSTANCE : new Effect.Savepoint(name));
      }
      default -> {
        String name = savepointName();
        effects.add(name == null ? Effect.Opaque.INSTANCE : new Effect.ReleaseSavepoint(name));
      }
    }
  }

  private void begin(int start) {
    optionalNoise();
    TransactionModes modes = modes(cursor);
    if (!cursor.atEnd()) {
      effects.add(Effect.Opaque.INSTANCE);
    }
    effects.add(
        modes.equals(TransactionModes.NONE) && !startsWithStart(start)
            ? Effect.Begin.PLAIN
            : new Effect.Begin(modes, SettingValues.source(cursor, start)));
  }

  /** {@code START TRANSACTION} answers otherwise than {@code BEGIN}. */
  private boolean startsWithStart(int start) {
    return cursor.lexer().text(start, start + 1).equalsIgnoreCase("s");
  }

  private void rollback() {
    optionalNoise();
    if (cursor.accept(Keyword.TO)) {
      String name = savepointName();
      effects.add(name == null ? Effect.Opaque.INSTANCE : new Effect.RollbackTo(name));
    } else {
      effects.add(new Effect.Rollback(chain()));
    }
  }

  private void optionalNoise() {
    if (!cursor.accept(Keyword.WORK)) {
      cursor.accept(Keyword.TRANSACTION);
    }
  }

  private boolean chain() {
    return cursor.accept(Keyword.AND) && cursor.accept(Keyword.CHAIN);
  }

  /** {@code SAVEPOINT} may stand before the name, and may be the name. */
  private @Nullable String savepointName() {
    if (cursor.at(Keyword.SAVEPOINT)) {
      switch (cursor.nextKind()) {
        case WORD, QUOTED_IDENTIFIER, UNICODE_IDENTIFIER -> cursor.advance();
        default -> {}
      }
    }
    return Names.read(cursor);
  }

  /** Reads transaction modes as far as there are any. */
  static TransactionModes modes(TokenCursor cursor) {
    Isolation isolation = Isolation.UNSTATED;
    Access access = Access.UNSTATED;
    Deferral deferral = Deferral.UNSTATED;
    while (true) {
      if (cursor.accept(Keyword.ISOLATION)) {
        cursor.accept(Keyword.LEVEL);
        isolation = isolation(cursor);
      } else if (cursor.accept(Keyword.READ)) {
        access = cursor.at(Keyword.ONLY) ? Access.READ_ONLY : Access.READ_WRITE;
        cursor.advance();
      } else if (cursor.accept(Keyword.DEFERRABLE)) {
        deferral = Deferral.DEFERRABLE;
      } else if (cursor.accept(Keyword.NOT)) {
        cursor.accept(Keyword.DEFERRABLE);
        deferral = Deferral.NOT_DEFERRABLE;
      } else if (!cursor.accept(TokenKind.COMMA)) {
        boolean none =
            isolation == Isolation.UNSTATED
                && access == Access.UNSTATED
                && deferral == Deferral.UNSTATED;
        return none ? TransactionModes.NONE : new TransactionModes(isolation, access, deferral);
      }
    }
  }

  private static Isolation isolation(TokenCursor cursor) {
    Isolation isolation = Isolation.UNSTATED;
    if (cursor.accept(Keyword.SERIALIZABLE)) {
      isolation = Isolation.SERIALIZABLE;
    } else if (cursor.accept(Keyword.REPEATABLE)) {
      isolation = Isolation.REPEATABLE_READ;
      cursor.accept(Keyword.READ);
    } else if (cursor.accept(Keyword.READ)) {
      isolation =
          cursor.at(Keyword.COMMITTED) ? Isolation.READ_COMMITTED : Isolation.READ_UNCOMMITTED;
      cursor.advance();
    }
    return isolation;
  }
}
