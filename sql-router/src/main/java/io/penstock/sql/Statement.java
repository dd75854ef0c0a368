package io.penstock.sql;

import java.util.List;

/**
 * One statement of a script.
 *
 * @param start where its first token begins, counted from the start of the scanned range
 * @param end where its last token ends, its semicolon not included, counted likewise
 * @param effects what it does to the session if it succeeds, in the order of the text
 */
public record Statement(int start, int end, Verb verb, List<Effect> effects) {
  public Statement {
    effects = List.copyOf(effects);
  }
}
