package io.penstock.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Expected hashes are of the DER form of the certificates, computed by sha…sum. */
class TlsServerEndPointTest {

  @Test
  void isTheHashOfTheSignatureAndNeverWeakerThanSha256() throws Exception {
    assertThat(hash("ecdsa-sha384"))
        .isEqualTo(
            "716adeb4d94f8a6f770a3edfb5d4eaf8b4730bfa4e3741392458a05ec19a16f6"
                + "ddf7f38789b010790e28242944ebdace");
    assertThat(hash("ecdsa-sha1"))
        .isEqualTo("3f8b15bc95957c9be8476685d87b6d72788219e5d74e337f6c49b9aac37bef85");
    assertThat(hash("rsa-pss-sha512"))
        .isEqualTo(
            "54a1a0a7bbf0a12857de0ccfcc5435e4530f2c5dd361aca576f85e1ac95d7cba"
                + "2366c0abdd8b159e5ce9de627ada51c73be252b952642bac2f1421ea12c02efd");
  }

  @Test
  void aCertificateWhoseSignatureNamesNoHashHasNone() throws Exception {
    assertThat(hash("ed25519")).isNull();
  }

  private static @Nullable String hash(String name) throws CertificateException, IOException {
    try (InputStream in = TlsServerEndPointTest.class.getResourceAsStream(name + ".pem")) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      Bytes hash = TlsServerEndPoint.of(certificate);
      return hash == null ? null : HexFormat.of().formatHex(hash.toArray());
    }
  }
}
