package io.penstock.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
  private final Set<List<String>> known = ConcurrentHashMap.newKeySet();

  LabelBound(int limit) {
    this.limit = limit;
  }

  /** The names to use as label values: these, or {@code other} for each. */
  List<String> labels(String... names) {
    List<String> labels = Arrays.stream(names).map(LabelBound::shortened).toList();
    if (known.contains(labels)) {
      return labels;
    }
    synchronized (this) {
      if (known.contains(labels) || known.size() < limit) {
        known.add(labels);
        return labels;
      }
    }
    return Collections.nCopies(names.length, OTHER);
  }

  private static String shortened(String name) {
    if (name.length() <= MAX_LENGTH) {
      return name;
    }
    boolean splitsPair = Character.isHighSurrogate(name.charAt(MAX_LENGTH - 1));
    return name.substring(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH);
  }
}
