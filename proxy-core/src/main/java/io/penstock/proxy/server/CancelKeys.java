package io.penstock.proxy.server;

import io.penstock.wire.Bytes;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which clients may cancel. They are the proxy's own: a key never tells anything of a
 * backend, and is worth nothing once its session has ended. Any thread.
 */
final class CancelKeys {
  /** Protocol 3.0 has room for four bytes; 3.2 takes as many as PostgreSQL 18 sends. */
  private static final int SHORT_KEY = 4;

  private static final int LONG_KEY = 32;

  private final int fleetId;

  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger lastProcessId = new AtomicInteger(random.nextInt(1 << 20));
  private final ConcurrentHashMap<CancelKey, Cancellable> sessions = new ConcurrentHashMap<>();

  /** Whatever can be cancelled. */
  @FunctionalInterface
  interface Cancellable {
    /**
     * Cancels what runs, if anything does; on any thread.
     *
     * @param done runs once, when the cancel has arrived or there was nothing to cancel
     */
    void cancel(Runnable done);
  }

  /** Sessions may share a process id, that of the backend which served both at first. */
  private record CancelKey(int processId, Bytes key) {}

  /**
   * @param fleetId this proxy's number among those that pass cancel requests on; 0 if it has none
   */
  CancelKeys(int fleetId) {
    this.fleetId = fleetId;
  }

  Bytes newKey(boolean longKeys) {
    byte[] key = new byte[longKeys ? LONG_KEY : SHORT_KEY];
    random.nextBytes(key);
    if (longKeys && fleetId != 0) {
      // 240 bits are left to chance.
      key[0] = (byte) (fleetId >> 8);
      key[1] = (byte) fleetId;
    }
    return Bytes.of(key);
  }

  /** Whether keys have this length. */
  static boolean isGivenOut(int length) {
    return length == SHORT_KEY || length == LONG_KEY;
  }

  /** The number of the proxy that gave out this key; 0 where the key does not tell. */
  static int fleetId(Bytes key) {
    return key.length() < LONG_KEY
        ? 0
        : Byte.toUnsignedInt(key.at(0)) << 8 | Byte.toUnsignedInt(key.at(1));
  }

  /** A process id for a session that knows of no backend yet. */
  int newProcessId() {
    return lastProcessId.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
  }

  /** Makes the key good for cancelling this session. */
  void register(int processId, Bytes key, Cancellable session) {
    sessions.put(new CancelKey(processId, key), session);
  }

  void remove(int processId, Bytes key) {
    sessions.remove(new CancelKey(processId, key));
  }

  /** The session whose key this is; what is compared byte by byte is so in constant time. */
  @Nullable Cancellable find(int processId, Bytes key) {
    return sessions.get(new CancelKey(processId, key));
  }
}
