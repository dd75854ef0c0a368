package io.penstock.proxy.startup;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The certificates for tests, and configurations that name them. */
final class TlsFiles {
  private TlsFiles() {}

  static Path path(String name) {
    try {
      return Path.of(Objects.requireNonNull(TlsFiles.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String listen(String mode) {
    return "listen: {tls: {mode: %s, certificate: %s, key: %s}}\n"
        .formatted(mode, path("test-server.pem"), path("test-server-key.pem"));
  }

  static String listenAskingForCertificates(String mode) {
    return "listen: {tls: {mode: %s, certificate: %s, key: %s, client-ca: %s}}\n"
        .formatted(mode, path("test-server.pem"), path("test-server-key.pem"), path("test-ca.pem"));
  }
}
