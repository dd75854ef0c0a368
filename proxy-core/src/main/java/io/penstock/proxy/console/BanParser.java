package io.penstock.proxy.console;

import io.penstock.config.Durations;
import io.penstock.proxy.console.ConsoleCommand.Ban;
import io.penstock.proxy.console.ConsoleCommand.Unban;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads BAN node [IN database] [FOR duration] [BECAUSE 'reason'] and UNBAN node [IN database]. */
final class BanParser {
  private static final int LONGEST_REASON = 200;

  private @Nullable String database;
  private @Nullable Duration duration;
  private @Nullable String reason;

  private BanParser() {}

  static ConsoleCommand parse(List<Token> tokens) {
    String verb = tokens.get(0).keyword();
    boolean ban = verb.equals("BAN");
    if (tokens.size() < 2 || tokens.get(1).kind() == Token.Kind.SYMBOL) {
      throw ConsoleException.syntax(verb + " takes the name of a node, as SHOW REPLICAS shows it");
    }
    BanParser parser = new BanParser();
    for (int at = 2; at < tokens.size(); at += 2) {
      Token word = tokens.get(at);
      if (at + 1 == tokens.size() || tokens.get(at + 1).kind() == Token.Kind.SYMBOL) {
        throw ConsoleException.syntax("nothing stands after " + CommandParser.quoted(word));
      }
      parser.take(ban, word, tokens.get(at + 1).text());
    }
    String node = tokens.get(1).text();
    return ban
        ? new Ban(node, parser.database, parser.duration, parser.reason)
        : new Unban(node, parser.database);
  }

  private void take(boolean ban, Token word, String value) {
    if (word.is("IN") && database == null) {
      database = value;
    } else if (ban && word.is("FOR") && duration == null) {
      duration = duration(value);
    } else if (ban && word.is("BECAUSE") && reason == null) {
      reason = value.length() > LONGEST_REASON ? value.substring(0, LONGEST_REASON) : value;
    } else {
      throw ConsoleException.syntax(
          ban
              ? "BAN takes a node, IN a database, FOR a duration and BECAUSE a reason, once each, not "
                  + CommandParser.quoted(word)
              : "UNBAN takes a node and IN a database, not " + CommandParser.quoted(word));
    }
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Durations.parse(text);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw ConsoleException.syntax("FOR takes a duration such as 30s, 5m or 1h");
  }
}
