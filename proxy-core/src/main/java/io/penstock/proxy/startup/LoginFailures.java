package io.penstock.proxy.startup;

import io.penstock.wire.frontend.StartupMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs who was not let in and why, a few times a minute for each address, so that nobody can fill
 * the disk with it. Safe on any thread.
 */
final class LoginFailures {
  private static final Logger LOG = LoggerFactory.getLogger(LoginFailures.class);
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int PER_ADDRESS = 10;
  private static final int MAX_ADDRESSES = 10_000;

  private final LongSupplier nanoTime;
  private final Map<SocketAddress, Integer> logged = new HashMap<>();
  private long windowStart;
  private long suppressed;

  LoginFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /** A client at this address was refused; true when it was logged. */
  boolean refused(SocketAddress address, @Nullable StartupMessage startup, Refusal refusal) {
    if (!mayLog(host(address))) {
      return false;
    }
    LOG.info(
        "login refused: user {} database {} address {}: {} ({})",
        startup == null ? "-" : LogText.name(startup.user()),
        startup == null ? "-" : LogText.name(startup.database()),
        address,
        LogText.printable(refusal.reason(), Integer.MAX_VALUE),
        refusal.sqlState());
    return true;
  }

  private synchronized boolean mayLog(SocketAddress host) {
    long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW_NANOS) {
      if (suppressed > 0) {
        LOG.info("{} further refused logins were not logged in the last minute", suppressed);
      }
      logged.clear();
      suppressed = 0;
      windowStart = now;
    }
    boolean room = logged.size() < MAX_ADDRESSES || logged.containsKey(host);
    if (room && logged.merge(host, 1, Integer::sum) <= PER_ADDRESS) {
      return true;
    }
    suppressed++;
    return false;
  }

  /** The address without the port, which differs each time. */
  private static SocketAddress host(SocketAddress address) {
    if (address instanceof InetSocketAddress socket) {
      InetAddress host = socket.getAddress();
      return host == null ? address : new InetSocketAddress(host, 0);
    }
    return address;
  }
}
