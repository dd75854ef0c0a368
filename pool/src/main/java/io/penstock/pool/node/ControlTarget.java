package io.penstock.pool.node;

import io.penstock.config.Secret;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import org.jspecify.annotations.Nullable;

/**
 * Where the proxy sends SQL of its own, and as whom.
 *
 * @param node the node's name
 * @param database on the backend
 * @param password null where none is needed
 * @param tls null for none
 */
public record ControlTarget(
    String node,
    String host,
    int port,
    String database,
    String user,
    @Nullable Secret password,
    @Nullable TlsConfig tls) {
  String jdbcUrl() {
    String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "jdbc:postgresql://" + address + ":" + port + "/";
  }

  /** pgjdbc's sslmode; allow and prefer fall back to plain there too. */
  String sslMode() {
    return switch (tls == null ? TlsMode.DISABLE : tls.mode()) {
      case DISABLE -> "disable";
      case ALLOW -> "allow";
      case PREFER -> "prefer";
      case REQUIRE -> "require";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL -> "verify-full";
    };
  }

  @Override
  public String toString() {
    return "%s (%s:%d/%s as %s)".formatted(node, host, port, database, user);
  }
}
