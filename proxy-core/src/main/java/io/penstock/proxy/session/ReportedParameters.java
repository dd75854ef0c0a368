package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.ClientEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values a backend has reported with ParameterStatus, or a client was told. Immutable; equal
 * ones are nearly always one object, so that comparing them on every lease costs nothing.
 */
public final class ReportedParameters {
  static final ReportedParameters NONE = new ReportedParameters(new TreeMap<>());

  /** Enough for the combinations that programs use; past it, equal ones may be two objects. */
  private static final int INTERNED = 4096;

  private static final ConcurrentHashMap<Map<String, String>, ReportedParameters> KNOWN =
      new ConcurrentHashMap<>();

  private final SortedMap<String, String> values;
  private final ClientEncoding encoding;
  private final boolean standardStrings;

  private ReportedParameters(SortedMap<String, String> values) {
    this.values = values;
    ClientEncoding known = ClientEncoding.of(values.getOrDefault("client_encoding", "UTF8"));
    encoding = known == null ? ClientEncoding.UTF8 : known;
    standardStrings = !"off".equals(values.get("standard_conforming_strings"));
  }

  /** How the client's bytes are to be read. */
  ClientEncoding encoding() {
    return encoding;
  }

  /** Whether a backslash in a plain string is only that. */
  boolean standardStrings() {
    return standardStrings;
  }

  static ReportedParameters of(Map<String, String> reported) {
    return intern(new TreeMap<>(reported));
  }

  private static ReportedParameters intern(SortedMap<String, String> values) {
    ReportedParameters known = KNOWN.get(values);
    if (known != null) {
      return known;
    }
    ReportedParameters made = new ReportedParameters(values);
    if (KNOWN.size() >= INTERNED) {
      return made;
    }
    ReportedParameters before = KNOWN.putIfAbsent(values, made);
    return before == null ? made : before;
  }

  ReportedParameters with(String name, String value) {
    if (value.equals(values.get(name))) {
      return this;
    }
    TreeMap<String, String> changed = new TreeMap<>(values);
    changed.put(name, value);
    return intern(changed);
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  public SortedMap<String, String> values() {
    return Collections.unmodifiableSortedMap(values);
  }

  /** Appends a ParameterStatus for each value that {@code known} lacks or has otherwise. */
  void writeDifference(ReportedParameters known, ByteBuf out) {
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (!entry.getValue().equals(known.values.get(entry.getKey()))) {
        byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
        byte[] value = entry.getValue().getBytes(StandardCharsets.UTF_8);
        out.writeByte('S').writeInt(4 + name.length + 1 + value.length + 1);
        out.writeBytes(name).writeByte(0).writeBytes(value).writeByte(0);
      }
    }
  }
}
