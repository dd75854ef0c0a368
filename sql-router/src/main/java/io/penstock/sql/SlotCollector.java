package io.penstock.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the literals of a text while its fingerprint is taken. Those of another member of a list
 * first get the last one's numbers. Reusable, for one thread at a time; allocates only to grow.
 */
public final class SlotCollector implements LiteralListener {
  private static final int INITIAL_CAPACITY = 16;

  /** What a text with very many literals needed is not kept. */
  private static final int KEPT_CAPACITY = 4096;

  private static final TokenKind[] KINDS = TokenKind.values();

  private int[] numbers = new int[INITIAL_CAPACITY];
  private int[] starts = new int[INITIAL_CAPACITY];
  private int[] ends = new int[INITIAL_CAPACITY];
  private byte[] kinds = new byte[INITIAL_CAPACITY];
  private boolean[] negative = new boolean[INITIAL_CAPACITY];
  private int size;
  private int next;

  /** By list: the number after all its members, and where its last new member begins. */
  private final int[] afterMembers = new int[AlikeLists.DEEPEST];

  private final int[] memberNumber = new int[AlikeLists.DEEPEST];
  private final int[] memberIndex = new int[AlikeLists.DEEPEST];

  SlotCollector() {}

  void reset() {
    if (numbers.length > KEPT_CAPACITY) {
      resize(INITIAL_CAPACITY);
    }
    size = 0;
    next = 0;
  }

  private void resize(int capacity) {
    numbers = Arrays.copyOf(numbers, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    negative = Arrays.copyOf(negative, capacity);
  }

  @SuppressWarnings("EnumOrdinal") // Never kept beyond the process.
  @Override
  public void literal(int start, int end, TokenKind kind, boolean minus) {
    if (size == numbers.length) {
      resize(2 * size);
    }
    numbers[size] = next++;
    starts[size] = start;
    ends[size] = end;
    kinds[size] = (byte) kind.ordinal();
    negative[size] = minus;
    size++;
  }

  @Override
  public void listBegins(int list) {
    memberNumber[list] = next;
    memberIndex[list] = size;
    afterMembers[list] = next;
  }

  @Override
  public void memberBegins(int list) {
    memberIndex[list] = size;
    next = memberNumber[list];
  }

  @Override
  public void memberEnds(int list, boolean isNew) {
    if (!isNew) {
      next = afterMembers[list];
      return;
    }
    int shift = afterMembers[list] - memberNumber[list];
    for (int at = memberIndex[list]; shift > 0 && at < size; at++) {
      numbers[at] += shift;
    }
    memberNumber[list] = afterMembers[list];
    next += shift;
    afterMembers[list] = next;
  }

  /** The position among all of the only literal with this number; negative if there are others. */
  public int only(int number) {
    int found = -1;
    for (int at = 0; at < size; at++) {
      if (numbers[at] == number) {
        if (found >= 0) {
          return -1;
        }
        found = at;
      }
    }
    return found;
  }

  /** Where the literal at this position begins, without a sign. */
  public int start(int at) {
    return starts[at];
  }

  public int end(int at) {
    return ends[at];
  }

  public TokenKind kind(int at) {
    return KINDS[kinds[at]];
  }

  /** Whether a minus sign stands before it that the fingerprint leaves out as well. */
  public boolean negative(int at) {
    return negative[at];
  }

  /** All that were found, to be kept. */
  public LiteralSlots slots() {
    List<LiteralSlot> slots = new ArrayList<>(size);
    for (int at = 0; at < size; at++) {
      slots.add(new LiteralSlot(numbers[at], starts[at], ends[at], kind(at), negative[at]));
    }
    return new LiteralSlots(slots);
  }
}
