package io.penstock.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** Exclusive use of a {@link Home}'s shared folders, across threads and JVMs. Not reentrant. */
final class HomeLock {
  /** A file lock belongs to the JVM as a whole, so threads need one of their own. */
  private static final ReentrantLock AMONG_THREADS = new ReentrantLock();

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  private HomeLock() {}

  static <T> T holding(Path file, Action<T> action) throws IOException {
    AMONG_THREADS.lock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      return action.run();
    } finally {
      AMONG_THREADS.unlock();
    }
  }
}
