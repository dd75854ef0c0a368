package io.penstock.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A throw-away certificate for loopback, made by the JDK's keytool: every server gets the same one,
 * so that a handshake costs each the same arithmetic. Both files are PEM.
 */
public record Certificate(Path chain, Path key) {
  private static final String PASSWORD = "throw-away";
  private static final String ALIAS = "server";

  /** Makes one, with a P-256 key, in this folder. */
  public static Certificate in(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("server.p12");
    Program.output(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "2",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString()));
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] chain = keys.getCertificate(ALIAS).getEncoded();
      byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
      return new Certificate(
          Files.writeString(folder.resolve("server.pem"), pem("CERTIFICATE", chain)),
          Files.writeString(folder.resolve("server.key"), pem("PRIVATE KEY", key)));
    } catch (GeneralSecurityException e) {
      throw new BenchException("keytool made a key store that cannot be read: " + e.getMessage());
    }
  }

  private static String pem(String kind, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, lines);
  }
}
