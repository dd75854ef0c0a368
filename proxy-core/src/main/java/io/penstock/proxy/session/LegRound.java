package io.penstock.proxy.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Several shards are asked something at once; then it goes on when all have answered or are lost.
 */
final class LegRound implements ShardLeg.Owner {
  private record Question(ShardLeg leg, String sql) {}

  private final Session session;
  private final Runnable next;
  private final List<Question> questions = new ArrayList<>();
  private @Nullable ScheduledFuture<?> timer;
  private final Set<ShardLeg> waited = new HashSet<>();
  private boolean asked;

  /**
   * @param next runs once, perhaps before {@link #ask} returns
   */
  LegRound(Session session, Runnable next) {
    this.session = session;
    this.next = next;
  }

  /** One more question; a lost leg is as good as asked. */
  LegRound of(ShardLeg leg, String sql) {
    if (!leg.isLost()) {
      questions.add(new Question(leg, sql));
    }
    return this;
  }

  /** Closes those that have not answered after so long. */
  LegRound within(long nanos) {
    timer =
        session
            .loop
            .eventLoop()
            .schedule(
                () -> {
                  for (Question question : questions) {
                    if (question.leg().busy()) {
                      question.leg().close();
                      lost(question.leg());
                    }
                  }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    return this;
  }

  /** Asks all. */
  void ask() {
    for (Question question : questions) {
      waited.add(question.leg());
      question.leg().worksFor(this);
      question.leg().ask(question.sql());
    }
    asked = true;
    goOn();
  }

  @Override
  public void answered(ShardLeg leg) {
    if (waited.remove(leg)) {
      goOn();
    }
  }

  @Override
  public void lost(ShardLeg leg) {
    answered(leg);
  }

  private void goOn() {
    if (asked && waited.isEmpty()) {
      ScheduledFuture<?> running = timer;
      if (running != null) {
        running.cancel(false);
      }
      // What becomes of them until somebody asks again is seen then.
      questions.forEach(question -> question.leg().worksFor(Unwatched.UNWATCHED));
      next.run();
    }
  }

  private enum Unwatched implements ShardLeg.Owner {
    UNWATCHED;

    @Override
    public void answered(ShardLeg leg) {}

    @Override
    public void lost(ShardLeg leg) {}
  }
}
