package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * SHOW LISTS. The free ones are memory that PgBouncer keeps for later; nothing of that kind is kept
 * here, nor host names, nor peers.
 */
final class ShowLists {
  /** A row. */
  record Length(String list, int items) {}

  static final Table<Length> TABLE =
      new Table<>(
          "LISTS",
          List.of(text("list", Length::list), int4("items", Length::items)),
          ShowLists::rows);

  private ShowLists() {}

  private static CompletableFuture<List<Length>> rows(ConsoleServer server) {
    CompletableFuture<Integer> clients = server.clients().thenApply(List::size);
    CompletableFuture<Integer> servers = server.servers().thenApply(List::size);
    CompletableFuture<Integer> pools = server.pools().thenApply(List::size);
    CompletableFuture<Integer> databases = server.databases().thenApply(List::size);
    CompletableFuture<Integer> users = server.users().thenApply(List::size);
    return CompletableFuture.allOf(clients, servers, pools, databases, users)
        .thenApply(done ->
            List.of(
                new Length("databases", databases.join()),
                new Length("users", users.join()),
                new Length("peers", 0),
                new Length("pools", pools.join()),
                new Length("peer_pools", 0),
                new Length("free_clients", 0),
                new Length("used_clients", clients.join()),
                new Length("login_clients", server.loggingIn()),
                new Length("free_servers", 0),
                new Length("used_servers", servers.join()),
                new Length("dns_names", 0),
                new Length("dns_zones", 0),
                new Length("dns_queries", 0),
                new Length("dns_pending", 0)));
  }
}
