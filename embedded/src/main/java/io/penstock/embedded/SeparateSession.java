package io.penstock.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs outside our terminal's foreground group where the machine has setsid: PostgreSQL
 * would take a Ctrl-C meant for us as its own order to shut down.
 */
final class SeparateSession {
  private static final boolean AVAILABLE = probe();

  private SeparateSession() {}

  private static boolean probe() {
    try {
      return Command.run(List.of("setsid", "/bin/sh", "-c", "exit 0")).succeeded();
    } catch (IOException programMissing) {
      return false;
    }
  }

  static List<String> of(List<String> command) {
    List<String> words = new ArrayList<>(AVAILABLE ? List.of("setsid") : List.of());
    words.addAll(command);
    return List.copyOf(words);
  }
}
