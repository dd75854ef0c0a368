package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Formats;
import io.penstock.wire.SqlState;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.BindComplete;
import io.penstock.wire.backend.CloseComplete;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.ParameterDescription;
import io.penstock.wire.backend.ParseComplete;
import io.penstock.wire.backend.ReadyForQuery;
import io.penstock.wire.frontend.Bind;
import io.penstock.wire.frontend.Close;
import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Execute;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.Parse;
import io.penstock.wire.frontend.Query;
import io.penstock.wire.frontend.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Both query protocols of one client of the console. Takes one message after the other; while a
 * command runs it must be given none. Confined to the client's event loop.
 */
final class ConsoleProtocol {
  /** What one client may prepare and bind: far above what drivers do. */
  private static final int MOST_STATEMENTS = 256;

  private final Supplier<ByteBuf> out;

  /** Runs a command and calls back, on the loop, with its outcome or else its error. */
  private final BiConsumer<ConsoleCommand, Answered> runner;

  private final Map<String, ConsoleCommand> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private TransactionStatus status = TransactionStatus.IDLE;
  private boolean skipping;

  /** Told what a command came to. */
  interface Answered {
    /** Exactly one of the two is not null. */
    void with(@Nullable Outcome outcome, @Nullable ErrorFields error);
  }

  /**
   * @param out where answers are appended
   */
  ConsoleProtocol(Supplier<ByteBuf> out, BiConsumer<ConsoleCommand, Answered> runner) {
    this.out = out;
    this.runner = runner;
  }

  /** Whether messages up to the next Sync are to be dropped, after an error. */
  boolean skipping() {
    return skipping;
  }

  void query(Query query) {
    statements.remove("");
    portals.remove("");
    ConsoleCommand command;
    try {
      command = CommandParser.parse(query.sql());
    } catch (ConsoleException refused) {
      send(new ErrorResponse(refused.fields()));
      ready();
      return;
    }
    Portal portal = new Portal(command, Formats.ALL_TEXT);
    run(
        portal,
        error -> {
          send(new ErrorResponse(error));
          ready();
        },
        () -> {
          if (command.table() != null) {
            portal.describe(out.get());
          }
          portal.fetch(0, out.get());
          ready();
        });
  }

  /** Takes a message of the extended protocol. */
  void extended(FrontendMessage message) {
    try {
      switch (message) {
        case Parse parse -> parse(parse);
        case Bind bind -> bind(bind);
        case Describe describe -> describe(describe);
        case Execute execute -> execute(execute);
        case Close close -> close(close);
        default -> throw new IllegalArgumentException("not of the extended protocol");
      }
    } catch (ConsoleException refused) {
      fail(refused.fields());
    }
  }

  void sync() {
    skipping = false;
    if (status == TransactionStatus.IDLE) {
      portals.clear();
    }
    ready();
  }

  /** There are no functions to call. */
  void functionCall() {
    send(
        new ErrorResponse(
            ErrorFields.error(
                SqlState.FEATURE_NOT_SUPPORTED, "the console has no functions to call")));
    ready();
  }

  private void parse(Parse parse) {
    String name = parse.statement();
    if (!name.isEmpty()) {
      requireAbsent(statements, name, SqlState.DUPLICATE_PREPARED_STATEMENT, "prepared statement");
    }
    statements.remove("");
    statements.put(name, CommandParser.parse(parse.sql()));
    send(ParseComplete.INSTANCE);
  }

  private void bind(Bind bind) {
    ConsoleCommand command = statement(bind.statement());
    if (!bind.parameters().isEmpty()) {
      throw new ConsoleException(
          SqlState.PROTOCOL_VIOLATION,
          "bind message supplies " + bind.parameters().size() + " parameters (expected: 0)",
          "Commands of the console take no parameters: write names into the command.");
    }
    requireFormats(command, bind.resultFormats());
    String name = bind.portal();
    if (!name.isEmpty()) {
      requireAbsent(portals, name, SqlState.DUPLICATE_CURSOR, "portal");
    }
    portals.put(name, new Portal(command, bind.resultFormats()));
    send(BindComplete.INSTANCE);
  }

