package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.wire.FrameWalker;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy knows of the PostgreSQL session behind one backend, from lease to lease: what it
 * has prepared, set and not yet answered. Kept as the backend's attachment.
 */
final class BackendSession {
  /** Whether the server is a replica, as it reports. */
  static final String IN_HOT_STANDBY = "in_hot_standby";

  /** Stands for a session that there is not. */
  static final long NOBODY = -1;

  final FrameWalker walker;
  final InFlight inFlight = new InFlight();
  final BackendStatements statements = new BackendStatements();

  /** What the last session to hold it left set. */
  Settings settings = Settings.NONE;

  /**
   * The session whose functions, triggers and the like may have made settings here that the proxy
   * does not know of; 0 if none did. Nobody else may find them.
   */
  long unseenSettingsOf;

  /**
   * The session that ran statements here last; 0 at first. Not the pool's own note of who may come
   * next, which is made before anything has run.
   */
  long servedLast;

  /** What it has reported. */
  ReportedParameters reported;

  private @Nullable UnnamedStatement unnamed;
  private long unnamedVersion;

  /** Cancel requests on their way to it. Until they have arrived it gets no new statement. */
  int cancels;

  /** A cancel request was lost on its way, and may yet hit anything: never handed on. */
  boolean doubtful;

  private BackendSession(Backend backend, Session session) {
    walker = new FrameWalker(session.identity().maxFrameLength());
    ReportedParameters told = ReportedParameters.of(backend.parameters().copy());
    // The nodes together take writes, whichever of them a client happens to talk to.
    reported = session.place().readers() == null ? told : told.with(IN_HOT_STANDBY, "off");
  }

  /** The one of this backend, made at its first lease. */
  static BackendSession of(Backend backend, Session session) {
    if (backend.attachment() instanceof BackendSession known) {
      return known;
    }
    BackendSession made = new BackendSession(backend, session);
    backend.attachment(made);
    return made;
  }

  /** Whether its unnamed statement is what this session parsed last. */
  boolean hasUnnamed(UnnamedStatement statement) {
    return unnamed == statement && unnamedVersion == statement.version();
  }

  void unnamedIs(UnnamedStatement statement) {
    unnamed = statement;
    unnamedVersion = statement.version();
  }

  /** A simple Query or a failed Parse destroyed it. */
  void unnamedIsGone() {
    unnamed = null;
  }
}
