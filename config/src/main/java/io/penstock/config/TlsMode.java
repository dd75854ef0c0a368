package io.penstock.config;

/** How much TLS a connection asks for, in the words of libpq's sslmode. */
public enum TlsMode {
  /** Never TLS. */
  DISABLE,

  /** Plain unless the other side insists on TLS. */
  ALLOW,

  /** TLS when the other side can. */
  PREFER,

  /** TLS or no connection; the certificate is not verified. */
  REQUIRE,

  /** TLS, and the peer's certificate must be signed by the configured authority. */
  VERIFY_CA,

  /** As {@link #VERIFY_CA}, and the certificate must name the host, or the user. */
  VERIFY_FULL
}
