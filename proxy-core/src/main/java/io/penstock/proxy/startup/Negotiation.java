package io.penstock.proxy.startup;

import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;

/**
 * What may come before the startup message: SSLRequest and GSSENCRequest, each once, in either
 * order, and nothing more once one of them was accepted; or TLS at once. Confined to one thread.
 */
final class Negotiation {
  private static final byte TLS_HANDSHAKE_RECORD = 0x16;

  private final boolean tlsOffered;
  private boolean begun;
  private boolean sslRequested;
  private boolean gssRequested;
  private boolean encrypted;
  private boolean direct;

  Negotiation(boolean tlsOffered) {
    this.tlsOffered = tlsOffered;
  }

  /** Whether the connection's first byte begins a TLS handshake; to be asked at that byte. */
  boolean beginsWithTls(byte first) {
    boolean tls = !begun && first == TLS_HANDSHAKE_RECORD;
    begun = true;
    direct |= tls;
    return tls;
  }

  boolean begun() {
    return begun;
  }

  boolean tlsOffered() {
    return tlsOffered;
  }

  /** TLS is up. */
  void encrypted() {
    encrypted = true;
  }

  boolean isEncrypted() {
    return encrypted;
  }

  /** Whether the client began with TLS instead of asking for it. */
  boolean direct() {
    return direct;
  }

  /**
   * An SSLRequest came; whether TLS begins now.
   *
   * @param bytesBeyond how much came together with it
   */
  boolean sslRequest(int bytesBeyond) {
    if (sslRequested) {
      throw repeated("SSLRequest");
    }
    sslRequested = true;
    requireNothing(bytesBeyond, "received unencrypted data after SSL request");
    return tlsOffered && !encrypted;
  }

  /** A GSSENCRequest came; it is always declined. */
  void gssRequest(int bytesBeyond) {
    if (gssRequested || (encrypted && sslRequested)) {
      throw repeated("GSSENCRequest");
    }
    gssRequested = true;
    requireNothing(bytesBeyond, "received unencrypted data after GSSAPI encryption request");
  }

  private static void requireNothing(int bytesBeyond, String message) {
    if (bytesBeyond > 0) {
      throw new ProtocolException(
          SqlState.PROTOCOL_VIOLATION,
          message + ": " + bytesBeyond + " bytes (expected: none before the answer)",
          "This is a fault of the driver, or somebody between it and the proxy injected the data.");
    }
  }

  /** PostgreSQL takes a second one for a protocol version it does not know. */
  private static ProtocolException repeated(String what) {
    return new ProtocolException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "unexpected " + what + " (expected: a startup message of protocol 3.0 to 3.2)",
        "The client has asked for encryption before; it must go on with the answer it got.");
  }
}
