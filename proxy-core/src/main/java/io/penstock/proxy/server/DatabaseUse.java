package io.penstock.proxy.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many clients each database has, and since when it has none. Databases that the configuration
 * names stay; of the others, whose names clients make up, there are only so many, and they go when
 * nobody uses them. Any thread.
 */
final class DatabaseUse {
  /** Long enough that asking for a name again and again meets the same pool, which backs off. */
  private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, Use> databases = new HashMap<>();
  private final Predicate<String> named;
  private final Predicate<String> held;
  private final Consumer<String> forgotten;
  private final LongSupplier clock;

  private static final class Use {
    private int clients;
    private long unusedSince;

    /** Whether a server has let somebody in: a client may have made up the name. */
    private boolean exists;
  }

  /**
   * @param named whether the configuration names a database
   * @param held whether a database is to be kept even so
   * @param forgotten told of each that goes, before anybody can enter it again: must be quick
   * @param clock in nanoseconds
   */
  DatabaseUse(
      Predicate<String> named,
      Predicate<String> held,
      Consumer<String> forgotten,
      LongSupplier clock) {
    this.named = named;
    this.held = held;
    this.forgotten = forgotten;
    this.clock = clock;
  }

  /**
   * One more client. When there are too many databases, an unused one makes room.
   *
   * @param limit how many there may be of those that are not named
   * @return false when there are so many already and all have clients
   */
  synchronized boolean enter(String database, int limit) {
    Use use = databases.get(database);
    if (use == null) {
      if (!named.test(database) && !makeRoom(limit)) {
        return false;
      }
      use = new Use();
      databases.put(database, use);
    }
    use.clients++;
    return true;
  }

  /**
   * One client less.
   *
   * @param exists asked after the last one whether a server has let anybody into the database
   */
  synchronized void leave(String database, Predicate<String> exists) {
    Use use = databases.get(database);
    if (use != null) {
      use.clients--;
      if (use.clients == 0) {
        use.unusedSince = clock.getAsLong();
        use.exists = named.test(database) || exists.test(database);
      }
    }
  }

  /**
   * Forgets what has had no client for so long, and before that what no server seems to know.
   *
   * @param nanos 0: what exists is not forgotten
   */
  synchronized void forgetUnused(long nanos) {
    long now = clock.getAsLong();
    for (String database : unused()) {
      Use use = use(database);
      long limit = use.exists ? nanos : UNKNOWN_NANOS;
      if (limit > 0 && now - use.unusedSince >= limit) {
        forget(database);
      }
    }
  }

  private boolean makeRoom(int limit) {
    long many = databases.keySet().stream().filter(named.negate()).count();
    while (many >= limit) {
      String least = leastMissed();
      if (least == null) {
        return false;
      }
      forget(least);
      many--;
    }
    return true;
  }

  /** One that no server seems to know, if there is one. */
  private @Nullable String leastMissed() {
    String least = null;
    for (String database : unused()) {
      if (least == null || missedLess(use(database), use(least))) {
        least = database;
      }
    }
    return least;
  }

  private static boolean missedLess(Use one, Use other) {
    return one.exists == other.exists ? one.unusedSince - other.unusedSince < 0 : !one.exists;
  }

  private List<String> unused() {
    List<String> unused = new ArrayList<>();
    databases.forEach((database, use) -> {
      if (use.clients == 0 && !named.test(database) && !held.test(database)) {
        unused.add(database);
      }
    });
    return unused;
  }

  private Use use(String database) {
    Use use = databases.get(database);
    if (use == null) {
      throw new IllegalStateException("database " + database + " is not in use");
    }
    return use;
  }

  private void forget(String database) {
    databases.remove(database);
    forgotten.accept(database);
  }
}
