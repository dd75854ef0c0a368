package io.penstock.proxy.session;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The named statements prepared on one backend, the one used longest ago first. */
final class BackendStatements {
  private final LinkedHashMap<String, PreparedStatement> statements =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Whether it is prepared; it counts as used then. */
  boolean use(PreparedStatement statement) {
    return statements.get(statement.name()) != null;
  }

  void add(PreparedStatement statement) {
    statements.put(statement.name(), statement);
  }

  void remove(PreparedStatement statement) {
    statements.remove(statement.name());
  }

  /** Takes out the statement used longest ago when there are {@code max} or more. */
  @Nullable PreparedStatement evict(int max) {
    if (statements.isEmpty() || statements.size() < max) {
      return null;
    }
    Iterator<PreparedStatement> eldest = statements.values().iterator();
    PreparedStatement evicted = eldest.next();
    eldest.remove();
    return evicted;
  }

  void clear() {
    statements.clear();
  }

  int size() {
    return statements.size();
  }
}
