package io.penstock.proxy.cli;

import io.penstock.config.Durations;
import io.penstock.proxy.move.MoveOptions;
import io.penstock.proxy.move.ProxyAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code shards move}. */
final class ShardMoveOptions {
  private static final String PASSWORD = "PENSTOCK_ADMIN_PASSWORD";
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "The sharded database. Default: the only one of both files.")
  @Nullable String database;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "A proxy that serves the database. Every one of them has to be named.")
  List<String> proxies = new ArrayList<>();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description =
          "Whom to log in to their consoles as; the password is taken from " + PASSWORD + ".")
  @Nullable String user;

  @Option(
      names = "--sslmode",
      paramLabel = "MODE",
      defaultValue = "prefer",
      description = "TLS to the consoles, as drivers name it. Default: ${DEFAULT-VALUE}.")
  String sslMode = "prefer";

  @Option(
      names = "--max-pause",
      paramLabel = "DURATION",
      defaultValue = "800ms",
      description = "How long statements for keys on the move may wait. Default: ${DEFAULT-VALUE}.")
  String maxPause = "800ms";

  @Option(
      names = "--batch-rows",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "How many rows are moved at once at most, unless one key has more. Default:"
              + " ${DEFAULT-VALUE}.")
  int batchRows;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description =
          "How long to try again what does not succeed, before the move stops. Default:"
              + " ${DEFAULT-VALUE}.")
  String patience = "5m";

  @Option(
      names = "--allow-others",
      description =
          "Moves keys although there are connections to the shards that are of no named proxy.")
  boolean others;

  @Option(names = "--dry-run", description = "Only tells which keys would move.")
  boolean dryRun;

  @Option(names = "--status", description = "Only tells how far the move is.")
  boolean status;

  MoveOptions moveOptions() {
    Duration pause = duration("--max-pause", maxPause);
    if (pause.compareTo(LEAST_PAUSE) < 0 || pause.compareTo(LONGEST_PAUSE) > 0) {
      throw new CommandFailedException(
          "shards move: --max-pause %s (expected: 100ms to 10m)".formatted(maxPause));
    }
    if (batchRows < 1) {
      throw new CommandFailedException(
          "shards move: --batch-rows %d (expected: at least 1)".formatted(batchRows));
    }
    return new MoveOptions(pause, batchRows, duration("--patience", patience), others);
  }

  private static Duration duration(String option, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          "shards move: %s %s (expected: a duration such as 500ms or 5m)".formatted(option, text));
    }
  }

  /** The proxies; at least one. */
  List<ProxyAddress> addresses() {
    if (proxies.isEmpty() || user == null) {
      throw new CommandFailedException(
          "shards move: %s is missing (expected: --proxy HOST:PORT for every proxy that serves the database, and --user)"
              .formatted(proxies.isEmpty() ? "--proxy" : "--user"));
    }
    List<ProxyAddress> addresses = new ArrayList<>();
    for (String proxy : proxies) {
      int colon = proxy.lastIndexOf(':');
      String port = proxy.substring(colon + 1);
      if (colon < 1 || !port.matches("[0-9]{1,5}")) {
        throw new CommandFailedException(
            "shards move: --proxy %s (expected: HOST:PORT)".formatted(proxy));
      }
      addresses.add(
          new ProxyAddress(
              proxy.substring(0, colon),
              Integer.parseInt(port),
              user,
              System.getenv(PASSWORD),
              sslMode));
    }
    return addresses;
  }
}
