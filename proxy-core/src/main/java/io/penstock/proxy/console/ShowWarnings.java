package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.text;

import java.util.List;

/** SHOW WARNINGS: what tables of sharded databases have that shards cannot keep. */
final class ShowWarnings {
  static final Table<WarningView> TABLE =
      Table.immediate(
          "WARNINGS",
          List.of(
              text("database", WarningView::database),
              text("table", WarningView::table),
              text("name", WarningView::name),
              text("warning", WarningView::warning)),
          ConsoleServer::warnings);

  private ShowWarnings() {}
}
