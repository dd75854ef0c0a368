package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.ProtocolException;

/**
 * What the rows of a statement look like, once a Describe has told: names and types of the columns,
 * as a hash of 64 bits. A client may be sent only such rows as it was told of.
 */
final class ResultShape {
  private static final long UNKNOWN = 0;

  /** What follows a column's name in a RowDescription. */
  private static final int COLUMN_BYTES = 18;

  private static final int TYPE_OFFSET = 6;
  private static final int MODIFIER_OFFSET = 12;
  private static final long PRIME = 0x100000001b3L;
  private static final long SEED = 0xcbf29ce484222325L;

  private long hash = UNKNOWN;
  private int catalogVersion;

  boolean known() {
    return hash != UNKNOWN;
  }

  boolean differs(ResultShape other) {
    return hash != other.hash;
  }

  /**
   * Takes what a RowDescription or NoData tells, unless it is known already.
   *
   * @param version of the catalog, as far as the proxy has seen it change
   */
  void learn(long described, int version) {
    if (hash == UNKNOWN) {
      hash = described;
      catalogVersion = version;
    }
  }

  /** The catalog's version when this was learned. */
  int catalogVersion() {
    return catalogVersion;
  }

  /**
   * The hash of a RowDescription or NoData message. Like the server, it does not count from which
   * table a column comes, nor the format its values are sent in.
   */
  static long hash(FrameWalker walker) {
    if (walker.type() != BackendBytes.ROW_DESCRIPTION) {
      return PRIME;
    }
    ByteBuf in = walker.buffer();
    long hash = SEED;
    int at = walker.payload() + 2;
    while (at < walker.end()) {
      int nameEnd = CString.end(walker, at);
      if (nameEnd + 1 + COLUMN_BYTES > walker.end()) {
        throw ProtocolException.violation("invalid RowDescription: a column is cut short");
      }
      for (; at <= nameEnd; at++) {
        hash = (hash ^ in.getByte(at)) * PRIME;
      }
      hash = mix(hash, in.getInt(at + TYPE_OFFSET));
      hash = mix(hash, in.getInt(at + MODIFIER_OFFSET));
      at += COLUMN_BYTES;
    }
    return hash == UNKNOWN ? SEED : hash;
  }

  private static long mix(long hash, int value) {
    long mixed = (hash ^ value) * PRIME;
    return mixed ^ (mixed >>> 32);
  }
}
