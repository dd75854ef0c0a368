package io.penstock.sql;

/**
 * Makes lists whose members look alike hash alike whatever their length: {@code IN (1, 2)} as
 * {@code IN (1)}, and the same for the rows of VALUES and for ARRAY. Each member is hashed from the
 * state in which the list began; one that leads to the same state as the member before it adds
 * nothing.
 */
final class AlikeLists {
  /** Lists within more lists than this count as ordinary text. */
  static final int DEEPEST = 16;

  private static final int BEGUN = 0;
  private static final int SO_FAR = KeyedHash.STATE;
  private static final int MEMBER = 2 * KeyedHash.STATE;
  private static final int NEW_MEMBER = 3 * KeyedHash.STATE;
  private static final int STATES = 4 * KeyedHash.STATE;

  /** What a list is written with. */
  enum Form {
    IN,
    ARRAY,
    VALUES
  }

  private final KeyedHash hash;
  private final LiteralListener listener;
  private final long[] states = new long[DEEPEST * STATES];
  private final int[] depths = new int[DEEPEST];
  private final Form[] forms = new Form[DEEPEST];
  private final boolean[] several = new boolean[DEEPEST];
  private int count;

  AlikeLists(KeyedHash hash, LiteralListener listener) {
    this.hash = hash;
    this.listener = listener;
  }

  void reset() {
    count = 0;
  }

  /** Begins a list, its members at this depth of parentheses. */
  void open(Form form, int depth) {
    if (count < DEEPEST) {
      depths[count] = depth;
      forms[count] = form;
      several[count] = false;
      hash.save(states, count * STATES + BEGUN);
      listener.listBegins(count);
      count++;
    }
  }

  /** Whether the members of the innermost list are at this depth. */
  boolean at(int depth) {
    return count > 0 && depths[count - 1] == depth;
  }

  boolean at(Form form, int depth) {
    return at(depth) && forms[count - 1] == form;
  }

  /** A comma divides members. */
  void divide() {
    endMember();
    hash.load(states, (count - 1) * STATES + BEGUN);
    listener.memberBegins(count - 1);
  }

  /** The list ends. */
  void close() {
    endMember();
    count--;
  }

  /** It is no list after all. Only before its first comma. */
  void forget() {
    count--;
  }

  void closeAll() {
    while (count > 0) {
      close();
    }
  }

  private void endMember() {
    int list = count - 1;
    int base = list * STATES;
    if (!several[list]) {
      several[list] = true;
      hash.save(states, base + SO_FAR);
      hash.save(states, base + MEMBER);
      listener.memberEnds(list, true);
      return;
    }
    boolean alike = hash.is(states, base + MEMBER);
    hash.save(states, base + NEW_MEMBER);
    hash.load(states, base + SO_FAR);
    if (!alike) {
      hash.add(Fingerprinter.MEMBER);
      for (int at = 0; at < KeyedHash.STATE; at++) {
        hash.add(states[base + NEW_MEMBER + at]);
      }
      hash.save(states, base + SO_FAR);
      System.arraycopy(states, base + NEW_MEMBER, states, base + MEMBER, KeyedHash.STATE);
    }
    listener.memberEnds(list, !alike);
  }
}
