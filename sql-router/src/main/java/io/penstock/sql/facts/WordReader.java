package io.penstock.sql.facts;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.Names;
import io.penstock.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the words of a statement. */
final class WordReader {
  /** Longer statements are not told about. */
  private static final int MOST = 20_000;

  private WordReader() {}

  /** All of them; none if they are too many. */
  static List<Word> read(
      byte[] sql, int offset, int length, ClientEncoding encoding, boolean conforming) {
    Lexer lexer = new Lexer();
    lexer.reset(sql, offset, length, encoding, conforming);
    List<Word> words = new ArrayList<>();
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      if (kind == TokenKind.SEMICOLON) {
        continue;
      }
      if (words.size() == MOST) {
        return List.of();
      }
      int start = offset + lexer.start();
      String text = new String(sql, start, lexer.end() - lexer.start(), encoding.charset());
      words.add(word(kind, text));
    }
    return words;
  }

  private static Word word(TokenKind kind, String text) {
    return switch (kind) {
      case WORD -> name(Word.Kind.PLAIN, Names.folded(text));
      case QUOTED_IDENTIFIER -> name(Word.Kind.QUOTED, Names.unquoted(text));
      case DOT -> new Word(Word.Kind.DOT, "");
      case COMMA -> new Word(Word.Kind.COMMA, "");
      case LEFT_PARENTHESIS -> new Word(Word.Kind.OPEN, "");
      case RIGHT_PARENTHESIS -> new Word(Word.Kind.CLOSE, "");
      default -> new Word(Word.Kind.OTHER, "");
    };
  }

  private static Word name(Word.Kind kind, @Nullable String name) {
    return name == null ? new Word(Word.Kind.OTHER, "") : new Word(kind, name);
  }
}
