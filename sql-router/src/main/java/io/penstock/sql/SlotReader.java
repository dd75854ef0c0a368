package io.penstock.sql;

import java.util.ArrayList;
import java.util.List;

/** Reads {@link LiteralSlots}; reusable, for one thread at a time. Takes any bytes. */
public final class SlotReader {
  private final Lexer lexer = new Lexer();
  private final Collector collector = new Collector();
  private final Fingerprinter fingerprinter =
      new Fingerprinter(FingerprintKey.OF_PROCESS, collector);

  /**
   * Reads a text. Allocates in proportion to the number of its literals.
   *
   * @param encoding the session's client_encoding
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public LiteralSlots read(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    lexer.reset(sql, offset, length, encoding, standardConformingStrings);
    collector.reset();
    fingerprinter.reset(encoding);
    while (lexer.next() != TokenKind.END) {
      fingerprinter.token(lexer);
    }
    fingerprinter.finish();
    lexer.release();
    return new LiteralSlots(collector.slots);
  }

  /** Numbers the literals. Those of another member of a list first get the last one's numbers. */
  private static final class Collector implements LiteralListener {
    private List<LiteralSlot> slots = new ArrayList<>();
    private int next;

    /** By list: the number after all its members, and where its last new member begins. */
    private final int[] afterMembers = new int[AlikeLists.DEEPEST];

    private final int[] memberNumber = new int[AlikeLists.DEEPEST];
    private final int[] memberIndex = new int[AlikeLists.DEEPEST];

    void reset() {
      slots = new ArrayList<>();
      next = 0;
    }

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
