package io.penstock.proxy.twophase;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What sessions need to commit on several shards of one database. Any thread. */
public interface TwoPhase {
  /** What happens to transactions over several shards, to be counted. */
  enum Event {
    COMMITTED,
    ROLLED_BACK,

    /** Its client was told that nobody knows. */
    IN_DOUBT,

    /** Finished after its coordinator could not. */
    RECOVERED
  }

  /** Why no transaction may go to a second shard now, with what to do; null when they may. */
  @Nullable Obstacle obstacle();

  /** For a person. */
  record Obstacle(String detail, String hint) {}

  /** A name for one transaction, whose decision is written down on this shard. */
  TransactionName next(String anchor);

  /**
   * Finds out what became of a transaction whose anchor was lost while it committed. From then on
   * that is what becomes of it. Returns at once.
   *
   * @param done runs on another thread, at the latest after some seconds
   */
  void resolve(TransactionName transaction, Consumer<Outcome> done);

  /** Parts of it may be prepared that its coordinator cannot finish. Returns at once. */
  void unfinished(TransactionName transaction);

  void count(Event event);
}
