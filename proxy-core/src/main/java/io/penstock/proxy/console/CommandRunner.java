package io.penstock.proxy.console;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.penstock.config.ConfigDifference.Change;
import io.penstock.config.InvalidConfigException;
import io.penstock.config.PenstockConfig;
import io.penstock.pool.node.NodeBan;
import io.penstock.proxy.console.ConsoleCommand.Ban;
import io.penstock.proxy.console.ConsoleCommand.Disable;
import io.penstock.proxy.console.ConsoleCommand.Empty;
import io.penstock.proxy.console.ConsoleCommand.Enable;
import io.penstock.proxy.console.ConsoleCommand.ForDrivers;
import io.penstock.proxy.console.ConsoleCommand.Kill;
import io.penstock.proxy.console.ConsoleCommand.KillClient;
import io.penstock.proxy.console.ConsoleCommand.MoveShards;
import io.penstock.proxy.console.ConsoleCommand.Pause;
import io.penstock.proxy.console.ConsoleCommand.Reconnect;
import io.penstock.proxy.console.ConsoleCommand.Reload;
import io.penstock.proxy.console.ConsoleCommand.ReloadDryRun;
import io.penstock.proxy.console.ConsoleCommand.Resume;
import io.penstock.proxy.console.ConsoleCommand.SetApplicationName;
import io.penstock.proxy.console.ConsoleCommand.SetKey;
import io.penstock.proxy.console.ConsoleCommand.Show;
import io.penstock.proxy.console.ConsoleCommand.ShowHelp;
import io.penstock.proxy.console.ConsoleCommand.Shutdown;
import io.penstock.proxy.console.ConsoleCommand.Suspend;
import io.penstock.proxy.console.ConsoleCommand.Unban;
import io.penstock.proxy.console.ConsoleCommand.WaitClose;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs commands for one user. */
final class CommandRunner {
  private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

  private final ConsoleUser user;
  private final ConsoleServer server;

  CommandRunner(ConsoleUser user, ConsoleServer server) {
    this.user = user;
    this.server = server;
  }

  /**
   * Runs a command.
   *
   * @return may complete on any thread; never fails at once, only through the future
   */
  CompletableFuture<Outcome> run(ConsoleCommand command) {
    try {
      if (command.administrative()) {
        requireAdministrator(command);
      }
      return start(command);
    } catch (ConsoleException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private CompletableFuture<Outcome> start(ConsoleCommand command) {
    return switch (command) {
      case Empty empty -> completedFuture(Outcome.of(""));
      case Show show -> rows(show.table(), "SHOW");
      case ShowHelp help -> completedFuture(Outcome.of(Help.notice(), "SHOW"));
      case ForDrivers ignored -> completedFuture(Outcome.of(ignored.tag()));
      case SetApplicationName name -> completedFuture(Outcome.of("SET"));
      case Pause pause -> pause(pause.database());
      case Resume resume -> resume(resume.database());
      case Kill kill -> tagged(server.kill(known(kill.database())), "KILL");
      case KillClient kill -> killClient(kill.id());
      case Reconnect reconnect -> {
        server.reconnect(known(reconnect.database()));
        yield completedFuture(Outcome.of("RECONNECT"));
      }
      case WaitClose wait -> tagged(server.waitClose(known(wait.database())), "WAIT_CLOSE");
      case Disable disable -> {
        requireKnown(disable.database());
        server.disable(disable.database(), true);
        yield completedFuture(Outcome.of("DISABLE"));
      }
      case Enable enable -> {
        requireKnown(enable.database());
        server.disable(enable.database(), false);
        yield completedFuture(Outcome.of("ENABLE"));
      }
      case Ban ban -> {
        NodeBan until = NodeBan.of(ban.duration(), ban.reason());
        requireNode(ban.node(), ban.database(), server.ban(ban.node(), ban.database(), until));
        yield completedFuture(Outcome.of("BAN"));
      }
      case Unban unban -> {
        requireNode(
            unban.node(), unban.database(), server.ban(unban.node(), unban.database(), null));
        yield completedFuture(Outcome.of("UNBAN"));
      }
      case Reload reload -> configured(server.reload(true)).thenApply(CommandRunner::reloaded);
      case ReloadDryRun dryRun -> configured(rows(ShowChanges.TABLE, "RELOAD"));
      case MoveShards move -> {
        requireKnown(move.database());
        yield rows(ShowMove.table(move), "SHARDS MOVE")
            .exceptionallyCompose(CommandRunner::notFollowed);
      }
      case Shutdown shutdown ->
          completedFuture(Outcome.then("SHUTDOWN", () -> server.shutdown(shutdown.mode())));
      case Suspend suspend ->
          throw new ConsoleException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "SUSPEND is not supported: a running proxy does not hand its sockets to another",
              "To replace the process without dropping clients start the new one on the same port"
                  + " (listen.reuse-port) and run SHUTDOWN WAIT_FOR_CLIENTS on the old; to hold"
                  + " traffic use PAUSE.");
      case SetKey set -> {
        PenstockConfig changed = RuntimeSettings.set(server.config(), set.key(), set.value());
        yield tagged(configured(server.configure(changed)), "SET");
      }
    };
  }

  private void requireAdministrator(ConsoleCommand command) {
    if (!user.administrator()) {
      throw new ConsoleException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "user \"" + user.name() + "\" may only run SHOW",
          "An administrator is named under admin.users of the configuration.");
    }
    LOG.info("console: {} runs {}", user.name(), command.getClass().getSimpleName());
  }

