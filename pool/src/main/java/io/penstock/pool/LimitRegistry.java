package io.penstock.pool;

import io.penstock.pool.connect.Endpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The caps and back-offs that pools share, one per server and one per user. For any thread. */
final class LimitRegistry {
  private final Map<String, ConnectionCap> nodeCaps = new ConcurrentHashMap<>();
  private final Map<String, ConnectionCap> userCaps = new ConcurrentHashMap<>();
  private final Map<String, Backoff> backoffs = new ConcurrentHashMap<>();

  /** Those of this pool, set to what its spec says. */
  SharedLimits of(PoolSpec spec) {
    String address = spec.endpoint().address();
    ConnectionCap node = nodeCaps.computeIfAbsent(address, any -> new ConnectionCap());
    node.max(spec.caps().node());
    ConnectionCap user = userCaps.computeIfAbsent(spec.user(), any -> new ConnectionCap());
    user.max(spec.caps().user());
    return new SharedLimits(node, user, backoff(spec.endpoint()));
  }

  Backoff backoff(Endpoint endpoint) {
    return backoffs.computeIfAbsent(endpoint.address(), any -> new Backoff());
  }
}
