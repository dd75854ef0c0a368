package io.penstock.proxy.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a client's COPY one shard has got, as far as they were sent lately: what the shard
 * says of its line 5 is about another line of the client's.
 */
final class LineNumbers {
  /** Rows that are kept: a shard has more than these at hand only if they are tiny. */
  private static final int KEPT = 1 << 15;

  private static final int SMALLEST = 64;

  /** Rings: the shard's line that a row ends with, and the client's. */
  private long[] sent = new long[SMALLEST];

  private long[] clients = new long[SMALLEST];
  private long rows;
  private long line;

  /**
   * A row was sent.
   *
   * @param lines of the row
   * @param client the client's line that it ends with
   */
  void add(long lines, long client) {
    if (rows == sent.length && rows < KEPT) {
      sent = Arrays.copyOf(sent, 2 * sent.length);
      clients = Arrays.copyOf(clients, 2 * clients.length);
    }
    line += lines;
    int at = (int) (rows % sent.length);
    sent[at] = line;
    clients[at] = client;
    rows++;
  }

  /** The client's line for a line of the shard's; 0 if it is not known. */
  long client(long shards) {
    long low = Math.max(0, rows - sent.length);
    long high = rows - 1;
    while (low <= high) {
      long middle = (low + high) / 2;
      int at = (int) (middle % sent.length);
      if (sent[at] == shards) {
        return clients[at];
      } else if (sent[at] < shards) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return 0;
  }

  /** A context of the shard's with the client's line. */
  String translated(String context, String table) {
    String before = "COPY " + table + ", line ";
    if (!context.startsWith(before)) {
      return context;
    }
    int end = before.length();
    while (end < context.length() && Character.isDigit(context.charAt(end))) {
      end++;
    }
    Long told = number(context.substring(before.length(), end));
    if (told == null) {
      return context;
    }
    long known = client(told);
    return known == 0
        ? before + told + " of those that it was sent" + context.substring(end)
        : before + known + context.substring(end);
  }

  private static @Nullable Long number(String digits) {
    return digits.isEmpty() || digits.length() > 18 ? null : Long.valueOf(digits);
  }
}
