package io.penstock.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The literals and parameters that a text's fingerprint leaves out, in the order of the text. Texts
 * with the same fingerprint have the same numbers in the same places: what was learned about one
 * text's slot by its number holds for another text's slots with that number. Immutable.
 */
public record LiteralSlots(List<LiteralSlot> slots) {
  public LiteralSlots {
    slots = List.copyOf(slots);
  }

  /**
   * Reads a text. Allocates in proportion to the number of its literals.
   *
   * @param encoding the session's client_encoding
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public static LiteralSlots of(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    Lexer lexer = new Lexer();
    lexer.reset(sql, offset, length, encoding, standardConformingStrings);
    Collector collector = new Collector();
    Fingerprinter fingerprinter = new Fingerprinter(FingerprintKey.OF_PROCESS, collector);
    fingerprinter.reset(encoding);
    while (lexer.next() != TokenKind.END) {
      fingerprinter.token(lexer);
    }
    fingerprinter.finish();
    return new LiteralSlots(collector.slots);
  }

  /** The slots with this number: several in lists, in the order of the text. */
  public List<LiteralSlot> numbered(int number) {
    return slots.stream().filter(slot -> slot.number() == number).toList();
  }

  /** The slot whose literal begins at this position; null if there is none. */
  public @Nullable LiteralSlot at(int start) {
    int low = 0;
    int high = slots.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      LiteralSlot slot = slots.get(middle);
      if (slot.start() == start) {
        return slot;
      }
      if (slot.start() < start) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** Numbers the literals. Those of another member of a list first get the last one's numbers. */
  private static final class Collector implements LiteralListener {
    private final List<LiteralSlot> slots = new ArrayList<>();
    private int next;

    /** By list: the number after all its members, and where its last new member begins. */
    private final int[] afterMembers = new int[AlikeLists.DEEPEST];

    private final int[] memberNumber = new int[AlikeLists.DEEPEST];
    private final int[] memberIndex = new int[AlikeLists.DEEPEST];

    @Override
    public void literal(int start, int end, TokenKind kind, boolean negative) {
      slots.add(new LiteralSlot(next++, start, end, kind, negative));
    }

    @Override
    public void listBegins(int list) {
      memberNumber[list] = next;
      memberIndex[list] = slots.size();
      afterMembers[list] = next;
    }

    @Override
    public void memberBegins(int list) {
      memberIndex[list] = slots.size();
      next = memberNumber[list];
    }

    @Override
    public void memberEnds(int list, boolean isNew) {
      if (!isNew) {
        next = afterMembers[list];
        return;
      }
      int shift = afterMembers[list] - memberNumber[list];
      for (int at = memberIndex[list]; shift > 0 && at < slots.size(); at++) {
        LiteralSlot slot = slots.get(at);
        slots.set(
            at,
            new LiteralSlot(
                slot.number() + shift, slot.start(), slot.end(), slot.kind(), slot.negative()));
      }
      memberNumber[list] = afterMembers[list];
      next += shift;
      afterMembers[list] = next;
    }
  }
}
