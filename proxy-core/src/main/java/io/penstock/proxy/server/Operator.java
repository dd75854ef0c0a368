package io.penstock.proxy.server;

import io.penstock.config.InvalidConfigException;
import io.penstock.config.PenstockConfig;
import io.penstock.proxy.console.ShutdownMode;

/** Who runs the server: the program around it, which the admin console turns to. */
public interface Operator {
  /**
   * Reads the configuration file anew. Called on a thread that may block.
   *
   * @throws InvalidConfigException when it has mistakes
   */
  PenstockConfig readConfig();

  /** Is to stop the server; must return at once. */
  void shutdown(ShutdownMode mode);
}
