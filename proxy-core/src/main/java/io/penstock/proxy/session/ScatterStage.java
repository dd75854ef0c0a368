package io.penstock.proxy.session;

/** What a statement over several shards is doing now. */
interface ScatterStage {
  void begin();

  /** The client takes bytes again, or takes no more. */
  default void clientWritable(boolean writable) {}

  /** Gives up what it holds besides branches; nothing of it is called after. */
  default void leave() {}
}
