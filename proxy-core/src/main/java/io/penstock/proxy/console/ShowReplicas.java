package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.int8;
import static io.penstock.proxy.console.Column.int8OrNull;
import static io.penstock.proxy.console.Column.text;

import io.penstock.pool.node.NodeBan;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** SHOW REPLICAS: every node of every database, the primaries too, and whether it serves. */
final class ShowReplicas {
  static final Table<ReplicaView> TABLE =
      Table.immediate(
          "REPLICAS",
          List.of(
              text("database", ReplicaView::database),
              text("node", node -> node.config().name()),
              text("host", node -> node.config().host()),
              int4("port", node -> node.config().port()),
              text("role", ReplicaView::role),
              text("state", node -> lower(node.state())),
              text("breaker", node -> lower(node.breaker())),
              text("zone", node -> node.config().zone()),
              int4("weight", node -> node.config().weight()),
              int8OrNull("lag_bytes", node -> known(node.status().lag().bytes())),
              int8OrNull("lag_ms", node -> millis(node.status().lag().nanos())),
              text("lsn", node -> position(node.status().lsn())),
              text("receive_lsn", node -> position(node.status().reading().receivedLsn())),
              int4("timeline", node -> node.status().timeline()),
              text("receiver", node -> node.status().reading().receiver()),
              int8("in_flight", node -> node.load().inFlight()),
              int8("latency_us", node -> node.load().latencyNanos() / 1000),
              text("banned_until", node -> until(node.ban())),
              text("reason", ShowReplicas::reason)),
          ConsoleServer::replicas);

  private ShowReplicas() {}

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Long known(long value) {
    return value < 0 ? null : value;
  }

  private static @Nullable Long millis(long nanos) {
    return nanos < 0 ? null : TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  /** As PostgreSQL writes it. */
  private static @Nullable String position(long lsn) {
    return lsn == -1 ? null : "%X/%X".formatted(lsn >>> 32, lsn & 0xFFFFFFFFL);
  }

  private static @Nullable String until(@Nullable NodeBan ban) {
    if (ban == null) {
      return null;
    }
    return ban.until() == null ? "infinity" : Column.TIME.format(ban.until());
  }

  private static @Nullable String reason(ReplicaView node) {
    return node.ban() != null && node.ban().reason() != null ? node.ban().reason() : node.problem();
  }
}
