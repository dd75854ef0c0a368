package io.penstock.pool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a backend last reported of its settings (server_version, TimeZone, …). Confined to the
 * backend's loop. The session that holds the lease keeps it up to date.
 */
public final class ParameterStatuses {
  /** Far more than PostgreSQL reports; extensions may mark settings of theirs. */
  private static final int MAX = 256;

  private final Map<String, String> values;

  ParameterStatuses(Map<String, String> atLogin) {
    values = new LinkedHashMap<>(atLogin);
  }

  /** The value, or null when the backend never reported this name. */
  public @Nullable String get(String name) {
    return values.get(name);
  }

  /** What a ParameterStatus said. New names beyond 256 are not kept. */
  public void reported(String name, String value) {
    if (values.size() < MAX || values.containsKey(name)) {
      values.put(name, value);
    }
  }

  public void forEach(BiConsumer<String, String> action) {
    values.forEach(action);
  }

  /** A copy in the order of the reports. */
  public Map<String, String> copy() {
    return new LinkedHashMap<>(values);
  }
}
