package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;
import static io.penstock.proxy.console.Column.time;

import io.penstock.proxy.console.ConnectionView.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** SHOW CLIENTS, SERVERS, SOCKETS and ACTIVE_SOCKETS. */
final class ShowConnections {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MICRO = 1000;

  private static final List<Column<ConnectionView>> COLUMNS =
      List.of(
          text("type", connection -> connection.kind().letter()),
          text("user", ConnectionView::user),
          text("database", ConnectionView::database),
          text(
              "replication",
              connection -> connection.traits().replication().name().toLowerCase(Locale.ROOT)),
          text("state", ConnectionView::state),
          text("addr", connection -> connection.ends().address()),
          int4("port", connection -> connection.ends().port()),
          text("local_addr", connection -> connection.ends().localAddress()),
          int4("local_port", connection -> connection.ends().localPort()),
          time("connect_time", connection -> connection.times().connected()),
          time("request_time", connection -> connection.times().requested()),
          int4("wait", connection -> (int) (waited(connection) / NANOS_PER_SECOND)),
          int4(
              "wait_us",
              connection -> (int) (waited(connection) % NANOS_PER_SECOND / NANOS_PER_MICRO)),
          int4("close_needed", connection -> connection.closeNeeded() ? 1 : 0),
          text("ptr", connection -> pointer(connection.kind(), connection.id())),
          text("link", ShowConnections::link),
          int4("remote_pid", connection -> connection.link().remotePid()),
          text("tls", connection -> connection.ends().tls()),
          text("application_name", connection -> connection.traits().applicationName()),
          int4("prepared_statements", connection -> connection.traits().preparedStatements()),
          int4("id", connection -> ConnectionView.shown(connection.id())));

  /** Frames are passed on as they are read: only what a socket has not taken yet is held. */
  private static final List<Column<ConnectionView>> SOCKET_COLUMNS =
      concatenated(
          COLUMNS,
          List.of(
              int4("recv_pos", connection -> 0),
              int4("pkt_pos", connection -> 0),
              int4("pkt_remain", connection -> 0),
              int4("send_pos", connection -> 0),
              int4("send_remain", ShowConnections::pendingBytes),
              int4("pkt_avail", connection -> 0),
              int4("send_avail", ShowConnections::pendingBytes)));

  static final Table<ConnectionView> CLIENTS =
      new Table<>("CLIENTS", COLUMNS, ConsoleServer::clients);

  static final Table<ConnectionView> SERVERS =
      new Table<>("SERVERS", COLUMNS, ConsoleServer::servers);

  static final Table<ConnectionView> SOCKETS =
      new Table<>("SOCKETS", SOCKET_COLUMNS, server -> sockets(server, socket -> true));

  static final Table<ConnectionView> ACTIVE_SOCKETS =
      new Table<>(
          "ACTIVE_SOCKETS", SOCKET_COLUMNS, server -> sockets(server, ConnectionView::active));

  private ShowConnections() {}

  private static CompletableFuture<List<ConnectionView>> sockets(
      ConsoleServer server, Predicate<ConnectionView> wanted) {
    return server
        .clients()
        .thenCombine(server.servers(), ShowConnections::concatenated)
        .thenApply(all -> all.stream().filter(wanted).toList());
  }

  private static <T> List<T> concatenated(List<T> first, List<T> second) {
    List<T> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private static long waited(ConnectionView connection) {
    return connection.times().waitNanos();
  }

  private static int pendingBytes(ConnectionView connection) {
    return (int) Math.min(Integer.MAX_VALUE, connection.traits().pendingBytes());
  }

  private static String link(ConnectionView connection) {
    long other = connection.link().other();
    Kind kind = connection.kind() == Kind.CLIENT ? Kind.SERVER : Kind.CLIENT;
    return other == 0 ? "" : pointer(kind, other);
  }

  /** Tools match {@code link} with {@code ptr}; addresses in memory would tell nobody anything. */
  private static String pointer(Kind kind, long id) {
    return kind.letter() + id;
  }
}
