package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs all cells through all contenders, in turns, so that what disturbs hits all alike. */
final class Comparison {
  /** What a kind of work is warmed up with: enough clients to use every backend. */
  private static final int WARM_UP_CLIENTS = 40;

  private static final int SHORTEST_WARM_UP_SECONDS = 3;

  private final PgBench pgbench;
  private final List<Contender> contenders;
  private final PrintWriter out;

  /**
   * @param contenders direct first, if at all
   * @param out what it is doing
   */
  Comparison(PgBench pgbench, List<Contender> contenders, PrintWriter out) {
    this.pgbench = pgbench;
    this.contenders = List.copyOf(contenders);
    this.out = out;
  }

  /** Lets the JVM compile and pools fill: every kind of work that is measured afterwards. */
  void warmUp(List<Cell> cells, int seconds) throws IOException, InterruptedException {
    if (seconds == 0) {
      return;
    }
    List<Cell> kinds =
        cells.stream().map(cell -> cell.withClients(WARM_UP_CLIENTS)).distinct().toList();
    int each = Math.max(SHORTEST_WARM_UP_SECONDS, seconds / kinds.size());
    for (Cell kind : kinds) {
      for (Contender contender : contenders) {
        if (contender.process() != null && contender.able().test(kind)) {
          out.printf("warm-up %s through %s, %d s%n", kind, contender.label(), each);
          pgbench.run(kind, contender, each);
        }
      }
    }
  }

  Results measure(Cell cell, int seconds, int rounds) throws IOException, InterruptedException {
    Results results = Results.empty(cell);
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        results.rounds().computeIfAbsent(contender.label(), absent -> new ArrayList<>());
      }
      for (Contender contender : order(round)) {
        results.add(contender.label(), measure(cell, contender, seconds, results));
      }
    }
    return results;
  }

  /** The proxies change places from round to round. */
  private List<Contender> order(int round) {
    List<Contender> order = new ArrayList<>(contenders);
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  private @Nullable Measurement measure(
      Cell cell, Contender contender, int seconds, Results results)
      throws IOException, InterruptedException {
    if (!contender.able().test(cell)) {
      results.note(contender.label() + " is left out: this version cannot do it");
      return null;
    }
    try {
      Measurement found = pgbench.run(cell, contender, seconds);
      if (found.failed() > 0) {
        results.note(contender.label() + " failed " + found.failed() + " transactions in a round");
      }
      out.printf(
          "%s through %s: %s tps, %s ms, CPU %s us%n",
          cell,
          contender.label(),
          Figures.text(found.perSecond(), 0),
          Figures.text(found.averageMillis(), 3),
          Figures.text(Figures.CPU.applyAsDouble(found), 1));
      return found;
    } catch (BenchException e) {
      out.printf("%s through %s: %s%n", cell, contender.label(), e.getMessage());
      String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      results.note(contender.label() + " has no figure from a round: " + firstLine);
      return null;
    }
  }
}
