package io.penstock.metrics;

/**
 * Clients by state.
 *
 * @param active having a backend
 * @param idle needing none now
 * @param waiting for one
 */
public record ClientCounts(int active, int idle, int waiting) {
  public static final ClientCounts NONE = new ClientCounts(0, 0, 0);

  /** All of them. */
  public int total() {
    return active + idle + waiting;
  }

  public ClientCounts plus(ClientCounts other) {
    return new ClientCounts(active + other.active, idle + other.idle, waiting + other.waiting);
  }
}
