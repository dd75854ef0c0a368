package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.shard.BoundParameters;
import org.jspecify.annotations.Nullable;

/** The parameters of a Bind that is at hand to its end, and the types its statement declares. */
final class BoundKeys implements BoundParameters {
  private static final int BINARY = 1;

  private final ByteBuf bind;
  private final int formats;
  private final int formatCount;
  private final int[] values;
  private final int[] lengths;
  private final ByteBuf declared;
  private final int types;
  private final int typeCount;

  private BoundKeys(
      ByteBuf bind,
      int formats,
      int formatCount,
      int[] values,
      int[] lengths,
      ByteBuf declared,
      int types,
      int typeCount) {
    this.bind = bind;
    this.formats = formats;
    this.formatCount = formatCount;
    this.values = values;
    this.lengths = lengths;
    this.declared = declared;
    this.types = types;
    this.typeCount = typeCount;
  }

  /**
   * Reads where values stand; the buffers must not be changed while they are asked for.
   *
   * @param from after the names of the Bind
   * @param declared holds the Parse of its statement
   * @param declaredFrom after the text there
   * @return null if it is not well formed: the server will say so
   */
  static @Nullable BoundKeys of(
      ByteBuf bind, int from, int to, ByteBuf declared, int declaredFrom, int declaredTo) {
    if (to - from < 2) {
      return null;
    }
    int formatCount = bind.getUnsignedShort(from);
    int formats = from + 2;
    int at = formats + 2 * formatCount;
    if (to - at < 2) {
      return null;
    }
    int count = bind.getUnsignedShort(at);
    at += 2;
    if (to - at < 4 * count) {
      return null;
    }
    int[] values = new int[count];
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      if (to - at < 4) {
        return null;
      }
      lengths[i] = bind.getInt(at);
      at += 4;
      values[i] = at;
      if (lengths[i] > to - at) {
        return null;
      }
      at += Math.max(lengths[i], 0);
    }
    int left = declaredTo - declaredFrom;
    int typeCount = left < 2 ? 0 : declared.getUnsignedShort(declaredFrom);
    return new BoundKeys(
        bind,
        formats,
        formatCount,
        values,
        lengths,
        declared,
        declaredFrom + 2,
        Math.min(typeCount, Math.max(left - 2, 0) / 4));
  }

  /** Where the values begin, the first one's length. */
  int start() {
    return formats + 2 * formatCount + 2;
  }

  /** Where they end. */
  int end() {
    int last = values.length - 1;
    return last < 0 ? start() : values[last] + Math.max(lengths[last], 0);
  }

  @Override
  public int count() {
    return values.length;
  }

  @Override
  public int type(int number) {
    return number > typeCount ? 0 : declared.getInt(types + 4 * (number - 1));
  }

  @Override
  public boolean binary(int number) {
    return switch (formatCount) {
      case 0 -> false;
      case 1 -> bind.getUnsignedShort(formats) == BINARY;
      default ->
          number <= formatCount && bind.getUnsignedShort(formats + 2 * (number - 1)) == BINARY;
    };
  }

  @Override
  public byte @Nullable [] value(int number) {
    int length = lengths[number - 1];
    if (length < 0) {
      return null;
    }
    byte[] value = new byte[length];
    bind.getBytes(values[number - 1], value);
    return value;
  }
}
