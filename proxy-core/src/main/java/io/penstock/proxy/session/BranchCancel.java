package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Cancels what a backend does, again and again until it has stopped. On the session's loop. */
final class BranchCancel {
  /** A cancel may arrive before what it is to cancel. */
  private static final long AGAIN_MILLIS = 200;

  private final Session session;
  private final Backend backend;
  private final BackendSession of;
  private final BooleanSupplier working;
  private final Runnable arrived;

  /**
   * @param working whether there still is something to cancel
   * @param arrived runs when a cancel has arrived, or could not be sent
   */
  BranchCancel(
      Session session,
      Backend backend,
      BackendSession of,
      BooleanSupplier working,
      Runnable arrived) {
    this.session = session;
    this.backend = backend;
    this.of = of;
    this.working = working;
    this.arrived = arrived;
  }

  void send() {
    of.cancels++;
    lookAgain();
    session
        .identity()
        .services()
        .cancel(
            backend,
            told -> {
              of.cancels--;
              of.doubtful |= !told;
              arrived.run();
            });
  }

  private void lookAgain() {
    Runnable look =
        () -> {
          if (!working.getAsBoolean()) {
            return;
          }
          if (of.cancels == 0) {
            send();
          } else {
            lookAgain();
          }
        };
    var unused = session.loop.eventLoop().schedule(look, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
