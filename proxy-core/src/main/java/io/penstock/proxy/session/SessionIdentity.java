package io.penstock.proxy.session;

import io.penstock.config.PoolMode;
import io.penstock.pool.Backend;
import io.penstock.sql.PinReason;
import io.penstock.wire.backend.ErrorFields;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Who a session is, fixed at login.
 *
 * @param id unique in this process, counted from 1
 * @param processId what BackendKeyData tells the client
 * @param mode how its backends are pooled
 * @param startup the settings of its startup message
 */
public record SessionIdentity(
    long id,
    int processId,
    PoolMode mode,
    Settings startup,
    SocketAddress address,
    boolean tls,
    Instant connected,
    Bounds bounds,
    Services services) {

  /**
   * How much one session may hold.
   *
   * @param maxFrameLength the longest message, in bytes
   * @param clientBuffer how much is kept of a client that has to wait before it is no longer read
   * @param maxStatementBytes all its named prepared statements together
   */
  public record Bounds(int maxFrameLength, int clientBuffer, long maxStatementBytes) {}

  /** What a session needs of the server around it. */
  public interface Services {
    /**
     * Sends a cancel request to the backend.
     *
     * @param done called on the backend's loop: true when the request has arrived, false when
     *     nobody knows whether it has
     */
    void cancel(Backend backend, Consumer<Boolean> done);

    /** The session is gone; on its loop. */
    void ended(long sessionId, DisconnectReason reason);

    /** There was no backend for the client, which was sent this. */
    void refused(long sessionId, ErrorFields error);

    /** The client was sent an error with this SQLSTATE. */
    void failed(String sqlState);

    /** A session was tied to its backend. */
    void pinned(PinReason reason);
  }

  int maxFrameLength() {
    return bounds.maxFrameLength();
  }

  int clientBuffer() {
    return bounds.clientBuffer();
  }

  long maxStatementBytes() {
    return bounds.maxStatementBytes();
  }

  void ended(DisconnectReason reason) {
    services.ended(id, reason);
  }

  void refused(ErrorFields error) {
    services.refused(id, error);
  }

  void pinned(PinReason reason) {
    services.pinned(reason);
  }
}
