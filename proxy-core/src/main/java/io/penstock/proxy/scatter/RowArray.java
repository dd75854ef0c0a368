package io.penstock.proxy.scatter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The values of one column in all rows, as PostgreSQL's binary array of one dimension has them:
 * each with its length before it, which is how a row has them too. Confined to one thread; to be
 * released.
 */
public final class RowArray implements AutoCloseable {
  private static final int HEADER = 20;
  private static final int INITIAL_CAPACITY = 256;

  private final int elementOid;
  private final ByteBuf elements;
  private int count;
  private boolean hasNull;

  RowArray(int elementOid, ByteBufAllocator allocator) {
    this.elementOid = elementOid;
    this.elements = allocator.buffer(INITIAL_CAPACITY);
  }

  /** Takes over the value whose length stands here; returns the index behind it. */
  int add(ByteBuf row, int at) {
    int length = row.getInt(at);
    int end = at + 4 + Math.max(length, 0);
    elements.writeBytes(row, at, end - at);
    hasNull |= length < 0;
    count++;
    return end;
  }

  /** Appends it as the value of a parameter. */
  void writeTo(ByteBuf out) {
    boolean empty = count == 0;
    out.writeInt(empty ? 12 : HEADER + elements.readableBytes());
    out.writeInt(empty ? 0 : 1).writeInt(hasNull ? 1 : 0).writeInt(elementOid);
    if (!empty) {
      out.writeInt(count).writeInt(1);
      out.writeBytes(elements, elements.readerIndex(), elements.readableBytes());
    }
  }

  /** How many values there are. */
  public int count() {
    return count;
  }

  /** How long they are together. */
  public int bytes() {
    return elements.readableBytes();
  }

  @Override
  public void close() {
    elements.release();
  }
}
