package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int8;
import static io.penstock.proxy.console.Column.text;

import java.util.List;

/** SHOW ROUTES: where statements went, and why. */
final class ShowRoutes {
  static final Table<RouteView> TABLE =
      Table.immediate(
          "ROUTES",
          List.of(
              text("database", RouteView::database),
              text("route", RouteView::route),
              text("reason", RouteView::reason),
              int8("count", RouteView::count)),
          ConsoleServer::routes);

  private ShowRoutes() {}
}
