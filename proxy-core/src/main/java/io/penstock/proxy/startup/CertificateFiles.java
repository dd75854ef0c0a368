package io.penstock.proxy.startup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A certificate chain, own certificate first, and the private key that belongs to it. */
record CertificateFiles(PrivateKey key, List<X509Certificate> chain) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = {1, 2, 3};

  /**
   * Reads both files. That they belong together is found out here: the TLS library would fail in
   * every handshake instead.
   *
   * @throws TlsFilesException saying which file is wrong and how
   */
  static CertificateFiles read(Path certificate, Path key) {
    List<X509Certificate> chain = chain(certificate);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey privateKey = key(key, publicKey.getAlgorithm());
    try {
      if (!belongTogether(privateKey, publicKey)) {
        throw new TlsFilesException(
            "listen.tls: the key in "
                + key
                + " is not the one of the certificate in "
                + certificate,
            null);
      }
    } catch (GeneralSecurityException e) {
      throw unusable(key, "a key that fits " + certificate, e);
    }
    return new CertificateFiles(privateKey, chain);
  }

  private static List<X509Certificate> chain(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map((Certificate found) -> (X509Certificate) found)
              .toList();
      if (chain.isEmpty()) {
        throw new CertificateException("no certificate in it");
      }
      return chain;
    } catch (IOException | CertificateException e) {
      throw unusable(file, "PEM files, the server's own certificate first", e);
    }
  }

  private static PrivateKey key(Path file, String algorithm) {
    String expected = "PEM files, the key unencrypted in PKCS#8: BEGIN PRIVATE KEY";
    try {
      Matcher pem = PKCS8.matcher(Files.readString(file));
      if (!pem.find()) {
        throw unusable(file, expected, null);
      }
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw unusable(file, "a key of the certificate's kind, " + algorithm, e);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(file, expected, e);
    }
  }

  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(privateKey);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static TlsFilesException unusable(Path file, String expected, @Nullable Exception cause) {
    String found = cause == null ? "" : ": " + cause.getMessage();
    return new TlsFilesException(
        "listen.tls: cannot use " + file + found + " (expected: " + expected + ")", cause);
  }
}
