package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Effect;
import io.penstock.sql.PinReason;
import io.penstock.sql.Statement;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Books what a statement did to the session, once the backend has said that it is done. */
final class SessionEffects {
  private final Session session;
  private boolean touched;

  SessionEffects(Session session) {
    this.session = session;
  }

  /**
   * @param tag index of the CommandComplete message's tag
   */
  void completed(ScriptProgress progress, ByteBuf in, int tag) {
    Statement statement = progress.completed();
    if (statement != null) {
      touched |= ends(statement) || progress.changesSettings();
      apply(statement.effects(), in.getByte(tag) != 'R');
    }
  }

  /** The end of a transaction takes local settings back, and a rollback others. */
  private static boolean ends(Statement statement) {
    return switch (statement.verb()) {
      case COMMIT, ROLLBACK, PREPARE -> true;
      default -> false;
    };
  }

  /**
   * @param done whether the tag is not ROLLBACK, which a COMMIT or PREPARE TRANSACTION answers that
   *     could not be carried out
   */
  private void apply(List<Effect> effects, boolean done) {
    for (Effect effect : effects) {
      apply(effect, done);
    }
  }

  /** Whether, since the last ReadyForQuery, the text of a statement told of settings. */
  boolean touchedSettings() {
    return touched || session.settings.hasLocal();
  }

  void exchangeEnded() {
    touched = false;
  }

  private void apply(Effect effect, boolean done) {
    SessionSettings settings = session.settings;
    Pins pins = session.pins;
    switch (effect) {
      case Effect.SetSetting set -> {
        if (set.local()) {
          settings.setLocal();
        } else {
          settings.set(set);
        }
      }
      case Effect.ResetSetting reset -> {
        if (reset.local()) {
          settings.setLocal();
        } else {
          settings.reset(reset.name());
        }
      }
      case Effect.ResetAll all -> settings.resetAll();
      case Effect.OpaqueLocal local -> settings.setLocal();
      case Effect.Commit commit -> {
        if (done) {
          settings.commit();
        } else {
          settings.rollback();
          pins.ask();
        }
      }
      case Effect.Rollback rollback -> {
        settings.rollback();
        pins.ask();
      }
      case Effect.PrepareTransaction prepare -> {
        if (done) {
          settings.commit();
        } else {
          settings.rollback();
        }
      }
      case Effect.Savepoint savepoint -> settings.savepoint(savepoint.name());
      case Effect.RollbackTo rollback -> {
        settings.rollbackTo(rollback.name());
        pins.ask();
      }
      case Effect.ReleaseSavepoint release -> settings.release(release.name());
      case Effect.DiscardAll all -> {
        settings.discardAll();
        pins.clear();
        forgetStatements();
      }
      case Effect.DeallocateAll all -> {
        forgetStatements();
        pins.ask();
      }
      case Effect.DeallocateStatement deallocate -> {
        session.names.remove(deallocate.name().getBytes(StandardCharsets.UTF_8));
        pins.ask();
      }
      case Effect.PrepareStatement prepare -> pins.pin(PinReason.SQL_PREPARE);
      case Effect.Pin pin -> {
        pins.pin(pin.reason());
        if (pin.reason() == PinReason.ADVISORY_LOCK) {
          // It may have been tried in vain.
          pins.ask();
        }
      }
      case Effect.Unpin unpin -> pins.ask();
      case Effect.DiscardTemporary temporary -> pins.ask();
      case Effect.Opaque opaque -> pins.askAll();
      case Effect.Ddl ddl -> {
        if (!pins.temporaryTables()) {
          session.target.catalogChanged();
        }
      }
      case Effect.RoleDefaults defaults -> session.target.reconnect();
      case Effect.Begin begin -> {}
      case Effect.SetTransaction set -> {}
      case Effect.DiscardPlans plans -> {}
      case Effect.DiscardSequences sequences -> {}
      case Effect.ExecuteStatement execute -> {}
      case Effect.Listen listen -> {}
      case Effect.Unlisten unlisten -> {}
      case Effect.UnlistenAll all -> {}
      case Effect.ReadsSequenceState reads -> {}
      case Effect.AdvancesSequence advances -> session.lease.sequenceAdvanced();
      case Effect.CallsFunction calls -> {} // Noted when it was sent
      case Effect.CopyFromClient copy -> {}
      case Effect.CopyToClient copy -> {}
      case Effect.ShowOwn show -> {}
      case Effect.ExplainRoute explain -> {}
    }
  }

  private void forgetStatements() {
    session.names.clear();
    session.leasedSession().statements.clear();
  }
}
