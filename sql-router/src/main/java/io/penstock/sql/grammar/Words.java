package io.penstock.sql.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What each word is to the grammar: its token's kind, and what it can name. */
final class Words {
  /**
   * A word.
   *
   * @param kind of the token
   * @param names as in {@link PostgresToken}
   */
  record Word(int kind, int names) {}

  /** Any word that is no keyword. */
  static final Word IDENTIFIER =
      new Word(PostgresParserConstants.IDENTIFIER, PostgresToken.ANY_NAME);

  /**
   * The keywords that are a label only after AS: {@code SELECT word FROM pg_get_keywords() WHERE
   * NOT barelabel}.
   */
  private static final Set<String> AFTER_AS =
      Set.of(
          ("array as char character create day except fetch filter for from grant group having hour"
                  + " intersect into isnull limit minute month notnull offset on order over overlaps"
                  + " precision returning second to union varying where window with within without"
                  + " year")
              .split(" "));

  private static final Map<String, Word> WORDS = new HashMap<>();

  static {
    Map<String, Integer> kinds = new HashMap<>();
    String[] images = PostgresParserConstants.tokenImage;
    for (int kind = 0; kind < images.length; kind++) {
      // A name that is a word of Java or JavaCC too has an underscore at its end.
      kinds.put(images[kind].replaceAll("\\W|_(?=\\W)", "").toLowerCase(Locale.ROOT), kind);
    }
    for (String line : keywords().lines().toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        int space = line.indexOf(' ');
        String word = line.substring(0, space);
        int kind = kinds.getOrDefault(word, PostgresParserConstants.IDENTIFIER);
        WORDS.put(word, new Word(kind, names(word, line.charAt(space + 1))));
      }
    }
    WORDS.put("ignore", new Word(PostgresParserConstants.IGNORE, PostgresToken.ANY_NAME));
    WORDS.put("respect", new Word(PostgresParserConstants.RESPECT, PostgresToken.ANY_NAME));
  }

  private Words() {}

  /** What a word is, given in lower case. */
  static Word of(String word) {
    return WORDS.getOrDefault(word, IDENTIFIER);
  }

  private static int names(String word, char kind) {
    int bare = AFTER_AS.contains(word) ? 0 : PostgresToken.BARE_LABEL;
    return PostgresToken.LABEL
        | bare
        | switch (kind) {
          case 'R' -> 0;
          case 'C' -> PostgresToken.COLUMN;
          case 'T' -> PostgresToken.FUNCTION;
          default -> PostgresToken.COLUMN | PostgresToken.FUNCTION;
        };
  }

  private static String keywords() {
    try (InputStream in = Words.class.getResourceAsStream("/io/penstock/sql/keywords.txt")) {
      if (in == null) {
        throw new IllegalStateException("resource keywords.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
