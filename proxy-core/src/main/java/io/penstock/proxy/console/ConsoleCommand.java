package io.penstock.proxy.console;

import io.penstock.wire.TransactionStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A command of the console. Where a database may be null, null is all of them. */
sealed interface ConsoleCommand {
  /** A query of nothing. */
  record Empty() implements ConsoleCommand {}

  record Show(Table<?> table) implements ConsoleCommand {}

  record ShowHelp() implements ConsoleCommand {}

  record Pause(@Nullable String database) implements ConsoleCommand {}

  record Resume(@Nullable String database) implements ConsoleCommand {}

  record Kill(@Nullable String database) implements ConsoleCommand {}

  record KillClient(long id) implements ConsoleCommand {}

  record Reconnect(@Nullable String database) implements ConsoleCommand {}

  record WaitClose(@Nullable String database) implements ConsoleCommand {}

  record Disable(String database) implements ConsoleCommand {}

  record Enable(String database) implements ConsoleCommand {}

  /**
   * Keeps reads away from a node.
   *
   * @param duration null: until UNBAN
   * @param reason for a person
   */
  record Ban(
      String node, @Nullable String database, @Nullable Duration duration, @Nullable String reason)
      implements ConsoleCommand {}

  record Unban(String node, @Nullable String database) implements ConsoleCommand {}

  record Reload() implements ConsoleCommand {}

  /** Tells what RELOAD would change. */
  record ReloadDryRun() implements ConsoleCommand {}

  record Shutdown(ShutdownMode mode) implements ConsoleCommand {}

  record Suspend() implements ConsoleCommand {}

  /**
   * Goes by what is on record of the move of a database's keys.
   *
   * @param patience how long to wait for what was sent to shards before
   */
  record MoveShards(String database, Duration patience) implements ConsoleCommand {}

  /** SET of a key of the configuration. */
  record SetKey(String key, String value) implements ConsoleCommand {}

  /**
   * What drivers send of their own accord, such as BEGIN and SET extra_float_digits: accepted, and
   * without effect.
   *
   * @param status the transaction status from then on; null leaves it
   */
  record ForDrivers(String tag, @Nullable TransactionStatus status) implements ConsoleCommand {}

  /** SET application_name, which SHOW CLIENTS shows. */
  record SetApplicationName(String value) implements ConsoleCommand {}

  /** Whether only administrators may run it. */
  default boolean administrative() {
    return switch (this) {
      case Empty c -> false;
      case Show c -> false;
      case ShowHelp c -> false;
      case ForDrivers c -> false;
      case SetApplicationName c -> false;
      case Pause c -> true;
      case Resume c -> true;
      case Kill c -> true;
      case KillClient c -> true;
      case Reconnect c -> true;
      case WaitClose c -> true;
      case Disable c -> true;
      case Enable c -> true;
      case Ban c -> true;
      case Unban c -> true;
      case Reload c -> true;
      case ReloadDryRun c -> true;
      case Shutdown c -> true;
      case Suspend c -> true;
      case SetKey c -> true;
      case MoveShards c -> true;
    };
  }

  /** What it answers with rows of; null when it has none. */
  default @Nullable Table<?> table() {
    return switch (this) {
      case Show show -> show.table();
      case ReloadDryRun dryRun -> ShowChanges.TABLE;
      case MoveShards move -> ShowMove.table(move);
      default -> null;
    };
  }
}
