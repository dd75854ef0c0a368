package io.penstock.proxy.scatter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.sql.scatter.Carrier;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of all parts of one query, from all shards, by columns. Confined to one thread; to be
 * released.
 */
public final class GatheredRows implements AutoCloseable {
  private final List<List<RowArray>> parts = new ArrayList<>();
  private final long limit;
  private long bytes;
  private long rows;

  /**
   * Room for rows.
   *
   * @param limit how many bytes of values are taken
   */
  public GatheredRows(List<List<Carrier>> carriers, long limit, ByteBufAllocator allocator) {
    this.limit = limit;
    for (List<Carrier> columns : carriers) {
      parts.add(
          columns.stream().map(column -> new RowArray(column.elementOid(), allocator)).toList());
    }
  }

  /**
   * Takes the values of a row.
   *
   * @param payload where the payload of the DataRow begins
   * @return false if there is no more room
   */
  public boolean add(int part, ByteBuf row, int payload, int end) {
    bytes += end - payload;
    if (bytes > limit) {
      return false;
    }
    int at = payload + 2;
    for (RowArray column : parts.get(part)) {
      at = column.add(row, at);
    }
    rows++;
    return true;
  }

  /** All columns of all parts, in order. */
  public List<RowArray> columns() {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** One column of one part. */
  public RowArray column(int part, int column) {
    return parts.get(part).get(column);
  }

  /** What a message that carries all of it takes, in bytes, at most. */
  public long messageBytes() {
    long sum = 0;
    for (RowArray column : columns()) {
      sum += 24L + column.bytes();
    }
    return sum;
  }

  public long rows() {
    return rows;
  }

  @Override
  public void close() {
    columns().forEach(RowArray::close);
  }
}
