package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {
  @TempDir private Path folder = Path.of("/");

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

  @Test
  void unpacksFilesFoldersAndLinksWithTheirModes() throws IOException {
    entry('5', "bin/", "0000755", "", new byte[0]);
    entry('0', "bin/program", "0000755", "", "run".getBytes(StandardCharsets.US_ASCII));
    entry('0', "share/deep/text", "0000644", "", new byte[513]);
    entry('2', "bin/link", "0000777", "program", new byte[0]);
    end();

    unpack();

    assertThat(folder.resolve("bin/link")).isSymbolicLink().hasContent("run");
    assertThat(folder.resolve("bin/program")).isExecutable();
    assertThat(folder.resolve("share/deep/text")).hasSize(513);
    assertThat(Files.getPosixFilePermissions(folder.resolve("share/deep/text")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void refusesAFileOutsideTheTarget() throws IOException {
    entry('0', "../outside", "0000644", "", new byte[1]);
    assertThatThrownBy(this::unpack)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside (expected: below ");
    assertThat(folder.resolveSibling("outside")).doesNotExist();
  }

  @Test
  void refusesALinkThatLeavesTheTarget() throws IOException {
    entry('2', "link", "0000777", "../../etc", new byte[0]);
    assertThatThrownBy(this::unpack).isInstanceOf(IOException.class).hasMessageContaining("below");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesADevice() throws IOException {
    entry('3', "device", "0000644", "", new byte[0]);
    assertThatThrownBy(this::unpack)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("type '3' (expected: 0, 2 or 5)");
  }

  @Test
  void refusesAFileThatEndsEarly() throws IOException {
    entry('0', "file", "0000644", "", new byte[2000]);
    byte[] cut = Arrays.copyOf(archive.toByteArray(), 512 + 1000);
    assertThatThrownBy(() -> TarArchive.unpack(new ByteArrayInputStream(cut), folder))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("1000 bytes before the end");
  }

  @Test
  void refusesASizeThatIsNoNumberOrTooLarge() throws IOException {
    entry('0', "file", "0000644", "", new byte[0]);
    byte[] bytes = archive.toByteArray();
    bytes[124] = 'x';
    assertThatThrownBy(() -> TarArchive.unpack(new ByteArrayInputStream(bytes), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: octal digits");
    bytes[124] = '7';
    assertThatThrownBy(() -> TarArchive.unpack(new ByteArrayInputStream(bytes), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: <= 1073741824");
  }

  private void unpack() throws IOException {
    TarArchive.unpack(new ByteArrayInputStream(archive.toByteArray()), folder);
  }

  private void entry(char type, String name, String mode, String link, byte[] content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, mode);
    put(header, 124, "%011o".formatted(content.length));
    header[156] = (byte) type;
    put(header, 157, link);
    archive.write(header);
    archive.write(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
  }

  private void end() throws IOException {
    archive.write(new byte[1024]);
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
