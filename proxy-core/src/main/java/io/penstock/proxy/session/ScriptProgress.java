package io.penstock.proxy.session;

import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A script on its way through a backend: which of its statements completes next. */
final class ScriptProgress {
  private final Script script;
  private int next;

  ScriptProgress(Script script) {
    this.script = script;
  }

  /** Progress for a script with effects; null, and no object, for one without. */
  static @Nullable ScriptProgress of(Script script) {
    return script.plain() ? null : new ScriptProgress(script);
  }

  /**
   * Whether the session has to do something once this is done, before anything else may follow:
   * after a RESET it has startup values that the backend has not, after a DISCARD ALL it has no
   * statements.
   */
  boolean mustSettle() {
    return any(effect ->
        switch (effect) {
          case Effect.ResetSetting reset -> !reset.local();
          case Effect.ResetAll all -> true;
          case Effect.DiscardAll all -> true;
          case Effect.DeallocateAll all -> true;
          default -> false;
        });
  }

  /** Whether it begins a transaction, and nothing else. */
  boolean begins() {
    return script.onlyEffect() instanceof Effect.Begin;
  }

  /**
   * Whether a transaction block is open once this is done.
   *
   * @param before whether one was
   */
  boolean leavesBlock(boolean before) {
    boolean open = before;
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        open =
            switch (effect) {
              case Effect.Begin begin -> true;
              case Effect.Commit commit -> commit.chain();
              case Effect.Rollback rollback -> rollback.chain();
              case Effect.PrepareTransaction prepare -> false;
              default -> open;
            };
      }
    }
    return open;
  }

  /** Whether settings may differ once this is done. */
  boolean changesSettings() {
    return any(effect ->
        switch (effect) {
          case Effect.SetSetting set -> true;
          case Effect.ResetSetting reset -> true;
          case Effect.ResetAll all -> true;
          case Effect.OpaqueLocal local -> true;
          case Effect.Opaque opaque -> true;
          case Effect.DiscardAll all -> true;
          case Effect.Rollback rollback -> true;
          case Effect.RollbackTo rollback -> true;
          default -> false;
        });
  }

  /**
   * Whether code runs that may change settings without the text telling which: in part it may last
   * even where the statement fails or is never read to its end.
   */
  static boolean runsUnseenCode(Script script) {
    return any(
        script,
        effect ->
            switch (effect) {
              case Effect.CallsFunction calls -> true;
              case Effect.ExecuteStatement execute -> true;
              case Effect.Opaque opaque -> true;
              default -> false;
            });
  }

  /** Whether this may stand in a failed transaction, since it ends that, if only in part. */
  static boolean endsTransaction(Script script) {
    return any(
        script,
        effect ->
            switch (effect) {
              case Effect.Commit commit -> true;
              case Effect.Rollback rollback -> true;
              case Effect.RollbackTo rollback -> true;
              case Effect.PrepareTransaction prepare -> true;
              default -> false;
            });
  }

  private boolean any(Predicate<Effect> wanted) {
    return any(script, wanted);
  }

  private static boolean any(Script script, Predicate<Effect> wanted) {
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        if (wanted.test(effect)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The statement whose completion has just been told; null past the last one. */
  @Nullable Statement completed() {
    return next < script.statements().size() ? script.statements().get(next++) : null;
  }
}
