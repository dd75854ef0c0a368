package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import io.penstock.sql.PinReason;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** SHOW PINS: the sessions that are tied to their backends beyond a transaction, and by what. */
final class ShowPins {
  static final Table<PinView> TABLE =
      new Table<>(
          "PINS",
          List.of(
              int4("client_id", pin -> ConnectionView.shown(pin.client())),
              text("database", PinView::database),
              text("user", PinView::user),
              int4("server_id", pin -> ConnectionView.shown(pin.server())),
              int4("remote_pid", PinView::remotePid),
              text("reasons", ShowPins::reasons)),
          ConsoleServer::pins);

  private ShowPins() {}

  private static String reasons(PinView pin) {
    return pin.reasons().stream()
        .sorted()
        .map(PinReason::name)
        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(","));
  }
}
