package io.penstock.proxy.scatter;

import io.penstock.sql.scatter.SortKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of rows by their last columns, which are in binary. Immutable, for any thread.
 *
 * @see RowCursor
 */
public final class RowOrder {
  private final int columns;
  private final List<SortKey> keys;
  private final ValueOrder[] orders;

  private RowOrder(int columns, List<SortKey> keys, ValueOrder[] orders) {
    this.columns = columns;
    this.keys = keys;
    this.orders = orders;
  }

  /**
   * The order by the keys.
   *
   * @param bytesKept whether text comes as the server has it, so that bytes compare as there
   * @return null if one of them is of a type that cannot be compared here
   */
  public static @Nullable RowOrder of(ResultColumns part, List<SortKey> keys, boolean bytesKept) {
    ValueOrder[] orders = new ValueOrder[keys.size()];
    int first = part.count() - keys.size();
    for (int at = 0; at < orders.length; at++) {
      int type = part.fields().get(first + at).type();
      ValueOrder order = ValueOrder.of(type, keys.get(at).bytewise() && bytesKept);
      if (order == null) {
        return null;
      }
      orders[at] = order;
    }
    return new RowOrder(part.count(), List.copyOf(keys), orders);
  }

  /** How many columns are keys. */
  public int keys() {
    return orders.length;
  }

  /** How many columns come before the keys. */
  int visible() {
    return columns - orders.length;
  }

  /** Which of two rows comes first: negative for the first of them. */
  int compare(RowCursor one, RowCursor other) {
    for (int at = 0; at < orders.length; at++) {
      SortKey key = keys.get(at);
      int lengthOne = one.length(at);
      int lengthOther = other.length(at);
      int compared;
      if (lengthOne < 0 || lengthOther < 0) {
        compared = Boolean.compare(lengthOne < 0, lengthOther < 0);
        compared = key.nullsFirst() ? -compared : compared;
      } else {
        compared =
            orders[at].compare(
                one.row(), one.value(at), lengthOne, other.row(), other.value(at), lengthOther);
        compared = key.descending() ? -compared : compared;
      }
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }
}
