package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.text;

import java.util.List;

/** SHOW STATE: of the proxy as a whole. */
final class ShowState {
  /** A row. */
  record Flag(String key, boolean value) {}

  static final Table<Flag> TABLE =
      Table.immediate(
          "STATE",
          List.of(text("key", Flag::key), text("value", flag -> flag.value() ? "yes" : "no")),
          server -> {
            boolean paused = server.paused(null);
            return List.of(
                new Flag("active", !paused),
                new Flag("paused", paused),
                new Flag("suspended", false));
          });

  private ShowState() {}
}
