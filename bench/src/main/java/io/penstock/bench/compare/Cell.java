package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of load, written {@code simple:40}, {@code simple:40:reconnect} or {@code
 * prepared:40:tls}.
 *
 * @param clients connections at once
 * @param reconnect whether every transaction comes on a new connection
 * @param tls whether clients encrypt
 */
record Cell(QueryMode mode, int clients, boolean reconnect, boolean tls) {
  private static final int MOST_CLIENTS = 10_000;
  private static final String RECONNECT = "reconnect";
  private static final String TLS = "tls";

  /** What a run without --only measures. */
  static List<Cell> usual() {
    List<Cell> cells = new ArrayList<>();
    for (QueryMode mode : QueryMode.values()) {
      for (int clients : new int[] {1, 40, 120, 500}) {
        cells.add(new Cell(mode, clients, false, false));
      }
    }
    cells.add(new Cell(QueryMode.SIMPLE, 40, true, false));
    cells.add(new Cell(QueryMode.SIMPLE, 40, false, true));
    cells.add(new Cell(QueryMode.PREPARED, 40, false, true));
    cells.add(new Cell(QueryMode.SIMPLE, 40, true, true));
    return List.copyOf(cells);
  }

  /**
   * Reads one.
   *
   * @throws BenchException if it is something else
   */
  static Cell parse(String text) {
    String[] words = text.split(":", -1);
    if (words.length >= 2) {
      QueryMode mode = mode(words[0]);
      int clients = clients(words[1]);
      List<String> options = List.of(words).subList(2, words.length);
      if (mode != null && clients > 0 && List.of(RECONNECT, TLS).containsAll(options)) {
        return new Cell(mode, clients, options.contains(RECONNECT), options.contains(TLS));
      }
    }
    throw new BenchException(
        "cell '"
            + text
            + "' (expected: simple, extended or prepared, a colon, clients from 1 to "
            + MOST_CLIENTS
            + ", then perhaps :reconnect or :tls, as in prepared:40:tls)");
  }

  private static @Nullable QueryMode mode(String word) {
    for (QueryMode mode : QueryMode.values()) {
      if (mode.word().equals(word)) {
        return mode;
      }
    }
    return null;
  }

  private static int clients(String word) {
    if (word.isEmpty() || word.length() > 5 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int clients = Integer.parseInt(word);
    return clients <= MOST_CLIENTS ? clients : 0;
  }

  /** The same kind of work with another number of clients. */
  Cell withClients(int other) {
    return new Cell(mode, other, reconnect, tls);
  }

  @Override
  public String toString() {
    return mode.word()
        + ":"
        + clients
        + (reconnect ? ":" + RECONNECT : "")
        + (tls ? ":" + TLS : "");
  }
}
