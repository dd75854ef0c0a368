package io.penstock.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server's folder: {@code data/}, {@code log} and {@code owner.lock}, which is locked for as
 * long as the JVM that started the server lives. Its name ends in that JVM's pid and start time,
 * and a number.
 */
final class ServerFolder {
  private static final String OWNER_LOCK = "owner.lock";
  private static final String SELF = identity(ProcessHandle.current());
  private static final AtomicInteger SERVERS = new AtomicInteger();

  private static final Logger log = LoggerFactory.getLogger(ServerFolder.class);

  private final Path path;
  private final FileChannel ownerLock;
  private final Watchdog watchdog;

  private ServerFolder(Path path, FileChannel ownerLock, Watchdog watchdog) {
    this.path = path;
    this.ownerLock = ownerLock;
    this.watchdog = watchdog;
  }

  /** In containers every run has the same pid, so the time belongs to it. */
  private static String identity(ProcessHandle process) {
    long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return process.pid() + "-" + start;
  }

  /** Creates a folder and its watchdog; removes what crashed JVMs and watchdogs have left. */
  static ServerFolder claim(Home home, String name) throws IOException {
    return home.locked(() -> {
      removeLeftovers(home);
      return create(home, name);
    });
  }

  private static ServerFolder create(Home home, String name) throws IOException {
    Path path = home.servers().resolve(name + "." + SELF + "." + SERVERS.incrementAndGet());
    home.user().createFolder(path);
    FileChannel ownerLock =
        FileChannel.open(
            path.resolve(OWNER_LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ownerLock.lock();
    return new ServerFolder(path, ownerLock, Watchdog.over(path, home.user()));
  }

  private static void removeLeftovers(Home home) throws IOException {
    try (var folders = Files.newDirectoryStream(home.servers())) {
      for (Path folder : folders) {
        if (!belongsToThisJvm(folder) && isAbandoned(folder)) {
          log.info("removing {}, left by a JVM that has crashed", folder);
          remove(folder, home.user());
        }
      }
    }
  }

  /** Opening and closing our own lock file would drop the lock: file locks work that way. */
  private static boolean belongsToThisJvm(Path folder) {
    return folder.getFileName().toString().contains("." + SELF + ".");
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    try (FileChannel channel =
            FileChannel.open(folder.resolve(OWNER_LOCK), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException e) {
      return Files.exists(folder);
    }
  }

  private static void remove(Path folder, ServerUser user) throws IOException {
    Watchdog watchdog = Watchdog.over(folder, user);
    watchdog.release();
    try {
      watchdog.awaitRemoval();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Path path() {
    return path;
  }

  Path data() {
    return path.resolve("data");
  }

  ServerLog log() {
    return new ServerLog(path.resolve("log"));
  }

  Watchdog watchdog() {
    return watchdog;
  }

  /** Lets the server end and the folder go, without waiting for it. */
  void release() {
    try {
      watchdog.release();
    } catch (IOException e) {
      throw PostgresServerException.io("cannot tell the watchdog of " + path, e);
    }
  }

  /** Waits until the server has ended and the folder is gone. */
  void awaitRemoval() {
    try (ownerLock) {
      watchdog.awaitRemoval();
    } catch (IOException e) {
      throw PostgresServerException.io("cannot release " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
