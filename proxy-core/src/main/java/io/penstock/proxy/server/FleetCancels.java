package io.penstock.proxy.server;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.penstock.config.FleetConfig;
import io.penstock.config.PeerConfig;
import io.penstock.pool.connect.CancelSender;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.Endpoint;
import io.penstock.wire.Bytes;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.frontend.CancelRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on cancel requests whose session is another proxy's: behind a load balancer they arrive
 * anywhere. A key of protocol 3.2 names its proxy; one of 3.0 has no room for that, so all are
 * asked. What was passed on is marked, and never passed on again. Any thread.
 */
final class FleetCancels {
  private static final Logger LOG = LoggerFactory.getLogger(FleetCancels.class);

  /** No key that a proxy gives out is as long as this and one of them together. */
  private static final byte[] MARK = "penstock".getBytes(StandardCharsets.US_ASCII);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Anybody may send such requests, and each is one connection to every peer. */
  private static final int MOST_AT_ONCE = 256;

  private final Supplier<FleetConfig> fleet;
  private final CancelSender sender;
  private final EventLoopGroup loops;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Peers that could not be reached when they were asked last: told of once. */
  private final Set<Integer> away = ConcurrentHashMap.newKeySet();

  FleetCancels(Supplier<FleetConfig> fleet, CancelSender sender, EventLoopGroup loops) {
    this.fleet = fleet;
    this.sender = sender;
    this.loops = loops;
  }

  /** Whether another proxy has passed this request on. */
  static boolean isPassedOn(CancelRequest request) {
    byte[] key = request.secretKey().toArray();
    return CancelKeys.isGivenOut(key.length - MARK.length)
        && Arrays.equals(key, 0, MARK.length, MARK, 0, MARK.length);
  }

  /** The request as its client sent it. */
  static CancelRequest original(CancelRequest passedOn) {
    byte[] key = passedOn.secretKey().toArray();
    return new CancelRequest(
        passedOn.processId(), Bytes.of(Arrays.copyOfRange(key, MARK.length, key.length)));
  }

  private static BackendKeyData marked(CancelRequest request) {
    byte[] key = request.secretKey().toArray();
    byte[] marked = Arrays.copyOf(MARK, MARK.length + key.length);
    System.arraycopy(key, 0, marked, MARK.length, key.length);
    return new BackendKeyData(request.processId(), Bytes.of(marked));
  }

  /**
   * Tells whichever proxies may have the session.
   *
   * @param done runs once, when all of them have carried it out, or could not be reached
   * @return false if there is nobody to tell, or too many are being told; then {@code done} does
   *     not run
   */
  boolean passOn(CancelRequest request, Runnable done) {
    if (!CancelKeys.isGivenOut(request.secretKey().length())) {
      return false;
    }
    List<PeerConfig> asked = asked(CancelKeys.fleetId(request.secretKey()));
    if (asked.isEmpty()) {
      return false;
    }
    if (underWay.incrementAndGet() > MOST_AT_ONCE) {
      underWay.decrementAndGet();
      return false;
    }
    BackendKeyData marked = marked(request);
    AtomicInteger left = new AtomicInteger(asked.size());
    EventLoop loop = loops.next();
    for (PeerConfig peer : asked) {
      Endpoint endpoint = Endpoint.plain("fleet peer " + peer.id(), peer.host(), peer.port());
      sender.send(
          loop,
          endpoint,
          marked,
          TIMEOUT,
          failure -> {
            told(peer, failure);
            if (left.decrementAndGet() == 0) {
              underWay.decrementAndGet();
              done.run();
            }
          });
    }
    return true;
  }

  private void told(PeerConfig peer, @Nullable ConnectFailure failure) {
    if (failure == null) {
      away.remove(peer.id());
    } else if (away.add(peer.id())) {
      LOG.warn("a cancel request could not be passed on: {}", failure.message());
    }
  }

  private List<PeerConfig> asked(int owner) {
    FleetConfig known = fleet.get();
    if (owner == known.id() && owner != 0) {
      return List.of();
    }
    return known.peers().stream()
        .filter(peer -> peer.id() != known.id() && (owner == 0 || peer.id() == owner))
        .toList();
  }
}
