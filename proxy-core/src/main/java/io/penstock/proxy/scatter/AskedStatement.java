package io.penstock.proxy.scatter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.sql.scatter.RelativeTimes;
import io.penstock.wire.Formats;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/**
 * Frames that ask a backend for one statement. The statement is the unnamed one.
 *
 * @param sql in the session's client_encoding
 * @param types of its parameters; 0 leaves one open
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record AskedStatement(byte[] sql, int[] types) {
  private static final byte STATEMENT = 'S';
  private static final byte PORTAL = 'P';
  private static final byte[] UNNAMED = {};

  /** Appends Parse and Describe of the statement. */
  public void describe(ByteBuf out) {
    parse(out);
    out.writeByte('D').writeInt(6).writeByte(STATEMENT).writeByte(0);
  }

  /** Appends the Parse. */
  public void parse(ByteBuf out) {
    out.writeByte('P').writeInt(4 + 1 + sql.length + 1 + 2 + 4 * types.length);
    out.writeByte(0).writeBytes(sql).writeByte(0).writeShort(types.length);
    for (int type : types) {
      out.writeInt(type);
    }
  }

  /**
   * Appends a Bind, a Describe and an Execute for all rows, with a portal without a name.
   *
   * @param results format codes
   */
  public static void run(BoundValues values, Formats results, ByteBuf out) {
    run(values, List.of(), results, out);
  }

  /**
   * The same.
   *
   * @param more arrays behind the values, in binary
   */
  public static void run(BoundValues values, List<RowArray> more, Formats results, ByteBuf out) {
    bind(UNNAMED, values, more, results, out);
    describePortal(UNNAMED, out);
    execute(UNNAMED, 0, out);
  }

  /**
   * Appends a Bind.
   *
   * @param more arrays behind the values, in binary
   */
  public static void bind(
      byte[] portal, BoundValues values, List<RowArray> more, Formats results, ByteBuf out) {
    int start = out.writerIndex();
    out.writeByte('B').writeInt(0);
    out.writeBytes(portal).writeByte(0).writeByte(0);
    int count = values.count() + more.size();
    out.writeShort(count);
    for (int at = 0; at < count; at++) {
      out.writeShort(at >= values.count() || values.formats().isBinary(at) ? 1 : 0);
    }
    out.writeShort(count);
    out.writeBytes(values.values());
    for (RowArray array : more) {
      array.writeTo(out);
    }
    results.writeTo(out);
    out.setInt(start + 1, out.writerIndex() - start - 1);
  }

  /** Appends a Describe of a portal. */
  public static void describePortal(byte[] portal, ByteBuf out) {
    out.writeByte('D').writeInt(4 + 1 + portal.length + 1).writeByte(PORTAL);
    out.writeBytes(portal).writeByte(0);
  }

  /** Appends an Execute. */
  public static void execute(byte[] portal, int rowLimit, ByteBuf out) {
    out.writeByte('E').writeInt(4 + portal.length + 1 + 4);
    out.writeBytes(portal).writeByte(0).writeInt(rowLimit);
  }

  /** Appends a Sync. */
  public static void sync(ByteBuf out) {
    out.writeByte('S').writeInt(4);
  }

  /**
   * Parameters as a Bind has them.
   *
   * @param values a length and bytes for each
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record BoundValues(Formats formats, int count, byte[] values) {
    private static final int LONGEST_TIME = 64;

    /** Of a statement without parameters. */
    public static final BoundValues NONE = new BoundValues(Formats.ALL_TEXT, 0, new byte[0]);

    /** Whether one of them may mean a time that depends on who reads it. */
    public boolean mayTellTime() {
      ByteBuf in = Unpooled.wrappedBuffer(values);
      for (int at = 0; at < count; at++) {
        int length = in.readInt();
        boolean text = length >= 0 && length <= LONGEST_TIME && !formats.isBinary(at);
        if (text
            && RelativeTimes.isOne(
                in.toString(in.readerIndex(), length, StandardCharsets.US_ASCII))) {
          return true;
        }
        in.skipBytes(Math.max(length, 0));
      }
      return false;
    }

    /**
     * The same, and NULL for all others.
     *
     * @param used numbers from 1
     */
    public BoundValues only(BitSet used) {
      if (used.cardinality() == count) {
        return this;
      }
      ByteBuf in = Unpooled.wrappedBuffer(values);
      ByteBuf out = Unpooled.buffer(values.length);
      for (int number = 1; number <= count; number++) {
        int length = in.readInt();
        int size = Math.max(length, 0);
        if (used.get(number)) {
          out.writeInt(length).writeBytes(in, size);
        } else {
          out.writeInt(-1);
          in.skipBytes(size);
        }
      }
      return new BoundValues(formats, count, ByteBufUtil.getBytes(out));
    }
  }
}
