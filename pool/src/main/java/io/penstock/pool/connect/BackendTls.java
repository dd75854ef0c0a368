package io.penstock.pool.connect;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards one server. Equal to another with the same mode that was made of files with the same
 * content, so that a reload makes a change exactly when they have changed. Any thread.
 */
public final class BackendTls {
  /** No TLS. */
  public static final BackendTls NONE =
      new BackendTls(TlsMode.DISABLE, null, new Pem(null, null, null));

  private final TlsMode mode;
  private final @Nullable SslContext context;
  private final Pem pem;

  private BackendTls(TlsMode mode, @Nullable SslContext context, Pem pem) {
    this.mode = mode;
    this.context = context;
    this.pem = pem;
  }

  /**
   * Reads the certificates that a node's configuration names. Reads files: not for an event loop.
   *
   * @param config null for no TLS
   * @throws SSLException when a file cannot be used
   */
  public static BackendTls of(@Nullable TlsConfig config) throws SSLException {
    if (config == null || config.mode() == TlsMode.DISABLE) {
      return NONE;
    }
    Pem pem = Pem.read(config);
    SslContextBuilder builder = SslContextBuilder.forClient();
    try {
      if (!verifies(config.mode())) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else if (pem.ca() != null) {
        builder.trustManager(new ByteArrayInputStream(pem.ca()));
      }
      if (pem.certificate() != null && pem.key() != null) {
        builder.keyManager(
            new ByteArrayInputStream(pem.certificate()), new ByteArrayInputStream(pem.key()));
      }
    } catch (IllegalArgumentException e) {
      throw new SSLException(e.getMessage() + " " + Pem.names(config), e);
    }
    return new BackendTls(config.mode(), builder.build(), pem);
  }

  /** The same, but TLS or no connection. */
  BackendTls required() {
    return new BackendTls(TlsMode.REQUIRE, context, pem);
  }

  public TlsMode mode() {
    return mode;
  }

  /** Null exactly when the mode is {@link TlsMode#DISABLE}. */
  public @Nullable SslContext context() {
    return context;
  }

  /** Whether a connection without TLS is acceptable. */
  boolean optional() {
    return mode == TlsMode.ALLOW || mode == TlsMode.PREFER;
  }

  /** Whether the certificate must name the host. */
  boolean verifiesHost() {
    return mode == TlsMode.VERIFY_FULL;
  }

  private static boolean verifies(TlsMode mode) {
    return mode == TlsMode.VERIFY_CA || mode == TlsMode.VERIFY_FULL;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BackendTls tls && mode == tls.mode && pem.same(tls.pem);
  }

  @Override
  public int hashCode() {
    return mode.hashCode();
  }

  @Override
  public String toString() {
    return "TLS " + mode;
  }

  /**
   * What the files hold; null where none is named.
   *
   * @param ca null means the platform's own authorities
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by same.
  private record Pem(byte @Nullable [] ca, byte @Nullable [] certificate, byte @Nullable [] key) {
    static Pem read(TlsConfig config) throws SSLException {
      return new Pem(
          verifies(config.mode()) ? bytes(config.ca()) : null,
          bytes(config.certificate()),
          bytes(config.key()));
    }

    private static byte @Nullable [] bytes(@Nullable Path file) throws SSLException {
      try {
        return file == null ? null : Files.readAllBytes(file);
      } catch (IOException e) {
        throw new SSLException("cannot read " + file, e);
      }
    }

    boolean same(Pem other) {
      return Arrays.equals(ca, other.ca)
          && Arrays.equals(certificate, other.certificate)
          && Arrays.equals(key, other.key);
    }

    static String names(TlsConfig config) {
      return "(ca: %s, certificate: %s, key: %s)"
          .formatted(config.ca(), config.certificate(), config.key());
    }
  }
}
