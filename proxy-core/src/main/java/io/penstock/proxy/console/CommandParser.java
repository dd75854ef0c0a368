package io.penstock.proxy.console;

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
import io.penstock.proxy.console.ConsoleCommand.WaitClose;
import io.penstock.wire.SqlState;
import io.penstock.wire.TransactionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one command. Keywords in any case, names as they are, one semicolon at the end. */
final class CommandParser {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int LONGEST_QUOTE = 40;

  private final List<Token> tokens;

  private CommandParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * The command that the text is.
   *
   * @throws ConsoleException when it is none
   */
  static ConsoleCommand parse(String text) {
    List<Token> tokens = new ArrayList<>(Token.of(text));
    int end = 0;
    while (end < tokens.size() && !tokens.get(end).isSymbol(';')) {
      end++;
    }
    if (end + 1 < tokens.size()) {
      throw new ConsoleException(
          SqlState.SYNTAX_ERROR,
          "the console runs one command at a time",
          "Send each command in a query of its own.");
    }
    return new CommandParser(tokens.subList(0, end)).command();
  }

  private ConsoleCommand command() {
    if (tokens.isEmpty()) {
      return new Empty();
    }
    return switch (tokens.get(0).keyword()) {
      case "SHOW" -> show();
      case "SELECT" -> select();
      case "SET" -> set();
      case "PAUSE" -> new Pause(database());
      case "RESUME" -> new Resume(database());
      case "KILL" -> new Kill(database());
      case "KILL_CLIENT" -> new KillClient(clientId());
      case "RECONNECT" -> new Reconnect(database());
      case "WAIT_CLOSE" -> new WaitClose(database());
      case "DISABLE" -> new Disable(requiredDatabase());
      case "ENABLE" -> new Enable(requiredDatabase());
      case "BAN", "UNBAN" -> BanParser.parse(tokens);
      case "RELOAD" -> reload();
      case "SHARDS" -> moveShards();
      case "SHUTDOWN" -> new Shutdown(shutdownMode());
      case "SUSPEND" -> alone(new Suspend());
      case "BEGIN" -> new ForDrivers("BEGIN", TransactionStatus.IN_TRANSACTION);
      case "START" -> new ForDrivers("START TRANSACTION", TransactionStatus.IN_TRANSACTION);
      case "COMMIT", "END" -> new ForDrivers("COMMIT", TransactionStatus.IDLE);
      case "ROLLBACK", "ABORT" -> new ForDrivers("ROLLBACK", TransactionStatus.IDLE);
      case "DISCARD" -> new ForDrivers("DISCARD ALL", null);
      case "RESET" -> new ForDrivers("RESET", null);
      case "DEALLOCATE" -> new ForDrivers("DEALLOCATE ALL", null);
      case "UNLISTEN" -> new ForDrivers("UNLISTEN", null);
      case "CLOSE" -> new ForDrivers("CLOSE CURSOR ALL", null);
      default -> throw ConsoleException.syntax("no such command: " + quoted(tokens.get(0)));
    };
  }

