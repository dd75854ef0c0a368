package io.penstock.proxy.console;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One connection, of a client or of a backend, as it was a moment ago.
 *
 * @param id unique among the connections of its kind
 * @param database as clients name it
 * @param state PgBouncer's word: active, idle, waiting, …
 * @param closeNeeded whether RECONNECT has doomed it
 */
public record ConnectionView(
    Kind kind,
    long id,
    String user,
    String database,
    String state,
    Ends ends,
    Times times,
    boolean closeNeeded,
    Link link,
    Traits traits) {
  /** Which side of the proxy. */
  public enum Kind {
    CLIENT("C"),
    SERVER("S");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    String letter() {
      return letter;
    }
  }

  /**
   * From where to where.
   *
   * @param tls protocol and cipher, or empty
   */
  public record Ends(
      String address, int port, @Nullable String localAddress, int localPort, String tls) {
    public static Ends of(
        @Nullable SocketAddress remote, @Nullable SocketAddress local, String tls) {
      return new Ends(host(remote), port(remote), host(local), port(local), tls);
    }

    private static String host(@Nullable SocketAddress address) {
      return address instanceof InetSocketAddress internet
          ? internet.getAddress() == null
              ? internet.getHostString()
              : internet.getAddress().getHostAddress()
          : "unix";
    }

    private static int port(@Nullable SocketAddress address) {
      return address instanceof InetSocketAddress internet ? internet.getPort() : 0;
    }
  }

  /**
   * Since when.
   *
   * @param requested when it last had something to do
   * @param waitNanos how long it has waited for a backend; 0 when it does not wait
   */
  public record Times(Instant connected, Instant requested, long waitNanos) {}

  /**
   * What it is connected with.
   *
   * @param other id of the backend a client has, or of the client that has a backend; 0 for none
   * @param remotePid the process of the PostgreSQL server; 0 when none is known
   */
  public record Link(long other, int remotePid) {
    public static final Link NONE = new Link(0, 0);
  }

  /** What a walsender was asked for. */
  public enum Replication {
    NONE,
    PHYSICAL,
    LOGICAL
  }

  /**
   * The rest.
   *
   * @param pendingBytes written, but not yet taken by the socket
   */
  public record Traits(
      @Nullable String applicationName,
      int preparedStatements,
      long pendingBytes,
      Replication replication) {
    /** Those of an ordinary session. */
    public Traits(@Nullable String applicationName, int preparedStatements, long pendingBytes) {
      this(applicationName, preparedStatements, pendingBytes, Replication.NONE);
    }
  }

  /** Ids are 64 bits here and 32 bits in the tables: the low ones, never negative. */
  static int shown(long id) {
    return (int) (id & Integer.MAX_VALUE);
  }

  /** Whether this is the connection that tables show under this id. */
  public boolean shownAs(long shownId) {
    return shownAs(id, shownId);
  }

  /** Whether tables show the first id as the second. */
  public static boolean shownAs(long id, long shownId) {
    return shown(id) == shownId;
  }

  boolean active() {
    return state.startsWith("active");
  }
}
