package io.penstock.pool.connect;

import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ways a connection to one endpoint fails, in words. */
final class ConnectFailures {
  private final Endpoint endpoint;

  ConnectFailures(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  ConnectFailure unknownHost(Throwable cause) {
    return new ConnectFailure(
        ConnectFailureReason.UNKNOWN_HOST,
        SqlState.CANNOT_CONNECT_NOW,
        "cannot connect to node %s: host name \"%s\" is unknown"
            .formatted(endpoint, endpoint.host()),
        "Check the node's host, and the name service of the proxy's machine.",
        cause);
  }

  ConnectFailure unreachable(@Nullable Throwable cause) {
    return new ConnectFailure(
        ConnectFailureReason.UNREACHABLE,
        SqlState.CANNOT_CONNECT_NOW,
        "cannot connect to node %s: %s".formatted(endpoint, text(cause)),
        "Check that PostgreSQL runs there and accepts connections from the proxy's machine.",
        cause);
  }

  ConnectFailure closedDuringLogin(@Nullable Throwable cause) {
    return new ConnectFailure(
        ConnectFailureReason.UNREACHABLE,
        SqlState.CANNOT_CONNECT_NOW,
        "node %s closed the connection during the login%s"
            .formatted(endpoint, cause == null ? "" : ": " + text(cause)),
        "See the server's log.",
        cause);
  }

  ConnectFailure timeout(Duration timeout, String stage) {
    return new ConnectFailure(
        ConnectFailureReason.TIMEOUT,
        SqlState.CANNOT_CONNECT_NOW,
        "cannot connect to node %s: no answer within %d ms while %s"
            .formatted(endpoint, timeout.toMillis(), stage),
        "Check that PostgreSQL answers there, or raise pool.connect-timeout.",
        null);
  }

  ConnectFailure tls(Throwable cause) {
    return new ConnectFailure(
        ConnectFailureReason.TLS,
        SqlState.CANNOT_CONNECT_NOW,
        "cannot connect to node %s: TLS failed: %s".formatted(endpoint, text(cause)),
        "Check the node's tls.mode and tls.ca, and the server's certificate.",
        cause);
  }

  ConnectFailure tlsNotOffered() {
    return new ConnectFailure(
        ConnectFailureReason.TLS,
        SqlState.CANNOT_CONNECT_NOW,
        "cannot connect to node %s: it does not offer TLS (expected by tls.mode %s)"
            .formatted(endpoint, endpoint.tls().mode()),
        "Switch ssl on in its postgresql.conf, or change the node's tls.mode.",
        null);
  }

  /** The server's own error. */
  ConnectFailure refused(ErrorResponse error) {
    ErrorFields fields = error.fields();
    String sqlState = Objects.requireNonNullElse(fields.sqlState(), SqlState.CONNECTION_FAILURE);
    ConnectFailureReason reason =
        switch (sqlState.length() < 2 ? "" : sqlState.substring(0, 2)) {
          case "57" -> ConnectFailureReason.SHUT;
          case "53", "58", "XX" -> ConnectFailureReason.UNAVAILABLE;
          default -> ConnectFailureReason.REJECTED;
        };
    return new ConnectFailure(
        reason,
        sqlState,
        "node %s refuses the login: %s".formatted(endpoint, fields.message()),
        fields.hint(),
        error,
        null);
  }

  ConnectFailure credentials(String asked, String needed) {
    return new ConnectFailure(
        ConnectFailureReason.CREDENTIALS,
        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
        "node %s asks for %s, which the proxy cannot answer (expected: %s)"
            .formatted(endpoint, asked, needed),
        "Give the user a plain password in the configuration, or change the server's pg_hba.conf.");
  }

  ConnectFailure protocol(ProtocolException cause) {
    boolean aboutSecrets = cause.sqlState().startsWith("28");
    return new ConnectFailure(
        aboutSecrets ? ConnectFailureReason.CREDENTIALS : ConnectFailureReason.PROTOCOL,
        cause.sqlState(),
        "login to node %s failed: %s".formatted(endpoint, cause.getMessage()),
        Objects.requireNonNullElse(cause.hint(), "See the server's log."),
        cause);
  }

  private static String text(@Nullable Throwable cause) {
    if (cause == null) {
      return "the connection was closed";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
