package io.penstock.proxy.session;

import io.penstock.pool.node.PrimaryEpoch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in the write-ahead log as clients carry it from session to session: {@code
 * 1:0/3000148}. Immutable.
 *
 * @param timeline of the primary that wrote it
 * @param lsn unsigned
 */
record PositionToken(int timeline, long lsn) {
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,9}):([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /** Reads what {@link #toString} writes; null if it is something else. */
  static @Nullable PositionToken read(String text) {
    Matcher matcher = WRITTEN.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    long lsn =
        Long.parseUnsignedLong(matcher.group(2), 16) << 32
            | Long.parseUnsignedLong(matcher.group(3), 16);
    // Those are no positions to the nodes, but words: any, and none.
    return lsn < 0 || lsn == Long.MAX_VALUE
        ? null
        : new PositionToken(Integer.parseInt(matcher.group(1)), lsn);
  }

  /**
   * What a replica must have replayed to show what was written up to here. One of an older timeline
   * is waited for like any other: the new timeline begins with what was replicated of the old one.
   * Of a later one than the primary's nothing is known here, so that only the primary will do.
   *
   * @param present null while no primary was seen
   */
  long required(@Nullable PrimaryEpoch present) {
    boolean later = present != null && present.timeline() != 0 && timeline > present.timeline();
    return later ? WrittenPosition.NOWHERE : lsn;
  }

  @Override
  public String toString() {
    return "%d:%X/%X".formatted(timeline, lsn >>> 32, lsn & 0xFFFFFFFFL);
  }
}
