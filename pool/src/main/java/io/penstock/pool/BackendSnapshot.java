package io.penstock.pool;

import io.netty.handler.ssl.SslHandler;
import java.util.Locale;
import java.util.Map;

/**
 * A backend as it was a moment ago, for the console.
 *
 * @param state idle, leased or closing
 * @param closeNeeded whether RECONNECT has doomed it
 */
public record BackendSnapshot(
    long id,
    int processId,
    String state,
    boolean closeNeeded,
    long createdNanos,
    long lastUsedNanos,
    long leaseCount,
    long lastSession,
    String localAddress,
    boolean tls,
    Map<String, String> parameters) {
  static BackendSnapshot of(Backend backend) {
    return new BackendSnapshot(
        backend.id(),
        backend.processId(),
        backend.state().name().toLowerCase(Locale.ROOT),
        backend.pool().rules().isOutdated(backend),
        backend.createdNanos(),
        backend.lastUsedNanos(),
        backend.leaseCount(),
        backend.lastSession(),
        String.valueOf(backend.channel().localAddress()),
        backend.channel().pipeline().get(SslHandler.class) != null,
        backend.parameters().copy());
  }
}
