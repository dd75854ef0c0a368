package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says. */
final class CompareOptions {
  private static final int FEWEST_SECONDS = 3;

  @Option(
      names = "--postgres",
      paramLabel = "HOST:PORT",
      description = "A server to ask; without: an embedded one, which is gone at the end.")
  @Nullable String postgres;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "bench",
      description = "The database of that server. pgbench makes its tables in it.")
  String database = "bench";

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "postgres",
      description = "The user of that server; its password, if any, in PGPASSWORD.")
  String user = "postgres";

  @Option(
      names = "--scale",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many times 100,000 rows are asked. Default: ${DEFAULT-VALUE}.")
  int scale;

  @Option(
      names = "--pool-size",
      paramLabel = "N",
      defaultValue = "20",
      description = "Backends of each proxy. Default: ${DEFAULT-VALUE}.")
  int poolSize;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long one measurement takes; at least 3. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each is repeated. Default: ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Load on each proxy before anything counts. Default: ${DEFAULT-VALUE}.")
  int warmUp;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "CELL",
      description = "Only these, as in simple:40,prepared:120,simple:40:reconnect,prepared:40:tls.")
  List<String> only = new ArrayList<>();

  @Option(names = "--without-direct", description = "Leaves out the measurements without a proxy.")
  boolean withoutDirect;

  List<Cell> cells() {
    return only.isEmpty() ? Cell.usual() : only.stream().map(Cell::parse).toList();
  }

  int mostClients() {
    return cells().stream().mapToInt(Cell::clients).max().orElse(1);
  }

  /**
   * @throws BenchException if a number makes no sense
   */
  void check() {
    require(seconds >= FEWEST_SECONDS, "--seconds " + seconds, ">= " + FEWEST_SECONDS);
    require(rounds >= 1, "--rounds " + rounds, ">= 1");
    require(warmUp >= 0, "--warm-up " + warmUp, ">= 0");
    require(scale >= 1, "--scale " + scale, ">= 1");
    require(poolSize >= 1, "--pool-size " + poolSize, ">= 1");
  }

  private static void require(boolean holds, String found, String expected) {
    if (!holds) {
      throw new BenchException(found + " (expected: " + expected + ")");
    }
  }
}
