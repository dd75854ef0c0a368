package io.penstock.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux has counted for a process until now, all of its threads together.
 *
 * @param userMicros CPU time in user space, in microseconds, in steps of a clock tick
 * @param systemMicros CPU time in the kernel, likewise
 * @param residentKilobytes physical memory it has now, in KiB
 */
public record ProcessReading(long userMicros, long systemMicros, long residentKilobytes) {
  /** USER_HZ, which Linux fixes at 100 for every program on every machine. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER_TIME_AFTER_NAME = 11;
  private static final String RESIDENT = "VmRSS:";

  /**
   * Reads them for a running process.
   *
   * @throws IOException if there is no such process, or this is not Linux
   */
  public static ProcessReading of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    return parse(
        Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status")));
  }

  static ProcessReading parse(String stat, String status) {
    // The name, in parentheses, may hold blanks and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= USER_TIME_AFTER_NAME + 1) {
      throw new IllegalArgumentException(
          "/proc/PID/stat has " + fields.length + " fields after the name (expected: > 12)");
    }
    return new ProcessReading(
        Long.parseLong(fields[USER_TIME_AFTER_NAME]) * MICROS_PER_TICK,
        Long.parseLong(fields[USER_TIME_AFTER_NAME + 1]) * MICROS_PER_TICK,
        resident(status));
  }

  private static long resident(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(RESIDENT))
        .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "/proc/PID/status has no VmRSS (expected: a process that has not ended)"));
  }
}
