package io.penstock.sql;

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
    return new SlotReader().read(sql, offset, length, encoding, standardConformingStrings);
  }

  /** The slots with this number: several in lists, in the order of the text. */
  public List<LiteralSlot> numbered(int number) {
    return slots.stream().filter(slot -> slot.number() == number).toList();
  }

  /** The slot whose literal, without a sign, ends at this position; null if there is none. */
  public @Nullable LiteralSlot endingAt(int end) {
    int low = 0;
    int high = slots.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      LiteralSlot slot = slots.get(middle);
      if (slot.end() == end) {
        return slot;
      }
      if (slot.end() < end) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
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
}
