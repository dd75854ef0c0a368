package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for localhost that the JDK's keytool has made, as PEM files. */
record SelfSigned(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  static SelfSigned in(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            (keytool
                    + " -genkeypair -alias server -keyalg EC -groupname secp256r1 -validity 2"
                    + " -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12"
                    + " -storepass "
                    + PASSWORD
                    + " -keystore "
                    + store)
                .split(" ", -1));
    assertThat(Command.run(command)).matches(Command.Result::succeeded);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] certificate = keys.getCertificate("server").getEncoded();
    byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
    return new SelfSigned(
        Files.writeString(folder.resolve("server.pem"), pem("CERTIFICATE", certificate)),
        Files.writeString(folder.resolve("server.key"), pem("PRIVATE KEY", key)));
  }

  private static String pem(String kind, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, lines);
  }
}
