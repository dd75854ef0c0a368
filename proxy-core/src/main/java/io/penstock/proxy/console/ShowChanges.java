package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.text;

import io.penstock.config.ConfigDifference.Change;
import java.util.List;

/** RELOAD DRY RUN: what a reload would change, and whether it takes a restart. */
final class ShowChanges {
  static final Table<Change> TABLE =
      new Table<>(
          "RELOAD",
          List.of(
              text("key", Change::key),
              text("old", Change::oldValue),
              text("new", Change::newValue),
              text("applied", change -> change.appliedLive() ? "yes" : "restart")),
          server -> server.reload(false));

  private ShowChanges() {}
}
