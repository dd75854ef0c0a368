package io.penstock.bench.memory;

import io.penstock.bench.process.BenchCommand;
import io.penstock.bench.process.BenchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code bench/slow-reader} runs. */
@Command(
    name = "bench/slow-reader",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a large result slowly through a small heap, and samples the proxy's resident memory;",
      "another client goes on asking meanwhile, and its latency is told."
    })
public final class SlowReader implements Callable<Integer> {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long BYTES_PER_MEGABYTE = 1 << 20;
  private static final int ROW_BYTES = 1024;

  /** Of a DataRow besides its one value: type, length, number of columns, length of the column. */
  private static final int ROW_OVERHEAD_BYTES = 11;

  private static final int SAMPLES = 20;

  private final PrintWriter out;

  @Option(
      names = "--megabytes",
      defaultValue = "1024",
      description = "Size of the result. Default: ${DEFAULT-VALUE}.")
  private int megabytes;

  @Option(
      names = "--rate",
      paramLabel = "MB",
      defaultValue = "10",
      description = "Megabytes read in a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "256",
      description = "The proxy's heap. Default: ${DEFAULT-VALUE}.")
  private int heap;

  private SlowReader(PrintWriter out) {
    this.out = out;
  }

  /** Runs it and ends the JVM: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] words) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    BenchCommand.run(new SlowReader(out), words);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (megabytes < 1 || rate < 1 || heap < 1) {
      throw new BenchException("every number is at least 1");
    }
    try (ProxyUnderTest proxy = ProxyUnderTest.penstock(2, "-Xmx" + heap + "m");
        RawClient reader = proxy.connect(ByteBuffer.allocateDirect(BUFFER_BYTES));
        Bystander bystander = Bystander.start(proxy)) {
      long rows = megabytes * BYTES_PER_MEGABYTE / (ROW_BYTES + ROW_OVERHEAD_BYTES);
      reader.begin("SELECT repeat('x', " + ROW_BYTES + ") FROM generate_series(1, " + rows + ")");
      read(proxy, reader);
      out.println(bystander.stop());
    }
    return 0;
  }

  private void read(ProxyUnderTest proxy, RawClient reader) throws IOException {
    long start = System.nanoTime();
    long before = proxy.residentKilobytes();
    long highest = before;
    long total = 0;
    long nextSample = 0;
    while (true) {
      long received = reader.receive(BUFFER_BYTES);
      total += received;
      if (received == 0 || total >= nextSample) {
        long resident = proxy.residentKilobytes();
        highest = Math.max(highest, resident);
        out.printf(
            "%5d MB read, proxy %s%n",
            total / BYTES_PER_MEGABYTE, ProxyUnderTest.megabytes(resident));
        nextSample += megabytes * BYTES_PER_MEGABYTE / SAMPLES;
      }
      if (received == 0) {
        break;
      }
      long due = start + total * TimeUnit.SECONDS.toNanos(1) / (rate * BYTES_PER_MEGABYTE);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
    out.printf(
        "in %d s; proxy from %s to at most %s%n",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        ProxyUnderTest.megabytes(before),
        ProxyUnderTest.megabytes(highest));
  }
}
