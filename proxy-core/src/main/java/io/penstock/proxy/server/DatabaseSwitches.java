package io.penstock.proxy.server;

import io.penstock.config.PenstockConfig;
import io.penstock.pool.WirePool;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which databases an administrator has paused or disabled. Kept apart from the configuration: a
 * reload does not end a pause. Any thread.
 */
final class DatabaseSwitches {
  private final Set<String> disabled = new HashSet<>();
  private final Set<String> paused = new HashSet<>();

  /** After PAUSE of all: those that are exempt from it since. */
  private final Set<String> resumed = new HashSet<>();

  private boolean allPaused;

  /** Whether new clients of it are to be refused. */
  synchronized boolean disabled(String database) {
    return disabled.contains(database);
  }

  synchronized void disable(String database, boolean value) {
    if (value) {
      disabled.add(database);
    } else {
      disabled.remove(database);
    }
  }

  /**
   * Whether it is paused; null asks for all together.
   *
   * @param database null: whether PAUSE without a name is in force
   */
  synchronized boolean paused(@Nullable String database) {
    if (database == null) {
      return allPaused;
    }
    return paused.contains(database) || (allPaused && !resumed.contains(database));
  }

  synchronized void pause(@Nullable String database) {
    if (database == null) {
      allPaused = true;
      resumed.clear();
    } else {
      paused.add(database);
      resumed.remove(database);
    }
  }

  synchronized void resume(@Nullable String database) {
    if (database == null) {
      allPaused = false;
      paused.clear();
      resumed.clear();
    } else {
      paused.remove(database);
      if (allPaused) {
        resumed.add(database);
      }
    }
  }

  /** Pauses a pool that was made while its database is paused; else leaves it as it is. */
  synchronized void applyTo(WirePool pool) {
    if (paused(PenstockConfig.databaseOf(pool.key().database()))) {
      var unused = pool.pause();
    }
  }

  /** Ends the pause of pools whose databases are not paused any more. */
  synchronized void release(Iterable<WirePool> pools) {
    for (WirePool pool : pools) {
      if (!paused(PenstockConfig.databaseOf(pool.key().database()))) {
        pool.resume();
      }
    }
  }
}
