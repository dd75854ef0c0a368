package io.penstock.proxy.session;

import io.penstock.config.PoolMode;
import io.penstock.sql.Effect;
import io.penstock.sql.PinReason;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is refused before it reaches a backend, and why. */
final class StatementPolicy {
  private StatementPolicy() {}

  static @Nullable ErrorFields refusal(Session session, Script script) {
    if (script.onlyEffect() instanceof Effect.PrepareStatement prepare
        && session.requests.mapsNames()
        && session.names.get(prepare.name().getBytes(StandardCharsets.UTF_8)) != null) {
      return Answers.nameExists(prepare.name());
    }
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        if (effect instanceof Effect.Begin && session.identity().mode() == PoolMode.STATEMENT) {
          return ErrorFields.error(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "transaction blocks are not allowed: this database is pooled by statement")
              .withHint("Set pool.mode to transaction for this database or user.");
        }
        if (effect instanceof Effect.SetSetting set) {
          ErrorFields unreadable = OwnSettings.unreadable(set);
          if (unreadable != null) {
            return unreadable;
          }
        }
        ErrorFields notAlone =
            script.statements().size() > 1 ? OwnStatements.notAlone(effect) : null;
        if (notAlone != null) {
          return notAlone;
        }
        if (effect instanceof Effect.Pin pin && session.pins.rejects(pin.reason())) {
          return session.pins.rejection(pin.reason());
        }
        if (effect instanceof Effect.Opaque && session.pins.rejects(PinReason.OPAQUE)) {
          return session.pins.rejection(PinReason.OPAQUE);
        }
        if (effect instanceof Effect.PrepareStatement
            && session.pins.rejects(PinReason.SQL_PREPARE)) {
          return session.pins.rejection(PinReason.SQL_PREPARE);
        }
      }
    }
    return null;
  }

  /**
   * Why a statement that reads this session's current values of sequences cannot be served by the
   * backend just leased: another session has been there since, and the answer would be its values.
   */
  static @Nullable ErrorFields lostSequences(Session session, Script script) {
    if (script.plain()
        || session.lease.sequencesAreOurs()
        || session.identity().mode() == PoolMode.SESSION) {
      return null;
    }
    boolean advances = false;
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        advances |= effect instanceof Effect.AdvancesSequence;
        if (effect instanceof Effect.ReadsSequenceState && !advances && !session.inTransaction()) {
          return ErrorFields.error(
                  SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                  "the current value of the sequence is not defined in this session")
              .withDetail("Another client has used the backend since this session did.")
              .withHint(
                  "Use INSERT ... RETURNING, or nextval and currval in one transaction, or set"
                      + " pool.mode to session.");
        }
      }
    }
    return null;
  }
}
