package io.penstock.proxy.cli.tour;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Goes through all steps and tells what happened in each. */
public final class Tour {
  private static final List<TourStep> STEPS =
      List.of(
          new ManyClients(),
          new CarriedStatement(),
          new PrivateSetting(),
          new ExactCancel(),
          new KilledBackends(),
          new PinnedSession(),
          new SharedReads(),
          new OwnWrites(),
          new RowsOnShards(),
          new KilledReplica(),
          new SwitchedPrimary());

  private final TourPlace place;
  private final PrintWriter out;

  /**
   * @param out gets plain words, line by line as the tour goes
   */
  public Tour(TourPlace place, PrintWriter out) {
    this.place = place;
    this.out = out;
  }

  /**
   * Runs every step, also after one that failed.
   *
   * @return whether every step did what it says
   */
  public boolean run() throws InterruptedException {
    List<Integer> failed = new ArrayList<>();
    long start = System.nanoTime();
    for (int number = 1; number <= STEPS.size(); number++) {
      if (!run(number, STEPS.get(number - 1))) {
        failed.add(number);
      }
    }
    out.println();
    out.println(
        failed.isEmpty()
            ? "All %d steps did what they say, in %s.".formatted(STEPS.size(), since(start))
            : "%d of %d steps FAILED: %s.".formatted(failed.size(), STEPS.size(), failed));
    return failed.isEmpty();
  }

  private boolean run(int number, TourStep step) throws InterruptedException {
    out.println();
    out.printf("%d. %s%n", number, step.title());
    long start = System.nanoTime();
    try {
      step.run(place).forEach(sentence -> out.println("   " + sentence));
      out.printf("   ok (%s)%n", since(start));
      return true;
    } catch (StepFailedException e) {
      out.printf("   FAILED: %s%n", e.getMessage());
    } catch (SQLException e) {
      out.printf("   FAILED: SQLSTATE %s: %s%n", e.getSQLState(), e.getMessage());
    }
    return false;
  }

  private static String since(long start) {
    return "%.1f s".formatted((System.nanoTime() - start) / 1e9);
  }
}
