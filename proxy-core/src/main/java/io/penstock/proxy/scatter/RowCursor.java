package io.penstock.proxy.scatter;

import io.netty.buffer.ByteBuf;

/**
 * The row of one shard that comes next, and where its keys stand. Confined to one thread; holds no
 * bytes of its own.
 */
public final class RowCursor {
  private final RowOrder order;
  private final int[] values;
  private ByteBuf row;
  private int payload;
  private int visibleEnd;
  private boolean set;

  /** A cursor over rows in this order. */
  public RowCursor(RowOrder order, ByteBuf none) {
    this.order = order;
    this.values = new int[order.keys()];
    this.row = none;
  }

  /** Stands on the row whose payload begins here. */
  public void set(ByteBuf in, int start) {
    row = in;
    payload = start;
    int at = start + 2;
    for (int column = order.visible(); column > 0; column--) {
      at += 4 + Math.max(in.getInt(at), 0);
    }
    visibleEnd = at;
    for (int key = 0; key < values.length; key++) {
      values[key] = at + 4;
      at += 4 + Math.max(in.getInt(at), 0);
    }
    set = true;
  }

  /** There is no row, for now or any more. */
  public void clear() {
    set = false;
  }

  public boolean isSet() {
    return set;
  }

  /** Whether its row comes before the other's, or may. */
  public boolean before(RowCursor other) {
    return order.compare(this, other) <= 0;
  }

  /** Appends the row without its keys. */
  public void write(ByteBuf out) {
    out.writeByte('D').writeInt(4 + visibleEnd - payload);
    out.writeShort(order.visible()).writeBytes(row, payload + 2, visibleEnd - payload - 2);
  }

  ByteBuf row() {
    return row;
  }

  int value(int key) {
    return values[key];
  }

  int length(int key) {
    return row.getInt(values[key] - 4);
  }
}
