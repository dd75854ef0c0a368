package io.penstock.sql.facts;

/**
 * Items of a block's FROM, whose columns can be named somewhere.
 *
 * @param block its number
 * @param from the first of {@link QueryBlock#items()}
 * @param to after the last of them; may be more than there are
 */
public record Scope(int block, int from, int to) {
  /** Whether it has that item. */
  public boolean has(int item) {
    return item >= from && item < to;
  }

  /** All items of a block. */
  public static Scope of(int block) {
    return new Scope(block, 0, Integer.MAX_VALUE);
  }
}
