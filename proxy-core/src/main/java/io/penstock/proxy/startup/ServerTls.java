package io.penstock.proxy.startup;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate shown to clients. Connections that are up keep the one they began with. Safe on
 * any thread.
 */
public final class ServerTls {
  /** What a client must name by ALPN when it begins with TLS at once. */
  static final String APPLICATION_PROTOCOL = "postgresql";

  private final TlsConfig config;
  private volatile SslContext context;

  private ServerTls(TlsConfig config, SslContext context) {
    this.config = config;
    this.context = context;
  }

  /**
   * Reads the files. Blocks.
   *
   * @param config {@code listen.tls}
   * @return null when no TLS is to be offered
   * @throws TlsFilesException when they cannot be read, or do not belong together
   */
  public static @Nullable ServerTls load(@Nullable TlsConfig config) {
    return config == null || config.mode() == TlsMode.DISABLE
        ? null
        : new ServerTls(config, read(config));
  }

  /**
   * Reads the files again, for whoever connects from now on. Blocks.
   *
   * @throws TlsFilesException when that fails: the old certificate stays
   */
  public void reload() {
    context = read(config);
  }

  SslContext context() {
    return context;
  }

  private static SslContext read(TlsConfig config) {
    Path certificate = config.certificate();
    Path key = config.key();
    if (certificate == null || key == null) {
      throw new TlsFilesException("listen.tls: certificate and key are needed", null);
    }
    CertificateFiles files = CertificateFiles.read(certificate, key);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(files.key(), files.chain())
              .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      APPLICATION_PROTOCOL));
      Path clientCa = config.clientCa();
      if (clientCa != null) {
        // Asked for, not demanded: who must have one is told so by a proper error later.
        builder.trustManager(clientCa.toFile()).clientAuth(ClientAuth.OPTIONAL);
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsFilesException(
          "listen.tls: TLS cannot be set up with " + certificate + ": " + e.getMessage(), e);
    }
  }
}
