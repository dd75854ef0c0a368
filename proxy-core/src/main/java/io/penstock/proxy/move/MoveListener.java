package io.penstock.proxy.move;

/** Told how a move goes on, on the thread that moves. */
public interface MoveListener {
  /** In words, for a person. */
  void progress(String line);
}
