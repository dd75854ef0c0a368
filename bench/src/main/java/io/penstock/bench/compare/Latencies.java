package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** How long single transactions took, sorted. The time of a reconnect is not in them. */
final class Latencies {
  private static final int MICROS_FIELD = 2;
  private static final double MICROS_PER_MILLI = 1000;

  private final long[] sortedMicros;

  private Latencies(long[] micros) {
    this.sortedMicros = micros;
    Arrays.sort(sortedMicros);
  }

  /** Reads the logs of one run, of which pgbench writes one per thread. */
  static Latencies read(List<Path> logs) throws IOException {
    LongStream.Builder micros = LongStream.builder();
    for (Path log : logs) {
      try (BufferedReader lines = Files.newBufferedReader(log)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          add(line, micros);
        }
      }
    }
    return new Latencies(micros.build().toArray());
  }

  static Latencies of(List<String> lines) {
    LongStream.Builder micros = LongStream.builder();
    lines.forEach(line -> add(line, micros));
    return new Latencies(micros.build().toArray());
  }

  /** Client, transaction, microseconds, script, seconds and microseconds of the time of day. */
  private static void add(String line, LongStream.Builder micros) {
    String[] fields = line.split(" ", -1);
    if (fields.length <= MICROS_FIELD) {
      throw new BenchException("line of a pgbench log: '" + line + "' (expected: 6 fields)");
    }
    if (!fields[MICROS_FIELD].equals("failed")) {
      micros.add(Long.parseLong(fields[MICROS_FIELD]));
    }
  }

  int count() {
    return sortedMicros.length;
  }

  /**
   * The smallest latency that so many of a hundred do not exceed, in milliseconds.
   *
   * @throws BenchException if there is none at all
   */
  double percentile(double percent) {
    if (sortedMicros.length == 0) {
      throw new BenchException("pgbench logged no transaction: measure for more seconds");
    }
    int rank = (int) Math.ceil(percent / 100 * sortedMicros.length);
    return sortedMicros[Math.max(rank, 1) - 1] / MICROS_PER_MILLI;
  }
}
