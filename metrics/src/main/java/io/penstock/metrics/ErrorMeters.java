package io.penstock.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts errors by SQLSTATE. Any thread; allocates nothing, so a session may call it on its event
 * loop.
 */
public final class ErrorMeters {
  /** The classes of PostgreSQL's manual, appendix A, but for success. */
  private static final List<String> CLASSES =
      List.of(
          "01", "02", "03", "08", "09", "0A", "0B", "0F", "0L", "0P", "0Z", "10", "20", "21", "22",
          "23", "24", "25", "26", "27", "28", "2B", "2D", "2F", "34", "38", "39", "3B", "3D", "3F",
          "40", "42", "44", "53", "54", "55", "57", "58", "72", "F0", "HV", "P0", "XX");

  /** Conflicts, deadlocks, timeouts, cancels, full servers, wrong nodes, ends of servers. */
  private static final List<String> NOTABLE =
      List.of(
          "08006", "08007", "25006", "25P03", "25P04", "28P01", "40001", "40P01", "53200", "53300",
          "55P03", "57014", "57P01", "57P02", "57P03", "57P05");

  private static final int DIGITS = 36;
  private static final int NONE = -1;

  /** By the two characters of the class, as a number with 36 digits. */
  private final @Nullable LongAdder[] classes = new LongAdder[DIGITS * DIGITS];

  private final LongAdder otherClass;
  private final long[] notableStates = new long[NOTABLE.size()];
  private final LongAdder[] notable = new LongAdder[NOTABLE.size()];

  ErrorMeters(MeterBoard board) {
    for (String known : CLASSES) {
      classes[index((byte) known.charAt(0), (byte) known.charAt(1))] =
          board.counter(PenstockMeter.ERRORS, List.of(known));
    }
    otherClass = board.counter(PenstockMeter.ERRORS, List.of(LabelBound.OTHER));
    for (int i = 0; i < notable.length; i++) {
      String state = NOTABLE.get(i);
      notableStates[i] = packed(state);
      notable[i] = board.counter(PenstockMeter.NOTABLE_ERRORS, List.of(state));
    }
  }

  /** Counts an error with this SQLSTATE. */
  public void count(String sqlState) {
    long packed = sqlState.length() == 5 ? packed(sqlState) : 0;
    countPacked(packed);
  }

  /** Counts an error with the SQLSTATE of these five ASCII characters. */
  public void count(byte first, byte second, byte third, byte fourth, byte fifth) {
    countPacked(pack(pack(pack(pack(first, second), third), fourth), fifth));
  }

  private void countPacked(long state) {
    int index = index((byte) (state >> 32), (byte) (state >> 24));
    LongAdder ofClass = index == NONE ? null : classes[index];
    (ofClass == null ? otherClass : ofClass).increment();
    for (int i = 0; i < notableStates.length; i++) {
      if (notableStates[i] == state) {
        notable[i].increment();
        return;
      }
    }
  }

  private static long packed(String sqlState) {
    long packed = 0;
    for (int i = 0; i < sqlState.length(); i++) {
      packed = pack(packed, (byte) sqlState.charAt(i));
    }
    return packed;
  }

  private static long pack(long before, byte next) {
    return before << 8 | (next & 0xFF);
  }

  private static int index(byte first, byte second) {
    int high = digit(first);
    int low = digit(second);
    return high == NONE || low == NONE ? NONE : high * DIGITS + low;
  }

  private static int digit(byte character) {
    if (character >= '0' && character <= '9') {
      return character - '0';
    }
    return character >= 'A' && character <= 'Z' ? character - 'A' + 10 : NONE;
  }
}
