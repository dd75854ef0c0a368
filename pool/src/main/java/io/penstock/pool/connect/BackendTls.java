package io.penstock.pool.connect;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import java.io.File;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards one server. Equal only to itself, so that reloaded certificates make a change.
 *
 * @param context null exactly when the mode is {@link TlsMode#DISABLE}
 */
public record BackendTls(TlsMode mode, @Nullable SslContext context) {
  /** No TLS. */
  public static final BackendTls NONE = new BackendTls(TlsMode.DISABLE, null);

  public BackendTls {
    if ((mode == TlsMode.DISABLE) != (context == null)) {
      throw new IllegalArgumentException(
          "TLS mode: " + mode + (context == null ? " without" : " with") + " a context");
    }
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
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (verifies(config.mode())) {
      builder.trustManager(file(config.ca()));
    } else {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    if (config.certificate() != null) {
      builder.keyManager(file(config.certificate()), file(config.key()));
    }
    return new BackendTls(config.mode(), builder.build());
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

  /** Null means the platform's own authorities. */
  private static @Nullable File file(@Nullable Path path) {
    return path == null ? null : path.toFile();
  }
}
