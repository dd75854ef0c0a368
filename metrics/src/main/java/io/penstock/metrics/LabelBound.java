package io.penstock.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps names that come from outside from making series without end: a combination beyond the limit
 * is counted as {@code other}. Any thread.
 */
final class LabelBound {
  /** How many combinations of names one family of meters may have. */
  static final int LIMIT = 500;

  /** PostgreSQL's own names are no longer. */
  static final int MAX_LENGTH = 63;

  static final String OTHER = "other";

  private final int limit;
  private final Map<List<String>, Integer> users = new HashMap<>();

  LabelBound(int limit) {
    this.limit = limit;
  }

  /**
   * The names to use as label values: these, or {@code other} for each.
   *
   * @see #release
   */
  synchronized List<String> labels(String... names) {
    List<String> labels = Arrays.stream(names).map(LabelBound::shortened).toList();
    List<String> others = Collections.nCopies(names.length, OTHER);
    if (!users.containsKey(labels) && users.size() >= limit) {
      return others;
    }
    if (!labels.equals(others)) {
      users.merge(labels, 1, Integer::sum);
    }
    return labels;
  }

  /** Whoever was given these labels uses them no more: there may be room for others. */
  synchronized void release(List<String> labels) {
    users.computeIfPresent(labels, (same, count) -> count == 1 ? null : count - 1);
  }

  private static String shortened(String name) {
    if (name.length() <= MAX_LENGTH) {
      return name;
    }
    boolean splitsPair = Character.isHighSurrogate(name.charAt(MAX_LENGTH - 1));
    return name.substring(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH);
  }
}
