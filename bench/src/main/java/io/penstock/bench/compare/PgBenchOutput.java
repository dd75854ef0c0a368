package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pgbench prints when it has finished.
 *
 * @param transactions how many were done
 * @param failed how many were not
 * @param perSecond transactions per second; without the time it took to connect at first, with the
 *     time it took to reconnect
 * @param averageMillis mean latency as pgbench works it out: with the time of a reconnect
 */
record PgBenchOutput(long transactions, long failed, double perSecond, double averageMillis) {
  private static final Pattern TRANSACTIONS =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
  private static final Pattern PER_SECOND = Pattern.compile("tps = ([0-9.]+)");
  private static final Pattern AVERAGE = Pattern.compile("latency average = ([0-9.]+) ms");

  /**
   * Reads it.
   *
   * @throws BenchException if something is missing, or nothing was done
   */
  static PgBenchOutput parse(String text) {
    long transactions = Long.parseLong(find(TRANSACTIONS, text));
    if (transactions == 0) {
      throw new BenchException("pgbench finished no transaction: measure for more seconds");
    }
    Matcher failed = FAILED.matcher(text);
    return new PgBenchOutput(
        transactions,
        failed.find() ? Long.parseLong(failed.group(1)) : 0,
        Double.parseDouble(find(PER_SECOND, text)),
        Double.parseDouble(find(AVERAGE, text)));
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new BenchException(
          "pgbench printed no '" + pattern + "' (expected: PostgreSQL 14's or newer):\n" + text);
    }
    return matcher.group(1);
  }
}
