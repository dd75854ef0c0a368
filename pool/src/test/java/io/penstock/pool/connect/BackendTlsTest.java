package io.penstock.pool.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTlsTest {
  @TempDir private Path folder;

  private Path ca() {
    return folder.resolve("ca.crt");
  }

  private void writeCa(String name) throws IOException {
    Files.copy(TestTls.file(name), ca(), StandardCopyOption.REPLACE_EXISTING);
  }

  private BackendTls read(TlsMode mode) throws SSLException {
    return BackendTls.of(
        new TlsConfig(mode, TestTls.file("client.crt"), TestTls.file("client.key"), null, ca()));
  }

  @Test
  void theSameFilesMakeAnEqualTlsAndChangedOnesAnother() throws IOException {
    writeCa("server.crt");
    BackendTls before = read(TlsMode.VERIFY_CA);
    assertThat(read(TlsMode.VERIFY_CA)).isEqualTo(before).hasSameHashCodeAs(before);
    assertThat(read(TlsMode.VERIFY_FULL)).isNotEqualTo(before);
    assertThat(BackendTls.of(new TlsConfig(TlsMode.VERIFY_CA, null, null, null, ca())))
        .isNotEqualTo(before);
    writeCa("other.crt");
    assertThat(read(TlsMode.VERIFY_CA)).isNotEqualTo(before);
  }

  @Test
  void anAuthorityThatIsNotUsedMakesNoDifference() throws IOException {
    writeCa("server.crt");
    BackendTls before = read(TlsMode.REQUIRE);
    writeCa("other.crt");
    assertThat(read(TlsMode.REQUIRE)).isEqualTo(before);
  }

  @Test
  void aFileThatCannotBeUsedIsNamed() throws IOException {
    assertThatThrownBy(() -> read(TlsMode.VERIFY_CA))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(ca().toString());
    Files.writeString(ca(), "no certificate");
    assertThatThrownBy(() -> read(TlsMode.VERIFY_CA))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(ca().toString());
  }
}
