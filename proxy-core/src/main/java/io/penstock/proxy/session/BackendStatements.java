package io.penstock.proxy.session;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The named statements prepared on one backend, the one used longest ago first. */
final class BackendStatements {
  /**
   * @param shape what its rows look like here; the server sends no others
   */
  private record Prepared(PreparedStatement statement, ResultShape shape) {}

  private final LinkedHashMap<String, Prepared> statements = new LinkedHashMap<>(16, 0.75f, true);

  /** What its rows look like if it is prepared, else null; it counts as used then. */
  @Nullable ResultShape use(PreparedStatement statement) {
    Prepared prepared = statements.get(statement.name());
    return prepared == null ? null : prepared.shape();
  }

  /** It was prepared: what its rows look like is not known yet. */
  ResultShape add(PreparedStatement statement) {
    Prepared prepared = new Prepared(statement, new ResultShape());
    statements.put(statement.name(), prepared);
    return prepared.shape();
  }

  void remove(PreparedStatement statement) {
    statements.remove(statement.name());
  }

  /** Takes out the statement used longest ago when there are {@code max} or more. */
  @Nullable PreparedStatement evict(int max) {
    if (statements.isEmpty() || statements.size() < max) {
      return null;
    }
    Iterator<Prepared> eldest = statements.values().iterator();
    PreparedStatement evicted = eldest.next().statement();
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