  private ConsoleCommand show() {
    Token what = argument("what to show");
    String word = what.keyword();
    if (word.equals("TRANSACTION") && tokens.size() > 2) {
      return new Show(Table.single("transaction_isolation", "read committed"));
    }
    if (word.equals("TIME") && tokens.size() == 3) {
      return new Show(Table.single("TimeZone", "GMT"));
    }
    atMost(2);
    if (word.equals("HELP")) {
      return new ShowHelp();
    }
    Table<?> table = Tables.find(word);
    if (table != null) {
      return new Show(table);
    }
    String shown = DriverParameters.shown(what.text());
    if (shown != null) {
      return new Show(Table.single(what.text().toLowerCase(Locale.ROOT), shown));
    }
    if (word.equals("FDS")) {
      throw new ConsoleException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "SHOW FDS is not supported: open sockets are not handed to another process",
          "A new process takes over the port with listen.reuse-port; SHOW SOCKETS lists sockets.");
    }
    throw new ConsoleException(
        SqlState.UNDEFINED_OBJECT,
        "no such table: " + quoted(what),
        "SHOW takes one of: " + Tables.names(", "));
  }

  /** SELECT 1 is how connection pools ask whether anybody is there; else it is another SHOW. */
  private ConsoleCommand select() {
    Token what = argument("what to show");
    if (what.kind() == Token.Kind.WORD && NUMBER.matcher(what.text()).matches()) {
      atMost(2);
      long number = Long.parseLong(what.text());
      return new Show(
          Table.immediate(
              "SELECT",
              List.of(Column.<Long>int8("?column?", value -> value)),
              server -> List.of(number)));
    }
    return show();
  }

  private ConsoleCommand set() {
    Token first = argument("a key");
    int at = 1;
    if (first.is("SESSION") || first.is("LOCAL")) {
      at = 2;
    }
    if (at == tokens.size()) {
      throw ConsoleException.syntax("SET takes a key and a value");
    }
    Token key = tokens.get(at);
    if (key.is("TRANSACTION")
        || key.is("CHARACTERISTICS")
        || key.is("TIME")
        || DriverParameters.maySet(key.text())) {
      return new ForDrivers("SET", null);
    }
    boolean assigned =
        tokens.size() == at + 3
            && (tokens.get(at + 1).isSymbol('=') || tokens.get(at + 1).is("TO"));
    if (!assigned || tokens.get(at + 2).kind() == Token.Kind.SYMBOL) {
      throw ConsoleException.syntax("SET takes one key, = and one value");
    }
    String value = tokens.get(at + 2).text();
    return key.text().equalsIgnoreCase(DriverParameters.APPLICATION_NAME)
        ? new SetApplicationName(value)
        : new SetKey(key.text().toLowerCase(Locale.ROOT), value);
  }

  private ConsoleCommand reload() {
    if (tokens.size() == 3 && tokens.get(1).is("DRY") && tokens.get(2).is("RUN")) {
      return new ReloadDryRun();
    }
    return alone(new Reload());
  }

  /** SHARDS MOVE database [WITHIN milliseconds]. */
  private ConsoleCommand moveShards() {
    boolean patient = tokens.size() == 5;
    if ((tokens.size() != 3 && !patient)
        || !tokens.get(1).is("MOVE")
        || tokens.get(2).kind() == Token.Kind.SYMBOL
        || (patient
            && !(tokens.get(3).is("WITHIN") && NUMBER.matcher(tokens.get(4).text()).matches()))) {
      throw ConsoleException.syntax("SHARDS MOVE takes a database, and WITHIN milliseconds");
    }
    long millis = patient ? Long.parseLong(tokens.get(4).text()) : 0;
    return new MoveShards(tokens.get(2).text(), Duration.ofMillis(millis));
  }

  private ShutdownMode shutdownMode() {
    if (tokens.size() == 1) {
      return ShutdownMode.IMMEDIATE;
    }
    atMost(2);
    return switch (tokens.get(1).keyword()) {
      case "WAIT_FOR_SERVERS" -> ShutdownMode.WAIT_FOR_SERVERS;
      case "WAIT_FOR_CLIENTS" -> ShutdownMode.WAIT_FOR_CLIENTS;
      default ->
          throw ConsoleException.syntax(
              "SHUTDOWN takes WAIT_FOR_SERVERS, WAIT_FOR_CLIENTS or nothing, not "
                  + quoted(tokens.get(1)));
    };
  }

  private long clientId() {
    Token id = argument("the id of a client, as SHOW CLIENTS shows it");
    atMost(2);
    if (!NUMBER.matcher(id.text()).matches()) {
      throw ConsoleException.syntax("KILL_CLIENT takes a number, not " + quoted(id));
    }
    return Long.parseLong(id.text());
  }

  private String requiredDatabase() {
    Token name = argument("a database");
    atMost(2);
    return name.text();
  }

  private @Nullable String database() {
    return tokens.size() == 1 ? null : requiredDatabase();
  }

  private Token argument(String what) {
    if (tokens.size() < 2 || tokens.get(1).kind() == Token.Kind.SYMBOL) {
      throw ConsoleException.syntax(tokens.get(0).keyword() + " takes " + what);
    }
    return tokens.get(1);
  }

  private <T> T alone(T command) {
    atMost(1);
    return command;
  }

  private void atMost(int count) {
    if (tokens.size() > count) {
      throw ConsoleException.syntax(
          tokens.get(0).keyword() + " does not take " + quoted(tokens.get(count)) + " here");
    }
  }

  /** A word of the command, shortened; a text in quotes may be a secret and is not repeated. */
  static String quoted(Token token) {
    if (token.kind() == Token.Kind.STRING) {
      return "a text in quotes";
    }
    String text = token.text().replaceAll("\\p{Cntrl}", "?");
    return '"'
        + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text)
        + '"';
  }
}
