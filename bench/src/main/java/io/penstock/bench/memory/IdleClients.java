package io.penstock.bench.memory;

import io.penstock.bench.process.BenchCommand;
import io.penstock.bench.process.BenchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code bench/idle-clients} runs. */
@Command(
    name = "bench/idle-clients",
    mixinStandardHelpOptions = true,
    description = "Opens idle clients, and tells what each costs the proxy in resident memory.")
public final class IdleClients implements Callable<Integer> {
  /** Clients that come and go first: what they make the proxy load and compile is no client's. */
  private static final int WARM_UP_CLIENTS = 500;

  private static final int BUFFER_BYTES = 16 * 1024;

  private final PrintWriter out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  @Parameters(paramLabel = "N", description = "How many clients.")
  private int clients;

  @Option(
      names = "--after-query",
      description = "Every client runs a SELECT before it idles; without: it only logs in.")
  private boolean afterQuery;

  @Option(names = "--pgbouncer", description = "Measures PgBouncer instead of Penstock.")
  private boolean pgbouncer;

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long all idle before the last reading. Default: ${DEFAULT-VALUE}.")
  private int settle;

  private IdleClients(PrintWriter out) {
    this.out = out;
  }

  /** Runs it and ends the JVM: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] words) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    BenchCommand.run(new IdleClients(out), words);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (clients < 1) {
      throw new BenchException("clients: " + clients + " (expected: >= 1)");
    }
    try (ProxyUnderTest proxy =
        pgbouncer ? ProxyUnderTest.pgbouncer(clients) : ProxyUnderTest.penstock(clients, "")) {
      out.printf("started: %s%n", ProxyUnderTest.megabytes(proxy.residentKilobytes()));
      closeAll(open(proxy, Math.min(clients, WARM_UP_CLIENTS)));
      pause();
      long before = proxy.residentKilobytes();
      out.printf(
          "before, when other clients have come and gone: %s%n", ProxyUnderTest.megabytes(before));
      long start = System.nanoTime();
      List<RawClient> open = open(proxy, clients);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      tell(clients + " clients, opened in " + millis + " ms", before, proxy.residentKilobytes());
      pause();
      tell("after " + settle + " s idle", before, proxy.residentKilobytes());
      closeAll(open);
    }
    return 0;
  }

  private void tell(String when, long before, long now) {
    out.printf(
        "%s: %s, %.2f KB each%n",
        when, ProxyUnderTest.megabytes(now), (double) (now - before) / clients);
  }

  /** The time itself is what is waited for. */
  private void pause() throws InterruptedException {
    TimeUnit.SECONDS.sleep(settle);
  }

  private List<RawClient> open(ProxyUnderTest proxy, int count) throws IOException {
    List<RawClient> open = new ArrayList<>(count);
    try {
      while (open.size() < count) {
        RawClient client = proxy.connect(buffer);
        open.add(client);
        if (afterQuery) {
          client.query("SELECT 1");
        }
      }
      return open;
    } catch (IOException | BenchException e) {
      String message =
          "client %d of %d: %s (every client needs a file in two processes: see ulimit -n)"
              .formatted(open.size() + 1, count, e.getMessage());
      closeAll(open);
      throw new BenchException(message);
    }
  }

  private static void closeAll(List<RawClient> open) throws IOException {
    for (RawClient client : open) {
      client.close();
    }
  }
}
