package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  private final ServerUser self = new ServerUser("self", 0, 0, List.of());

  @TempDir private Path data = Path.of("/");

  @Test
  void quotesValuesAndPutsTheCallersOverTheDefaults() throws IOException {
    ServerConfig config =
        new ServerConfig(Map.of("fsync", "on", "search_path", "it's\\here"), List.of(), null);
    config.writeTo(data, self, "pg-a", 5432);
    assertThat(Files.readAllLines(data.resolve("postgresql.conf")))
        .contains("fsync = 'on'", "search_path = 'it''s\\\\here'", "cluster_name = 'pg-a'")
        .contains("listen_addresses = '127.0.0.1'", "port = '5432'")
        .doesNotContain("fsync = 'off'");
  }

  @Test
  void alwaysListensOnLoopbackAlone() throws IOException {
    new ServerConfig(Map.of("listen_addresses", "*"), List.of(), null)
        .writeTo(data, self, "pg-a", 5432);
    assertThat(data.resolve("postgresql.conf"))
        .content()
        .contains("listen_addresses = '127.0.0.1'")
        .doesNotContain("*");
  }

  @Test
  void trustsTheSuperuserAndOthersOnlyAsTheLinesSay() throws IOException {
    String line = "host all all 127.0.0.1/32 scram-sha-256";
    new ServerConfig(Map.of(), List.of(line), null).writeTo(data, self, "pg-a", 5432);
    assertThat(Files.readAllLines(data.resolve("pg_hba.conf")))
        .containsExactly(
            "host all postgres 127.0.0.1/32 trust",
            "host replication postgres 127.0.0.1/32 trust",
            line);
  }

  @Test
  void aServerNameThatWouldNotDoForAFolderIsRefused() {
    assertThatThrownBy(() -> PostgresServer.builder().name("../other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("server name '../other' (expected: ");
  }

  @Test
  void aMachineWithoutBinariesIsNamedInTheError() {
    assertThatThrownBy(() -> PostgresBinaries.archiveName("Mac OS X", "aarch64"))
        .isInstanceOf(PostgresServerException.class)
        .hasMessageContaining("mac os x aarch64 (expected: linux on amd64 or aarch64)");
    assertThat(PostgresBinaries.archiveName("Linux", "aarch64")).contains("arm_64");
  }
}
