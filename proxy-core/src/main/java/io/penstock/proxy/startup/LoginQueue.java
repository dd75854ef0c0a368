package io.penstock.proxy.startup;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many clients log in at once and the others wait in the order they came. Safe on any
 * thread.
 */
final class LoginQueue {
  /** In the order they came; a set, because any of them may leave. */
  private final LinkedHashSet<Ticket> waiting = new LinkedHashSet<>();

  private int inFlight;
  private int max;

  private enum State {
    WAITING,
    GRANTED,
    CLOSED
  }

  /** One login's place; to be closed when the login ends either way. */
  final class Ticket implements AutoCloseable {
    private final Runnable turn;
    private final boolean atOnce;
    private State state;

    private Ticket(Runnable turn, boolean atOnce) {
      this.turn = turn;
      this.atOnce = atOnce;
      this.state = atOnce ? State.GRANTED : State.WAITING;
    }

    /** Whether it need not wait. */
    boolean atOnce() {
      return atOnce;
    }

    /** Leaves; a second time does nothing. */
    @Override
    public void close() {
      leave(this);
    }
  }

  /**
   * Asks for a place.
   *
   * @param max how many may log in at once, from now on
   * @param turn run when it is this login's turn, unless that is at once; on the thread of the
   *     login that leaves, so it must only pass the word on
   */
  synchronized Ticket enter(int max, Runnable turn) {
    this.max = max;
    boolean atOnce = waiting.isEmpty() && inFlight < max;
    Ticket ticket = new Ticket(turn, atOnce);
    if (atOnce) {
      inFlight++;
    } else {
      waiting.add(ticket);
    }
    return ticket;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private void leave(Ticket ticket) {
    synchronized (this) {
      switch (ticket.state) {
        case WAITING -> waiting.remove(ticket);
        case GRANTED -> inFlight--;
        case CLOSED -> {}
      }
      ticket.state = State.CLOSED;
    }
    for (Ticket next = next(); next != null; next = next()) {
      next.turn.run();
    }
  }

  private synchronized @Nullable Ticket next() {
    if (inFlight >= max || waiting.isEmpty()) {
      return null;
    }
    Ticket next = waiting.removeFirst();
    next.state = State.GRANTED;
    inFlight++;
    return next;
  }
}
