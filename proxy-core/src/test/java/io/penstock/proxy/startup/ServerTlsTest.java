package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  @TempDir private Path folder = Path.of("");

  private void certificate(String name) throws IOException {
    for (String end : new String[] {"", "-key"}) {
      Files.copy(
          TlsFiles.path(name + end + ".pem"),
          folder.resolve("served" + end + ".pem"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private TlsConfig config(TlsMode mode) {
    return new TlsConfig(
        mode, folder.resolve("served.pem"), folder.resolve("served-key.pem"), null, null);
  }

  @Test
  void reloadingReadsTheFilesAgainAndABadFileChangesNothing() throws IOException {
    certificate("test-server");
    ServerTls tls = Objects.requireNonNull(ServerTls.load(config(TlsMode.PREFER)));
    SslContext first = tls.context();
    certificate("test-server-renewed");
    tls.reload();
    SslContext second = tls.context();
    assertThat(second).isNotSameAs(first);
    Files.writeString(folder.resolve("served.pem"), "not a certificate");
    assertThatThrownBy(tls::reload)
        .isInstanceOf(TlsFilesException.class)
        .hasMessageContaining("served.pem")
        .hasMessageContaining("expected: PEM files");
    assertThat(tls.context()).isSameAs(second);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    certificate("test-server");
    Files.copy(
        TlsFiles.path("test-server-renewed-key.pem"),
        folder.resolve("served-key.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> ServerTls.load(config(TlsMode.PREFER)))
        .isInstanceOf(TlsFilesException.class)
        .hasMessageContaining("is not the one of the certificate");
  }

  @Test
  void aKeyInAnotherFormIsRefusedWithTheFormExpectedAndWithoutItsText() throws IOException {
    certificate("test-server");
    Files.writeString(
        folder.resolve("served-key.pem"),
        "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n");
    assertThatThrownBy(() -> ServerTls.load(config(TlsMode.PREFER)))
        .isInstanceOf(TlsFilesException.class)
        .hasMessageContaining("PKCS#8")
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void withoutTlsConfiguredOrUnderDisableThereIsNone() {
    assertThat(ServerTls.load(null)).isNull();
    assertThat(ServerTls.load(config(TlsMode.DISABLE))).isNull();
  }
}
