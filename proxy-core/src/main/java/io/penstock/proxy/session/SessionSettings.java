package io.penstock.proxy.session;

import io.penstock.sql.Effect.SetSetting;
import io.penstock.sql.SettingForm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a session has set, and what its backend has, through commits, rollbacks and savepoints.
 *
 * <p>The two go in step while a backend is leased, since the backend carries out the session's own
 * SET statements, with one exception: a RESET gives the backend its login default, and the session
 * the value that its client asked for at startup. Then they differ, and {@link #differs} tells that
 * the backend is to be brought in line before the next statement.
 */
final class SessionSettings {
  private static final String DATE_STYLE = "datestyle";

  private record Savepoint(String name, Settings session, Settings backend) {}

  private final Settings startup;
  private final ArrayDeque<Savepoint> savepoints = new ArrayDeque<>(0);
  private Settings session;
  private Settings sessionCommitted;
  private Settings backend = Settings.NONE;
  private Settings backendCommitted = Settings.NONE;
  private boolean local;
  private boolean dateStyleSet;
  private boolean unseen;

  SessionSettings(Settings startup) {
    this.startup = startup;
    this.session = startup;
    this.sessionCommitted = startup;
  }

  /** A backend was leased, which has these settings. */
  void leased(Settings ofBackend) {
    unseen = false;
    Settings known = ofBackend;
    if (!ofBackend.is(sessionCommitted) && ofBackend.alike(sessionCommitted)) {
      known = ofBackend.shared(sessionCommitted);
      session = known;
      sessionCommitted = known;
    }
    backend = known;
    backendCommitted = known;
  }

  /** The leased backend may have settings that nobody knows of: they are to be reset too. */
  void distrustBackend() {
    unseen = true;
  }

  /** Known settings with a dot in their name, wherever they are set. */
  Set<String> customNames() {
    Set<String> names = new TreeSet<>(session.customNames());
    names.addAll(backend.customNames());
    return names;
  }

  /**
   * What one backend of several has set, while the session's frames go to another.
   *
   * @param unsure a ROLLBACK TO may have taken back what is current
   */
  record OfBackend(Settings current, Settings committed, boolean unsure) {
    /** After ROLLBACK TO: what was set before its savepoint nobody has kept. */
    OfBackend rolledBackTo() {
      return current.is(committed) ? this : new OfBackend(current, committed, true);
    }
  }

  /** What the leased backend has. */
  OfBackend ofHeld() {
    return new OfBackend(backend, backendCommitted, unseen);
  }

  /** The session's frames go to another backend of its transaction from now on. */
  void takeUp(OfBackend of) {
    backend = of.current();
    backendCommitted = of.committed();
    unseen = of.unsure();
  }

  /** A further backend was leased for the transaction, which has these settings. */
  void joined(Settings ofBackend) {
    takeUp(new OfBackend(ofBackend, ofBackend, false));
  }

  /** The savepoints that are open, the first one first. */
  List<String> savepoints() {
    List<String> names = new ArrayList<>();
    for (Iterator<Savepoint> each = savepoints.descendingIterator(); each.hasNext(); ) {
      names.add(each.next().name());
    }
    return names;
  }

  /** What the backend has as it is released. */
  Settings ofBackend() {
    return backendCommitted;
  }

  boolean differs() {
    return unseen || (!session.is(backend) && !session.same(backend));
  }

  /** SQL that brings the backend in line. */
  String statements() {
    return unseen ? Settings.RESET_EVERYTHING + session.from(Settings.NONE) : session.from(backend);
  }

  /** The backend carried out {@link #statements}. */
  void broughtInLine(boolean inTransaction) {
    backend = session;
    unseen = false;
    if (!inTransaction) {
      backendCommitted = session;
    }
  }

  Settings current() {
    return session;
  }

  /** Whether values hold that end with the transaction. */
  boolean hasLocal() {
    return local;
  }

  void set(SetSetting value) {
    session = session.with(value);
    backend = backend.with(value);
    dateStyleSet |= value.name().equals(DATE_STYLE);
  }

  void setLocal() {
    local = true;
  }

  void reset(String name) {
    SetSetting atStartup = startup.get(name);
    session = atStartup == null ? session.without(name) : session.with(atStartup);
    backend = backend.without(name);
    dateStyleSet &= !name.equals(DATE_STYLE);
  }

  /** RESET ALL leaves role and authorization as they are. */
  void resetAll() {
    dateStyleSet = false;
    session = keepIdentity(session, startup);
    backend = keepIdentity(backend, Settings.NONE);
  }

  private static Settings keepIdentity(Settings before, Settings after) {
    Settings result = after;
    for (String name : new String[] {"session_authorization", "role"}) {
      SetSetting value = before.get(name);
      if (value != null) {
        result = result.with(value);
      }
    }
    return result;
  }

  /** DISCARD ALL: cannot stand in a transaction. */
  void discardAll() {
    session = startup;
    backend = Settings.NONE;
    commit();
  }

  void savepoint(String name) {
    savepoints.push(new Savepoint(name, session, backend));
  }

  void release(String name) {
    if (has(name)) {
      while (!savepoints.pop().name().equals(name)) {}
    }
  }

  void rollbackTo(String name) {
    if (!has(name)) {
      return;
    }
    while (!savepoints.element().name().equals(name)) {
      savepoints.pop();
    }
    session = savepoints.element().session();
    backend = savepoints.element().backend();
  }

  private boolean has(String name) {
    for (Iterator<Savepoint> each = savepoints.iterator(); each.hasNext(); ) {
      if (each.next().name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The server told what DateStyle has become. Its two halves are set apart from each other, so
   * that the text of a SET alone does not tell the value.
   */
  void dateStyle(@Nullable String reportedValue) {
    if (dateStyleSet && reportedValue != null && session.get(DATE_STYLE) != null) {
      set(new SetSetting(DATE_STYLE, reportedValue, false, SettingForm.FLAT));
    }
    dateStyleSet = false;
  }

  /** The transaction was committed, or a statement outside of one succeeded. */
  void commit() {
    if (!session.is(sessionCommitted) || !backend.is(backendCommitted) || local) {
      sessionCommitted = session;
      backendCommitted = backend;
      local = false;
    }
    if (!savepoints.isEmpty()) {
      savepoints.clear();
    }
  }

  void rollback() {
    session = sessionCommitted;
    backend = backendCommitted;
    local = false;
    savepoints.clear();
  }

  /** The backend itself told what is set in the session. */
  void learned(Map<String, String> actual) {
    Settings found = Settings.ofStartup(actual);
    SetSetting authorization = session.get("session_authorization");
    if (authorization != null) {
      SetSetting role = found.get("role");
      found = found.with(authorization);
      found = role == null ? found : found.with(role);
    }
    SetSetting token = session.get(OwnSettings.TOKEN);
    session = token == null ? found : found.with(token);
    backend = found;
    commit();
  }
}
