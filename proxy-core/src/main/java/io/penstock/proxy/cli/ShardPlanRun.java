package io.penstock.proxy.cli;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.sql.shard.ShardMoves;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What moves between the shards of a database when its configuration changes, as tables. */
final class ShardPlanRun {
  private ShardPlanRun() {}

  /**
   * Prints it.
   *
   * @throws CommandFailedException if no sharded database of both files is meant
   */
  static int run(
      PenstockConfig old, PenstockConfig now, @Nullable String database, PrintWriter out) {
    String name = chosen("plan", old, now, database);
    ShardingConfig before = sharding(old, name);
    ShardingConfig after = sharding(now, name);
    if (before == null || after == null) {
      throw new CommandFailedException(
          "shards plan: database %s is not sharded in the %s file (expected: sharding in both)"
              .formatted(name, before == null ? "old" : "new"));
    }
    ShardMoves moves = ShardMoves.between(before, after);
    out.println(
        "database %s: %s, %d shards; then %s, %d shards"
            .formatted(
                name,
                algorithm(before),
                before.shards().size(),
                algorithm(after),
                after.shards().size()));
    shares(moves.shares(), out);
    keys(moves.keys(), out);
    moves.remarks().forEach(out::println);
    if (moves.shares().isEmpty() && moves.keys().isEmpty() && moves.remarks().isEmpty()) {
      out.println("no key moves");
    }
    return ExitCode.OK;
  }

  private static void shares(List<ShardMoves.Share> shares, PrintWriter out) {
    if (shares.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>(List.of(List.of("from", "to", "share of all keys")));
    double all = 0;
    for (ShardMoves.Share share : shares) {
      rows.add(List.of(share.from(), share.to(), percent(share.part())));
      all += share.part();
    }
    table(rows, out);
    out.println(percent(all).strip() + " of all keys move");
  }

  private static void keys(List<ShardMoves.Keys> keys, PrintWriter out) {
    if (keys.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>(List.of(List.of("keys", "from", "to")));
    keys.forEach(key -> rows.add(List.of(key.what(), key.from(), key.to())));
    table(rows, out);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%6.2f %%", 100 * part);
  }

  private static void table(List<List<String>> rows, PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = row.get(column);
        line.append(column == 0 ? "" : " | ").append(cell);
        line.append(" ".repeat(widths[column] - cell.length()));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String algorithm(ShardingConfig config) {
    return config.algorithm().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static @Nullable ShardingConfig sharding(PenstockConfig config, String name) {
    DatabaseConfig database = config.databases().get(name);
    return database == null ? null : database.sharding();
  }

  /** The database that is meant; command is for the error. */
  static String chosen(
      String command, PenstockConfig old, PenstockConfig now, @Nullable String database) {
    TreeSet<String> names = new TreeSet<>(old.databases().keySet());
    names.retainAll(now.databases().keySet());
    if (database == null) {
      names.removeIf(name -> sharding(old, name) == null || sharding(now, name) == null);
    }
    if (database == null && names.size() == 1) {
      return names.first();
    }
    if (database == null || !names.contains(database)) {
      String found =
          database == null ? "is missing" : database + " is not a database of both files";
      throw new CommandFailedException(
          "shards %s: --database %s (expected: %s)"
              .formatted(
                  command,
                  found,
                  names.isEmpty() ? "a database that is sharded in both" : "one of " + names));
    }
    return database;
  }
}
