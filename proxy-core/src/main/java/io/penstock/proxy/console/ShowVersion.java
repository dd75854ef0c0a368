package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.text;

import java.util.List;

/**
 * SHOW VERSION. Tools take the first three numbers for PgBouncer's version and choose by them which
 * columns to read, so the text begins with the version whose tables these are; people read on.
 */
final class ShowVersion {
  static final String COMPATIBLE_WITH = "PgBouncer 1.25.0";

  static final Table<String> TABLE =
      Table.immediate(
          "VERSION",
          List.of(text("version", text -> text)),
          server -> List.of(COMPATIBLE_WITH + " (Penstock " + server.version() + ")"));

  private ShowVersion() {}
}
