package io.penstock.pool.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Authorities of a PEM file that may sign the certificates of HTTPS servers. */
public final class TrustedAuthorities {
  private TrustedAuthorities() {}

  /**
   * What trusts these authorities and no others. Reads the file.
   *
   * @throws IllegalStateException when there is no certificate in it, or it cannot be read
   */
  public static SSLContext read(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        store.setCertificateEntry("ca-" + count++, authority);
      }
      if (count == 0) {
        throw new IOException("found no certificate (expected: PEM)");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("patroni.ca: " + file + ": " + e.getMessage(), e);
    }
  }
}
