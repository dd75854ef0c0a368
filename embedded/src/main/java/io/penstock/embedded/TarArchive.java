package io.penstock.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Unpacks the tar archives that the PostgreSQL binaries come in: plain files, folders and symbolic
 * links with names of at most 100 bytes. Anything else in an archive is refused.
 *
 * <pre>
 *   0      100   108   116   124     136     148        156    157        257
 *   +------+-----+-----+-----+-------+-------+----------+------+----------+----
 *   | name | mode| uid | gid | size  | time  | checksum | type | link     | ...   512 bytes
 *   +------+-----+-----+-----+-------+-------+----------+------+----------+----
 * </pre>
 */
final class TarArchive {
  private static final int BLOCK = 512;
  private static final long MAX_FILE_SIZE = 1L << 30;

  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private final InputStream in;
  private final Path target;
  private final byte[] header = new byte[BLOCK];
  private final byte[] buffer = new byte[64 * 1024];

  private TarArchive(InputStream in, Path target) {
    this.in = in;
    this.target = target.toAbsolutePath().normalize();
  }

  /**
   * Writes every entry below the target folder, which must exist. Everybody may read it all,
   * whatever the umask, and run what is marked as executable; the owner is the current user.
   *
   * @throws IOException if the archive is damaged, or would write outside the target
   */
  static void unpack(InputStream in, Path target) throws IOException {
    TarArchive archive = new TarArchive(in, target);
    while (archive.readHeader()) {
      archive.unpackEntry();
    }
  }

  /** False at the end: a block of zeros, or nothing more. */
  private boolean readHeader() throws IOException {
    int read = in.readNBytes(header, 0, BLOCK);
    if (read == 0) {
      return false;
    }
    if (read < BLOCK) {
      throw new EOFException("tar header of " + read + " bytes (expected: " + BLOCK + ")");
    }
    return header[0] != 0;
  }

  private void unpackEntry() throws IOException {
    Path path = inside(target.resolve(text(0, 100)));
    long size = number(124, 12);
    if (size > MAX_FILE_SIZE) {
      throw new IOException("tar entry of " + size + " bytes (expected: <= " + MAX_FILE_SIZE + ")");
    }
    createFolder(inside(path.resolveSibling("")));
    switch (header[156]) {
      case '0', 0 -> unpackFile(path, size);
      case '5' -> {
        createFolder(path);
        return;
      }
      case '2' -> {
        Path link = Path.of(text(157, 100));
        inside(path.resolveSibling(link));
        Files.createSymbolicLink(path, link);
        return;
      }
      default ->
          throw new IOException(
              "tar entry of type '%c' (expected: 0, 2 or 5)".formatted((char) header[156]));
    }
    boolean executable = (number(100, 8) & 0100) != 0;
    Files.setPosixFilePermissions(path, executable ? OPEN : READABLE);
  }

  /** Not every folder has an entry of its own in the archive. */
  private void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      createFolder(inside(folder.resolveSibling("")));
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, OPEN);
    }
  }

  private void unpackFile(Path path, long size) throws IOException {
    try (OutputStream out = Files.newOutputStream(path)) {
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("tar archive ends " + left + " bytes before the end of a file");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
  }

  private Path inside(Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(target)) {
      throw new IOException("tar entry " + path + " (expected: below " + target + ")");
    }
    return normal;
  }

  private String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  private long number(int offset, int length) throws IOException {
    String digits = text(offset, length).strip();
    try {
      return Long.parseUnsignedLong(digits, 8) & Long.MAX_VALUE;
    } catch (NumberFormatException e) {
      throw new IOException("tar number '" + digits + "' (expected: octal digits)", e);
    }
  }
}
