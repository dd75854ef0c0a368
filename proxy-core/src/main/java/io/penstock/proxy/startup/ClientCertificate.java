package io.penstock.proxy.startup;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The certificate a client showed, which TLS has verified.
 *
 * @param commonName null when the certificate has none, or several
 */
record ClientCertificate(@Nullable String commonName) {
  /** The client's certificate; null when it showed none. */
  static @Nullable ClientCertificate of(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own
          ? new ClientCertificate(commonName(own))
          : null;
    } catch (SSLPeerUnverifiedException showedNone) {
      return null;
    }
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN") && rdn.getValue() instanceof String name) {
          names.add(name);
        }
      }
    } catch (InvalidNameException unreadable) {
      return null;
    }
    return names.size() == 1 ? names.getFirst() : null;
  }
}
