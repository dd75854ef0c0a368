package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The folder under which all files of this package live: unpacked binaries, a template data folder,
 * and one folder for each running server. Shared by all JVMs of one user.
 */
record Home(Path path, ServerUser user) {
  /** Names the home folder, if it shall not be in the folder for temporary files. */
  static final String PROPERTY = "penstock.embedded.directory";

  private static final Set<PosixFilePermission> OPEN_TO_READ =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /**
   * Opens the home of the current user, creating it if need be.
   *
   * @throws PostgresServerException if it cannot be created, belongs to somebody else, or is closed
   *     to the account that servers run under
   */
  static Home open() {
    String chosen = System.getProperty(PROPERTY);
    if (chosen != null) {
      return at(Path.of(chosen));
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return at(temporary.resolve("penstock-embedded-" + currentUid()));
  }

  static Home at(Path path) {
    Home home = new Home(path.toAbsolutePath().normalize(), ServerUser.find());
    try {
      home.create();
    } catch (IOException e) {
      throw PostgresServerException.io("cannot create the folder for embedded servers", e);
    }
    return home;
  }

  private static int currentUid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw PostgresServerException.io("cannot find out which user this process runs as", e);
    }
  }

  private void create() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, OPEN_TO_READ);
    }
    requireOurs();
    requireReachable();
    for (Path folder : new Path[] {templates(), servers()}) {
      createFor(folder);
    }
    if (!Files.isDirectory(binaries())) {
      Files.createDirectories(binaries());
      Files.setPosixFilePermissions(binaries(), OPEN_TO_READ);
    }
  }

  private void requireOurs() throws IOException {
    int self = currentUid();
    // In a folder such as /tmp another user could have prepared binaries of their own for us.
    int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (owner != self
        || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw PostgresServerException.unsuitable(
          ("%s is owned by uid %d with mode %s (expected: a folder of uid %d that nobody else may"
                  + " write): remove it, or name another folder with -D%s=…")
              .formatted(path, owner, PosixFilePermissions.toString(permissions), self, PROPERTY));
    }
  }

  private void requireReachable() throws IOException {
    List<String> enter = List.of("/bin/sh", "-c", "cd \"$0\"", path.toString());
    Command.Result entered = Command.run(user.command(enter));
    if (!entered.succeeded()) {
      throw PostgresServerException.unsuitable(
          ("%s cannot be entered by %s, who is to run PostgreSQL (expected: it and all folders above"
                  + " it open to that user): name another folder with -D%s=…: %s")
              .formatted(path, user.name(), PROPERTY, entered.output()));
    }
  }

  /** The watchdog removes a server's folder under the server's account: its parent allows that. */
  private void createFor(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, OPEN_TO_READ);
      user.own(folder);
    }
  }

  Path binaries() {
    return path.resolve("binaries");
  }

  Path templates() {
    return path.resolve("templates");
  }

  Path servers() {
    return path.resolve("servers");
  }

  /** Keeps other threads and JVMs out of the home's shared folders during the action. */
  <T> T locked(HomeLock.Action<T> action) throws IOException {
    return HomeLock.holding(path.resolve("lock"), action);
  }
}
