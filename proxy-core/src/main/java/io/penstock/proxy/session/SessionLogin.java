package io.penstock.proxy.session;

import io.penstock.config.PoolMode;
import io.penstock.pool.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a client's login: what the server reports to a client with these startup
 * settings. It is known from an earlier client, or a backend is asked, which applies the settings
 * and so refuses what the server would refuse.
 */
public final class SessionLogin {
  private final Session session;
  private @Nullable LoginListener listener;

  /** Told what a client is to know before its first statement. */
  public interface LoginListener {
    /** On the session's loop; a session whose login fails is closed with the error instead. */
    void ready(ReportedParameters reported, int processId);
  }

  SessionLogin(Session session) {
    this.session = session;
  }

  void begin(LoginListener toTell) {
    listener = toTell;
    run();
  }

  boolean pending() {
    return listener != null;
  }

  /** Goes on, now that there is a backend. In session mode it is kept. */
  void run() {
    LoginListener waiting = listener;
    if (waiting == null) {
      return;
    }
    Settings startup = session.identity().startup();
    ReportedParameters known = session.target.reportedAtLogin(startup);
    if (known == null || session.identity().mode() == PoolMode.SESSION) {
      if (!session.acquire()) {
        return;
      }
      known = session.leasedSession().reported;
      session.target.reportedAtLogin(startup, known);
    }
    listener = null;
    session.reported = known;
    session.traffic.logins++;
    Backend kept = session.backend();
    waiting.ready(known, kept == null ? session.lease.likelyProcessId() : kept.processId());
    session.toClient.written();
    if (kept != null) {
      session.drained();
    }
  }

  /** The client is gone, or was refused. */
  void abandon() {
    listener = null;
  }
}
