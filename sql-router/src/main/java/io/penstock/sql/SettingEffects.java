package io.penstock.sql;

import io.penstock.sql.TransactionModes.Access;
import io.penstock.sql.TransactionModes.Deferral;
import io.penstock.sql.TransactionModes.Isolation;
import java.util.Locale;

/** What it means to set a setting: some are more than a value. */
final class SettingEffects {
  private SettingEffects() {}

  static void set(EffectList effects, String name, String value, boolean local, SettingForm form) {
    switch (name) {
      case "seed" -> effects.add(new Effect.Pin(PinReason.SET_SEED));
      case "transaction_isolation", "transaction_read_only", "transaction_deferrable" ->
          effects.add(new Effect.SetTransaction(modes(name, value)));
      case "session_authorization" -> {
        effects.add(new Effect.SetSetting(name, value, local, form));
        effects.add(new Effect.SetSetting("role", "none", local, SettingForm.SQL_TEXT));
      }
      case "search_path" -> {
        effects.add(new Effect.SetSetting(name, value, local, form));
        if (createsTemporary(value)) {
          effects.add(new Effect.Pin(PinReason.TEMPORARY_TABLE));
        }
      }
      default -> effects.add(new Effect.SetSetting(name, value, local, form));
    }
  }

  static void reset(EffectList effects, String name, boolean local) {
    switch (name) {
      case "transaction_isolation", "transaction_read_only", "transaction_deferrable" ->
          effects.add(new Effect.SetTransaction(TransactionModes.NONE));
      case "session_authorization" -> {
        effects.add(new Effect.ResetSetting(name, local));
        effects.add(new Effect.ResetSetting("role", local));
      }
      default -> effects.add(new Effect.ResetSetting(name, local));
    }
  }

  /**
   * Whether new objects may land in the temporary schema though nobody says TEMP: it is first in
   * the path, but for the user's own schema, which need not exist.
   */
  private static boolean createsTemporary(String path) {
    for (String entry : path.toLowerCase(Locale.ROOT).split(",", -1)) {
      String schema = entry.replaceAll("[\"'\\s]", "");
      if (schema.startsWith("pg_temp")) {
        return true;
      }
      if (!schema.equals("$user")) {
        return false;
      }
    }
    return false;
  }

  private static TransactionModes modes(String name, String value) {
    String word = value.replace("'", "").toLowerCase(Locale.ROOT);
    boolean on = "on".equals(word) || "true".equals(word) || "yes".equals(word) || "1".equals(word);
    return switch (name) {
      case "transaction_isolation" ->
          new TransactionModes(isolation(word), Access.UNSTATED, Deferral.UNSTATED);
      case "transaction_read_only" ->
          new TransactionModes(
              Isolation.UNSTATED, on ? Access.READ_ONLY : Access.READ_WRITE, Deferral.UNSTATED);
      default ->
          new TransactionModes(
              Isolation.UNSTATED,
              Access.UNSTATED,
              on ? Deferral.DEFERRABLE : Deferral.NOT_DEFERRABLE);
    };
  }

  private static Isolation isolation(String word) {
    return switch (word) {
      case "serializable" -> Isolation.SERIALIZABLE;
      case "repeatable read" -> Isolation.REPEATABLE_READ;
      case "read committed" -> Isolation.READ_COMMITTED;
      case "read uncommitted" -> Isolation.READ_UNCOMMITTED;
      default -> Isolation.UNSTATED;
    };
  }
}
