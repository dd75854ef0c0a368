package io.penstock.sql.scatter;

import java.util.List;

/**
 * The rows of all parts of all shards, which are collected, then finished on one shard.
 *
 * <p>Floating point numbers are added up in another order than on one server: the last digits of
 * such sums and averages may be others.
 */
public final class Gather implements ScatterPlan {
  private final List<Part> parts;
  private final Finishing finishing;

  /** Makes the finish of what the server says of the parts' columns. */
  @FunctionalInterface
  interface Finishing {
    Finish finish(Described described, int parameters) throws Unfinished;
  }

  Gather(List<Part> parts, Finishing finishing) {
    this.parts = List.copyOf(parts);
    this.finishing = finishing;
  }

  /** What each shard is asked; at least one. */
  public List<Part> parts() {
    return parts;
  }

  /**
   * How the answer is made.
   *
   * @param described by the shard whose catalog the plan was made with: OIDs of users' types are
   *     looked up there
   * @param parameters how many the original text has: new ones are numbered behind them
   * @throws Unfinished if a column is of a type that cannot be handed on
   */
  public Finish finish(Described described, int parameters) throws Unfinished {
    return finishing.finish(described, parameters);
  }

  /** A plan whose columns turned out to be of types it cannot work with. */
  public static final class Unfinished extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    Unfinished(String sentence, String hint) {
      super(sentence, null, false, false);
      refused = new Refused(sentence, hint);
    }

    /** The refusal for the client. */
    public Refused refused() {
      return refused;
    }
  }
}
