package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.wire.Bytes;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.DataRow;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.ReadyForQuery;
import io.penstock.wire.frontend.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A session that holds a backend and sends it simple queries. */
public final class TestSession implements BackendReceiver {
  private final Backend backend;
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
  private final CompletableFuture<Boolean> nodeLost = new CompletableFuture<>();
  private final ByteBuf buffer = Unpooled.buffer();
  private List<String> answer = new ArrayList<>();
  private CompletableFuture<List<String>> answered = new CompletableFuture<>();

  public TestSession(Backend backend) {
    this.backend = backend;
    get(CompletableFuture.runAsync(() -> backend.attach(this), backend.eventLoop()));
  }

  /** The first column of every row; errors as {@code ERROR} and the SQLSTATE. */
  public List<String> query(String sql) {
    return get(start(sql));
  }

  public CompletableFuture<List<String>> start(String sql) {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    backend
        .eventLoop()
        .execute(() -> {
          answered = result;
          answer = new ArrayList<>();
          ByteBuf out = backend.channel().alloc().buffer();
          new Query(sql).encode(out);
          var unused = backend.channel().writeAndFlush(out, backend.channel().voidPromise());
        });
    return result;
  }

  /** Waits until the pool says that the backend is gone. */
  public boolean closed() {
    return get(closed);
  }

  @Override
  public void received(Backend from, ByteBuf bytes) {
    buffer.writeBytes(bytes);
    bytes.release();
    while (buffer.readableBytes() >= 5) {
      int length = buffer.getInt(buffer.readerIndex() + 1);
      if (buffer.readableBytes() < 1 + length) {
        return;
      }
      byte type = buffer.readByte();
      ByteBuf payload = buffer.skipBytes(4).readSlice(length - 4);
      read(BackendMessage.decode(type, payload));
    }
  }

  private void read(BackendMessage message) {
    if (message instanceof DataRow row) {
      Bytes value = row.values().get(0);
      answer.add(value == null ? "null" : value.toUtf8());
    } else if (message instanceof ErrorResponse error) {
      answer.add("ERROR " + error.fields().sqlState());
    } else if (message instanceof ReadyForQuery) {
      answered.complete(answer);
    }
  }

  @Override
  public void readComplete(Backend from) {}

  @Override
  public void writabilityChanged(Backend from, boolean writable) {}

  @Override
  public void closed(Backend from, @Nullable Throwable cause) {
    closed.complete(true);
    answered.complete(answer);
  }

  @Override
  public void nodeLost(Backend from) {
    nodeLost.complete(true);
  }

  /** Waits until the pool says that the backend's node serves nobody. */
  public boolean nodeLost() {
    return get(nodeLost);
  }

  static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
