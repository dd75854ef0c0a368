package io.penstock.proxy.session;

import io.penstock.sql.Effect.ResetSetting;
import io.penstock.sql.Effect.SetSetting;
import io.penstock.sql.SettingForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings in which a session differs from one that has just logged in. Immutable; compared on
 * every lease, nearly always as the same object.
 */
@SuppressWarnings("ReferenceEquality") // Equal ones are nearly always the same object.
public final class Settings {
  static final Settings NONE = new Settings(new TreeMap<>());

  static final String RESET_EVERYTHING = "RESET ROLE;RESET SESSION AUTHORIZATION;RESET ALL;";

  private static final String AUTHORIZATION = "session_authorization";
  private static final String ROLE = "role";

  /** Last among the plain ones: the values before it were written under the old quoting rules. */
  private static final String STRING_RULES = "standard_conforming_strings";

  /**
   * What cannot change the meaning of a statement's text, and so does not tell statements apart.
   */
  private static final Set<String> WITHOUT_MEANING_FOR_PARSE =
      Set.of(
          "application_name",
          "statement_timeout",
          "lock_timeout",
          "idle_in_transaction_session_timeout",
          "idle_session_timeout",
          "transaction_timeout",
          "client_min_messages",
          "extra_float_digits",
          "default_transaction_isolation",
          "default_transaction_read_only",
          "default_transaction_deferrable",
          "synchronous_commit",
          "work_mem",
          OwnSettings.ROUTE,
          OwnSettings.CONSISTENCY);

  private final SortedMap<String, SetSetting> values;

  /** Those that a backend must have: a position that only the proxy reads is not carried about. */
  private final SortedMap<String, SetSetting> carried;

  private final int hash;

  private Settings(SortedMap<String, SetSetting> values) {
    this.values = values;
    this.carried = values.containsKey(OwnSettings.TOKEN) ? withoutToken(values) : values;
    this.hash = carried.hashCode();
  }

  private static SortedMap<String, SetSetting> withoutToken(SortedMap<String, SetSetting> values) {
    TreeMap<String, SetSetting> rest = new TreeMap<>(values);
    rest.remove(OwnSettings.TOKEN);
    return rest;
  }

  /** The settings of a startup packet, by their names in lower case. */
  public static Settings ofStartup(Map<String, String> parameters) {
    TreeMap<String, SetSetting> values = new TreeMap<>();
    parameters.forEach(
        (name, value) -> values.put(name, new SetSetting(name, value, false, SettingForm.FLAT)));
    return values.isEmpty() ? NONE : new Settings(values);
  }

  Settings with(SetSetting value) {
    String name = value.name();
    if (value.equals(values.get(name))) {
      return this;
    }
    TreeMap<String, SetSetting> changed = new TreeMap<>(values);
    changed.put(name, value);
    if (name.equals(AUTHORIZATION)) {
      changed.remove(ROLE);
    }
    return new Settings(changed);
  }

  Settings without(String name) {
    if (!values.containsKey(name)) {
      return this;
    }
    TreeMap<String, SetSetting> changed = new TreeMap<>(values);
    changed.remove(name);
    return changed.isEmpty() ? NONE : new Settings(changed);
  }

  @Nullable SetSetting get(String name) {
    return values.get(name);
  }

  /** Names with a dot: settings of extensions and of applications, that backends have. */
  List<String> customNames() {
    return carried.keySet().stream().filter(name -> name.indexOf('.') > 0).toList();
  }

  /** Whether this is the very object: what is compared on every lease. */
  boolean is(Settings other) {
    return this == other;
  }

  /** Whether a backend with these settings does for a session with those. */
  boolean same(Settings other) {
    return this == other || (hash == other.hash && carried.equals(other.carried));
  }

  /** Whether all is the same, be it for a backend or what the session keeps to itself. */
  boolean alike(Settings other) {
    return this == other
        || (same(other)
            && Objects.equals(values.get(OwnSettings.TOKEN), other.values.get(OwnSettings.TOKEN)));
  }

  /** Of two that are alike, the one that all who meet come to share, so that few are compared. */
  Settings shared(Settings alike) {
    return System.identityHashCode(this) <= System.identityHashCode(alike) ? this : alike;
  }

  /** Text that is equal for settings under which a statement's text means the same. */
  String meaningForParse() {
    if (values.isEmpty()) {
      return "";
    }
    StringBuilder key = new StringBuilder();
    for (Map.Entry<String, SetSetting> entry : carried.entrySet()) {
      if (!WITHOUT_MEANING_FOR_PARSE.contains(entry.getKey())) {
        key.append(entry.getValue().sql()).append('\n');
      }
    }
    return key.toString();
  }

  /**
   * SQL that brings a backend with the settings {@code from} to these. Role and authorization are
   * taken off first and put on last, because they decide what may be set in between.
   */
  String from(Settings from) {
    List<String> statements = new ArrayList<>();
    SetSetting authorization = values.get(AUTHORIZATION);
    SetSetting role = values.get(ROLE);
    boolean changesAuthorization = !Objects.equals(authorization, from.values.get(AUTHORIZATION));
    boolean changesRole = changesAuthorization || !Objects.equals(role, from.values.get(ROLE));
    if (from.values.containsKey(ROLE)) {
      statements.add("RESET ROLE");
      changesRole = true;
    }
    if (from.values.containsKey(AUTHORIZATION)) {
      statements.add("RESET SESSION AUTHORIZATION");
      changesAuthorization = true;
      changesRole = true;
    }
    for (String name : from.carried.keySet()) {
      if (!values.containsKey(name) && !isIdentity(name)) {
        statements.add(new ResetSetting(name, false).sql());
      }
    }
    for (Map.Entry<String, SetSetting> entry : carried.entrySet()) {
      String name = entry.getKey();
      if (!isIdentity(name)
          && !name.equals(STRING_RULES)
          && !entry.getValue().equals(from.values.get(name))) {
        statements.add(entry.getValue().sql());
      }
    }
    SetSetting stringRules = values.get(STRING_RULES);
    if (stringRules != null && !stringRules.equals(from.values.get(STRING_RULES))) {
      statements.add(stringRules.sql());
    }
    if (authorization != null && changesAuthorization) {
      statements.add(authorization.sql());
    }
    if (role != null && changesRole) {
      statements.add(role.sql());
    }
    return String.join(";", statements);
  }

  private static boolean isIdentity(String name) {
    return name.equals(ROLE) || name.equals(AUTHORIZATION);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && alike(settings);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Names only: values may be secrets. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