  private static void requireFormats(ConsoleCommand command, Formats formats) {
    Table<?> table = command.table();
    int columns = table == null ? 0 : table.columns().size();
    if (formats.count() > 1 && formats.count() != columns) {
      throw new ConsoleException(
          SqlState.PROTOCOL_VIOLATION,
          "bind message has " + formats.count() + " result formats (expected: " + columns + ")",
          "Send none, one for all columns, or one for each.");
    }
    for (int i = 0; i < formats.count(); i++) {
      if (formats.code(i) != 0 && formats.code(i) != 1) {
        throw new ConsoleException(
            SqlState.INVALID_PARAMETER_VALUE,
            "unsupported format code: " + formats.code(i) + " (expected: 0 or 1)",
            "0 is text, 1 is binary.");
      }
    }
  }

  private void describe(Describe describe) {
    if (describe.target() == Target.STATEMENT) {
      ConsoleCommand command = statement(describe.name());
      send(new ParameterDescription(List.of()));
      Portal.describe(command, Formats.ALL_TEXT, out.get());
    } else {
      portal(describe.name()).describe(out.get());
    }
  }

  private void execute(Execute execute) {
    Portal portal = portal(execute.portal());
    if (portal.hasRun()) {
      portal.fetch(execute.maxRows(), out.get());
    } else {
      run(portal, this::fail, () -> portal.fetch(execute.maxRows(), out.get()));
    }
  }

  private void close(Close close) {
    if (close.target() == Target.STATEMENT) {
      statements.remove(close.name());
    } else {
      portals.remove(close.name());
    }
    send(CloseComplete.INSTANCE);
  }

  /** What to do with an error. */
  private interface Failed {
    void with(ErrorFields error);
  }

  private void run(Portal portal, Failed failed, Runnable done) {
    ConsoleCommand command = portal.command();
    runner.accept(
        command,
        (outcome, error) -> {
          if (outcome == null) {
            failed.with(error == null ? unexplained() : error);
            return;
          }
          if (command instanceof ConsoleCommand.ForDrivers driver && driver.status() != null) {
            status = driver.status();
          }
          portal.ran(outcome);
          done.run();
        });
  }

  private static ErrorFields unexplained() {
    return ErrorFields.error(SqlState.INTERNAL_ERROR, "the command failed without a reason");
  }

  private ConsoleCommand statement(String name) {
    ConsoleCommand found = statements.get(name);
    if (found == null) {
      throw new ConsoleException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          "prepared statement \"" + name + "\" does not exist",
          "Parse it on this connection first.");
    }
    return found;
  }

  private Portal portal(String name) {
    Portal found = portals.get(name);
    if (found == null) {
      throw new ConsoleException(
          SqlState.INVALID_CURSOR_NAME,
          "portal \"" + name + "\" does not exist",
          "A portal lives until the next Sync outside of a transaction.");
    }
    return found;
  }

  private static void requireAbsent(
      Map<String, ?> known, String name, String sqlState, String what) {
    if (known.containsKey(name)) {
      throw new ConsoleException(
          sqlState, what + " \"" + name + "\" already exists", "Close it first.");
    }
    if (known.size() >= MOST_STATEMENTS) {
      throw new ConsoleException(
          SqlState.CONFIGURATION_LIMIT_EXCEEDED,
          "this connection already has " + known.size() + " of this kind: " + what,
          "Close what is no longer needed.");
    }
  }

  private void fail(ErrorFields error) {
    skipping = true;
    send(new ErrorResponse(error));
  }

  private void ready() {
    send(new ReadyForQuery(status));
  }

  private void send(BackendMessage message) {
    message.encode(out.get());
  }
}
