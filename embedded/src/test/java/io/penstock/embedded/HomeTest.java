package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HomeTest {
  private Path parent = Path.of("/");

  @BeforeEach
  void createParent() throws IOException {
    parent = Files.createTempDirectory("penstock-embedded-test-");
    setMode(parent, "rwxr-xr-x");
  }

  @AfterEach
  void deleteParent() throws IOException {
    setMode(parent, "rwxr-xr-x");
    Folders.delete(parent);
  }

  @Test
  void isCreatedWithItsFoldersAndOpenedAgain() {
    Home home = Home.at(parent.resolve("home"));
    assertThat(home.binaries()).isDirectory();
    assertThat(home.templates()).isDirectory();
    assertThat(home.servers()).isDirectory();
    assertThat(Home.at(parent.resolve("home"))).isEqualTo(home);
  }

  @Test
  void isRefusedIfOthersMayWriteThere() throws IOException {
    Path open = Files.createDirectory(parent.resolve("home"));
    setMode(open, "rwxrwxrwx");
    assertThatThrownBy(() -> Home.at(open))
        .isInstanceOf(PostgresServerException.class)
        .hasMessageContaining("with mode rwxrwxrwx (expected: a folder of uid ");
  }

  @Test
  void isRefusedIfItIsALinkToAnotherFolder() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("home"), parent);
    assertThatThrownBy(() -> Home.at(link))
        .isInstanceOf(PostgresServerException.class)
        .hasMessageContaining("expected: a folder of uid ");
  }

  @Test
  void isRefusedIfTheServersAccountCannotEnterIt() throws IOException {
    Path closed = Files.createDirectory(parent.resolve("home"));
    setMode(closed, "---------");
    assertThatThrownBy(() -> Home.at(closed))
        .isInstanceOf(PostgresServerException.class)
        .hasMessageContaining("cannot be entered by ");
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
