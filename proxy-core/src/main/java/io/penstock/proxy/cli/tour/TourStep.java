package io.penstock.proxy.cli.tour;

import java.sql.SQLException;
import java.util.List;

/** One thing to see. Leaves the place as it found it, but for the last, which moves the primary. */
interface TourStep {
  /** What it shows, in a few words. */
  String title();

  /**
   * Does it, on the calling thread and others of its own, which have ended when it returns.
   *
   * @return what happened, a sentence each
   * @throws StepFailedException if it was not what the title says
   */
  List<String> run(TourPlace place) throws SQLException, InterruptedException;
}
