package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The account that PostgreSQL runs under: our own, or an unprivileged one if we are root, because
 * PostgreSQL refuses to run as root.
 *
 * @param name its name in /etc/passwd, or "the current user"
 * @param prefix the words put before a command to run it under this account; empty for our own
 */
record ServerUser(String name, int uid, int gid, List<String> prefix) {
  private static final Path ACCOUNTS = Path.of("/etc/passwd");
  private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

  /**
   * Finds the account and the way to change to it.
   *
   * @throws PostgresServerException if we are root and the machine has no way to step down
   */
  static ServerUser find() {
    try {
      int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
      if (uid != 0) {
        return new ServerUser("the current user", uid, gid, List.of());
      }
      return unprivileged();
    } catch (IOException e) {
      throw PostgresServerException.io("cannot find out which user this process runs as", e);
    }
  }

  private static ServerUser unprivileged() throws IOException {
    List<String> accounts = Files.readAllLines(ACCOUNTS);
    for (String name : UNPRIVILEGED) {
      for (String account : accounts) {
        String[] fields = account.split(":", -1);
        if (fields.length >= 4 && fields[0].equals(name) && !fields[2].equals("0")) {
          int uid = Integer.parseUnsignedInt(fields[2]);
          int gid = Integer.parseUnsignedInt(fields[3]);
          return new ServerUser(name, uid, gid, stepDown(name, uid, gid));
        }
      }
    }
    throw PostgresServerException.unsuitable(
        "PostgreSQL does not run as root, and /etc/passwd has neither a user postgres nor a user"
            + " nobody to run it: add one of them, or start this program as another user");
  }

  /** Not every machine has every one of these programs, nor every version every option. */
  private static List<String> stepDown(String name, int uid, int gid) {
    List<List<String>> candidates =
        List.of(
            List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"),
            List.of("runuser", "-u", name, "--"),
            List.of("su", "-s", "/bin/sh", name, "--", "-c", "exec \"$0\" \"$@\""));
    for (List<String> candidate : candidates) {
      List<String> probe = new ArrayList<>(candidate);
      probe.addAll(List.of("/bin/sh", "-c", "test \"$(id -u)\" = " + uid));
      if (succeeds(probe)) {
        return candidate;
      }
    }
    throw PostgresServerException.unsuitable(
        "PostgreSQL does not run as root, and none of setpriv, runuser and su could start a program"
            + (" as " + name + ": install util-linux, or start this program as another user"));
  }

  private static boolean succeeds(List<String> probe) {
    try {
      return Command.run(probe).succeeded();
    } catch (IOException programMissing) {
      return false;
    }
  }

  /** The words that run this command under the account. */
  List<String> command(List<String> command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    return List.copyOf(words);
  }

  /** Makes the account the owner of a file or folder. */
  void own(Path path) throws IOException {
    if (!prefix.isEmpty()) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
  }

  /** Writes a file that only the account may read, in place of any older one. */
  void write(Path file, String content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, content);
    own(file);
  }

  /** Creates a folder that only the account may enter. */
  void createFolder(Path folder) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    own(folder);
  }
}
