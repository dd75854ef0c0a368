package io.penstock.wire.auth;

import io.penstock.wire.Bytes;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** RFC 5929's tls-server-end-point: what binds a SCRAM exchange to the server's certificate. */
public final class TlsServerEndPoint {
  private TlsServerEndPoint() {}

  /**
   * The certificate's hash by the algorithm of its signature, SHA-256 in place of MD5 and SHA-1, or
   * null when the signature names no single hash (Ed25519, Ed448, an unknown algorithm).
   */
  public static @Nullable Bytes of(X509Certificate certificate) {
    try {
      String hash = signatureHash(certificate);
      return hash == null
          ? null
          : Bytes.of(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      return null;
    }
  }

  private static @Nullable String signatureHash(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (algorithm.equals("RSASSA-PSS")) {
      byte[] encoded = certificate.getSigAlgParams();
      if (encoded == null) {
        return null;
      }
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(encoded);
      return atLeastSha256(
          parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
    }
    int with = algorithm.indexOf("WITH");
    return with < 0 ? null : atLeastSha256(algorithm.substring(0, with));
  }

  private static String atLeastSha256(String hash) {
    return switch (hash.toUpperCase(Locale.ROOT).replace("SHA-", "SHA")) {
      case "MD5", "SHA1", "SHA256" -> "SHA-256";
      case "SHA224" -> "SHA-224";
      case "SHA384" -> "SHA-384";
      case "SHA512" -> "SHA-512";
      default -> hash;
    };
  }
}
