package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.config.PinPolicies;
import io.penstock.config.PinPolicy;
import io.penstock.config.PoolMode;
import io.penstock.sql.PinReason;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What ties a session to its backend beyond a transaction.
 *
 * <p>A text tells when a tie begins, and seldom when it ends: locks nest, tables are dropped by
 * cascades, a rollback undoes a LISTEN. So when one may have ended, the backend itself is asked,
 * after the client has its answer and before the backend would be released. It is asked too after
 * statements whose text tells nothing (DO, CALL), and then for the settings as well.
 */
final class Pins {
  /** One row that tells each tie, in this order; then the settings, if they are asked for. */
  private static final String ASK_TIES =
      "SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_listening_channels()),"
          + "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks WHERE locktype OPERATOR(pg_catalog.=)"
          + " 'advisory' AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()),"
          + "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_cursors WHERE is_holdable),"
          + "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_depend d WHERE refclassid"
          + " OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass AND refobjid"
          + " OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()),"
          + "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements WHERE from_sql)";

  private static final String ASK_SETTINGS =
      ";SELECT name, pg_catalog.current_setting(name) FROM pg_catalog.pg_settings WHERE source"
          + " OPERATOR(pg_catalog.=) 'session' UNION ALL SELECT 'role',"
          + " pg_catalog.current_setting('role') WHERE pg_catalog.current_setting('role')"
          + " OPERATOR(pg_catalog.<>) 'none'";

  private static final PinReason[] ASKED = {
    PinReason.LISTEN,
    PinReason.ADVISORY_LOCK,
    PinReason.HOLD_CURSOR,
    PinReason.TEMPORARY_TABLE,
    PinReason.SQL_PREPARE
  };

  private final Session session;
  private final Set<PinReason> reasons = EnumSet.noneOf(PinReason.class);
  private boolean ask;
  private boolean askAll;
  private @Nullable Set<PinReason> found;
  private @Nullable Map<String, String> settings;
  private boolean told;

  Pins(Session session) {
    this.session = session;
  }

  void pin(PinReason reason) {
    if (session.identity().mode() == PoolMode.SESSION) {
      return; // Nothing needs to be tied.
    }
    if (warns(reason)) {
      if (session.over()) {
        return; // Nobody is there to be warned.
      }
      session.writeToClient(
          Answers.notice(
              ErrorFields.warning(
                      SqlState.WARNING, text(reason) + " may be lost when this transaction ends")
                  .withHint("This database is pooled by transaction.")));
    } else if (reasons.add(reason)) {
      session.identity().pinned(reason);
    }
  }

  boolean warns(PinReason reason) {
    return policy(reason) == PinPolicy.WARN;
  }

  boolean rejects(PinReason reason) {
    return session.identity().mode() != PoolMode.SESSION && policy(reason) == PinPolicy.REJECT;
  }

  ErrorFields rejection(PinReason reason) {
    return ErrorFields.error(
            SqlState.FEATURE_NOT_SUPPORTED,
            text(reason) + " would tie this session to one backend, which is not allowed here")
        .withHint(
            "Set session.pins.%s to pin, or pool.mode to session."
                .formatted(reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  private PinPolicy policy(PinReason reason) {
    PinPolicies policies = session.target.sessionConfig().pins();
    return switch (reason) {
      case TEMPORARY_TABLE -> policies.temporaryTables();
      case LISTEN -> policies.listen();
      case ADVISORY_LOCK -> policies.advisoryLocks();
      case HOLD_CURSOR -> policies.holdCursors();
      case LOAD -> policies.load();
      case SQL_PREPARE -> policies.sqlPrepare();
      case SET_SEED -> policies.setSeed();
      case SEQUENCE_STATE, OPAQUE -> policies.opaque();
    };
  }

  private static String text(PinReason reason) {
    return switch (reason) {
      case TEMPORARY_TABLE -> "a temporary table";
      case LISTEN -> "LISTEN";
      case ADVISORY_LOCK -> "an advisory lock of the session";
      case HOLD_CURSOR -> "a cursor WITH HOLD";
      case LOAD -> "LOAD";
      case SQL_PREPARE -> "PREPARE";
      case SET_SEED -> "the seed of random()";
      case SEQUENCE_STATE -> "the current value of a sequence";
      case OPAQUE -> "the state of this statement";
    };
  }

  boolean any() {
    return !reasons.isEmpty();
  }

  boolean temporaryTables() {
    return reasons.contains(PinReason.TEMPORARY_TABLE);
  }

  boolean preparedInSql() {
    return reasons.contains(PinReason.SQL_PREPARE);
  }

  /** What ties the session now. */
  Set<PinReason> reasons() {
    return reasons;
  }

  void clear() {
    reasons.clear();
    ask = false;
    askAll = false;
  }

  /** A tie may have ended. */
  void ask() {
    ask = true;
  }

  /** Anything may have happened. */
  void askAll() {
    ask = true;
    askAll = true;
  }

  /** A rollback may have undone what began a tie. */
  void transactionEnded(boolean failed) {
    if (failed && !reasons.isEmpty()) {
      ask = true;
    }
  }

  boolean mustProbe() {
    return ask && (askAll || !reasons.isEmpty()) && found == null;
  }

  /** The question; the rows of its answer go to {@link #row}. */
  String probe() {
    found = EnumSet.noneOf(PinReason.class);
    told = false;
    settings = askAll ? new TreeMap<>() : null;
    String question = askAll ? ASK_TIES + ASK_SETTINGS + askCustom() : ASK_TIES;
    ask = false;
    askAll = false;
    return question;
  }

  /** Custom settings stand in no catalog: each that is known is asked for by its name. */
  private String askCustom() {
    StringBuilder question = new StringBuilder();
    for (String name : session.settings.customNames()) {
      String literal = "'" + name.replace("'", "''") + "'";
      question
          .append(" UNION ALL SELECT ")
          .append(literal)
          .append(", pg_catalog.current_setting(")
          .append(literal)
          .append(", true) WHERE pg_catalog.current_setting(")
          .append(literal)
          .append(", true) OPERATOR(pg_catalog.<>) ''");
    }
    return question.toString();
  }

  void row(ByteBuf in, int payload, int end) {
    Set<PinReason> ties = found;
    if (ties == null) {
      return;
    }
    int columns = in.getShort(payload);
    int at = payload + 2;
    String name = "";
    for (int i = 0; i < columns && at + 4 <= end; i++) {
      int length = in.getInt(at);
      at += 4;
      String value = length <= 0 ? "" : in.toString(at, length, StandardCharsets.UTF_8);
      at += Math.max(0, length);
      if (columns == ASKED.length) {
        told = true;
        if (!value.equals("0")) {
          ties.add(ASKED[i]);
        }
      } else if (i == 0) {
        name = value;
      } else if (settings != null) {
        settings.put(name.toLowerCase(Locale.ROOT), value);
      }
    }
  }

  /** The answer is complete. */
  void probed(boolean succeeded) {
    Set<PinReason> ties = found;
    Map<String, String> actual = settings;
    found = null;
    settings = null;
    if (!succeeded || !told || ties == null) {
      pin(PinReason.OPAQUE);
      return;
    }
    for (PinReason reason : ASKED) {
      if (ties.contains(reason)) {
        pin(reason);
      } else {
        reasons.remove(reason);
      }
    }
    if (actual != null) {
      session.settings.learned(actual);
      session.leasedSession().unseenSettingsOf = session.identity().id();
    }
  }
}
