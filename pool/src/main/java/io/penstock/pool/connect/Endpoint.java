package io.penstock.pool.connect;

/**
 * A PostgreSQL server as a connection needs it.
 *
 * @param node its name in errors, logs and metrics
 * @param host IP address, or a host name that is looked up anew for every connection
 */
public record Endpoint(String node, String host, int port, BackendTls tls) {
  /** An endpoint without TLS. */
  public static Endpoint plain(String node, String host, int port) {
    return new Endpoint(node, host, port, BackendTls.NONE);
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public String address() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  Endpoint requiringTls() {
    return new Endpoint(node, host, port, tls.required());
  }

  @Override
  public String toString() {
    return node.equals(address()) ? node : node + " (" + address() + ")";
  }
}
