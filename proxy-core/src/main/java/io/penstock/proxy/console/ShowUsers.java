package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import java.util.List;
import java.util.Locale;

/** SHOW USERS. */
final class ShowUsers {
  static final Table<UserView> TABLE =
      new Table<>(
          "USERS",
          List.of(
              text("name", UserView::name),
              text("pool_size", user -> Integer.toString(user.pool().size())),
              text("reserve_pool_size", user -> Integer.toString(user.pool().reserve())),
              text("pool_mode", user -> user.pool().mode().name().toLowerCase(Locale.ROOT)),
              int4("max_user_connections", user -> user.config().maxConnections()),
              int4("current_connections", UserView::connections),
              int4("max_user_client_connections", user -> user.config().maxClients()),
              int4("current_client_connections", UserView::clients)),
          ConsoleServer::users);

  private ShowUsers() {}
}
