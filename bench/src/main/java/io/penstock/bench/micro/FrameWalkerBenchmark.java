package io.penstock.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.wire.FrameLimits;
import io.penstock.wire.FrameWalker;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The walk over the frames of one received buffer, as the relay does it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
@NullUnmarked // JMH calls the setup before anything else.
public class FrameWalkerBenchmark {
  private final FrameWalker walker = new FrameWalker(FrameLimits.DEFAULT_MAX_FRAME);
  private ByteBuf answer;
  private ByteBuf simpleRequest;
  private ByteBuf preparedRequest;

  /** Fills the buffers. */
  @Setup
  public void fill() {
    answer = buffer();
    frame(answer, 'T', "\0\1abalance\0" + "\0".repeat(18));
    frame(answer, 'D', "\0\1\0\0\0\6-12345");
    frame(answer, 'C', "SELECT 1\0");
    frame(answer, 'Z', "I");
    simpleRequest = buffer();
    frame(simpleRequest, 'Q', "SELECT abalance FROM pgbench_accounts WHERE aid = 123456;\0");
    preparedRequest = buffer();
    frame(preparedRequest, 'B', "\0P_0\0\0\0\0\1\0\0\0\006123456\0\0");
    frame(preparedRequest, 'D', "P\0");
    frame(preparedRequest, 'E', "\0\0\0\0\0");
    frame(preparedRequest, 'S', "");
  }

  private static ByteBuf buffer() {
    return ByteBufAllocator.DEFAULT.directBuffer(256);
  }

  private static void frame(ByteBuf buffer, char type, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    buffer.writeByte(type).writeInt(4 + bytes.length).writeBytes(bytes);
  }

  /** Frees the buffers. */
  @TearDown
  public void free() {
    answer.release();
    simpleRequest.release();
    preparedRequest.release();
  }

  /** RowDescription, DataRow, CommandComplete and ReadyForQuery. */
  @Benchmark
  public int answer() {
    return walk(answer);
  }

  /** One Query. */
  @Benchmark
  public int simpleRequest() {
    return walk(simpleRequest);
  }

  /** Bind, Describe, Execute and Sync. */
  @Benchmark
  public int preparedRequest() {
    return walk(preparedRequest);
  }

  private int walk(ByteBuf received) {
    int seen = 0;
    walker.feed(received.retain());
    while (walker.hasFrame()) {
      seen += walker.whole() ? walker.type() : 0;
      walker.advance();
    }
    walker.keep();
    return seen;
  }
}