  private @Nullable String known(@Nullable String database) {
    if (database != null) {
      requireKnown(database);
    }
    return database;
  }

  private void requireKnown(String database) {
    if (!server.knows(database)) {
      throw new ConsoleException(
          SqlState.INVALID_CATALOG_NAME,
          "no such database: \"" + database + "\"",
          "SHOW DATABASES lists them.");
    }
  }

  private static void requireNode(String node, @Nullable String database, int found) {
    if (found == 0) {
      throw new ConsoleException(
          SqlState.UNDEFINED_OBJECT,
          "no such node: \"" + node + "\"" + (database == null ? "" : " in \"" + database + "\""),
          "SHOW REPLICAS lists them.");
    }
  }

  private CompletableFuture<Outcome> pause(@Nullable String database) {
    known(database);
    if (server.paused(database)) {
      throw new ConsoleException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          database == null
              ? "all databases are paused already"
              : "database \"" + database + "\" is paused already",
          "RESUME ends a pause.");
    }
    return tagged(server.pause(database), "PAUSE");
  }

  private CompletableFuture<Outcome> resume(@Nullable String database) {
    known(database);
    if (database != null && !server.paused(database)) {
      throw new ConsoleException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "database \"" + database + "\" is not paused",
          "SHOW DATABASES shows which are.");
    }
    server.resume(database);
    return completedFuture(Outcome.of("RESUME"));
  }

  private CompletableFuture<Outcome> killClient(long id) {
    return server
        .killClient(id)
        .thenApply(found -> {
          if (!found) {
            throw new ConsoleException(
                SqlState.UNDEFINED_OBJECT,
                "no such client: " + id,
                "The last column of SHOW CLIENTS is the id.");
          }
          return Outcome.of("KILL_CLIENT");
        });
  }

  private <R> CompletableFuture<Outcome> rows(Table<R> table, String tag) {
    return table.collect(server).thenApply(rows -> Outcome.of(rows, tag));
  }

  private static CompletableFuture<Outcome> tagged(CompletableFuture<Void> done, String tag) {
    return done.thenApply(nothing -> Outcome.of(tag));
  }

  /** Tells what kept a configuration from being carried out as what it is: no error of ours. */
  private static <T> CompletableFuture<T> configured(CompletableFuture<T> done) {
    return done.exceptionallyCompose(failure -> {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return CompletableFuture.failedFuture(
          cause instanceof IllegalStateException
              ? new ConsoleException(
                  ErrorFields.error(
                          SqlState.CONFIG_FILE_ERROR,
                          "the configuration cannot be carried out: nothing was changed")
                      .withDetail(String.valueOf(cause.getMessage())))
              : failure);
    });
  }

  private static CompletableFuture<Outcome> notFollowed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return CompletableFuture.failedFuture(
        cause instanceof IllegalStateException
            ? new ConsoleException(
                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                String.valueOf(cause.getMessage()),
                "The move goes on when it can be read.")
            : failure);
  }

  private static Outcome reloaded(List<Change> changes) {
    List<Change> waiting = changes.stream().filter(change -> !change.appliedLive()).toList();
    if (waiting.isEmpty()) {
      return Outcome.of("RELOAD");
    }
    String keys = waiting.stream().map(Change::toString).collect(Collectors.joining("\n"));
    return Outcome.of(
        ErrorFields.warning(SqlState.WARNING, "some changes take a restart").withDetail(keys),
        "RELOAD");
  }

  /** The error to send for a command whose future failed. */
  static ErrorFields error(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapper when wrapper.getCause() != null -> error(wrapper.getCause());
      case ConsoleException refused -> refused.fields();
      case InvalidConfigException invalid ->
          ErrorFields.error(
                  SqlState.CONFIG_FILE_ERROR,
                  "the configuration file has mistakes: nothing was changed")
              .withDetail(String.valueOf(invalid.getMessage()));
      default -> {
        LOG.error("console: a command failed", failure);
        yield ErrorFields.error(SqlState.INTERNAL_ERROR, "the command failed: " + failure)
            .withHint("The log of the proxy has the details.");
      }
    };
  }
}
