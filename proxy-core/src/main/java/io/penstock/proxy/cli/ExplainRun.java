package io.penstock.proxy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.proxy.server.OfflineExplanation;
import io.penstock.proxy.session.Explanation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Where a statement would go by a file, as a table. */
final class ExplainRun {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ExplainRun() {}

  /**
   * Prints it.
   *
   * @throws CommandFailedException if it is not clear which database is meant
   */
  static int run(
      PenstockConfig config,
      @Nullable String database,
      String sql,
      PrintWriter out,
      PrintWriter err)
      throws InterruptedException {
    String name = chosen(config, database);
    DatabaseConfig asked = config.database(name);
    if (asked != null && asked.isSharded()) {
      throw new CommandFailedException(
          "explain: database %s has shards (expected: one without)".formatted(name));
    }
    OfflineExplanation found = quietly(config, name, sql);
    if (found.problem() != null) {
      err.println("explain: " + found.problem());
    }
    int width = found.items().stream().mapToInt(item -> item.name().length()).max().orElse(0);
    for (Explanation.Item item : found.items()) {
      out.println(item.name() + " ".repeat(width - item.name().length()) + " | " + item.value());
    }
    return ExitCode.OK;
  }

  /** What a proxy logs of its nodes is no part of the answer. */
  private static OfflineExplanation quietly(PenstockConfig config, String database, String sql)
      throws InterruptedException {
    Logger log = (Logger) LoggerFactory.getLogger("io.penstock");
    Level before = log.getLevel();
    if (System.getenv("PENSTOCK_LOG") == null) {
      log.setLevel(Level.OFF);
    }
    try {
      return OfflineExplanation.of(config, database, sql, PATIENCE);
    } finally {
      log.setLevel(before);
    }
  }

  private static String chosen(PenstockConfig config, @Nullable String wanted) {
    TreeSet<String> names = new TreeSet<>(config.databases().keySet());
    boolean any = names.remove(PenstockConfig.ANY_DATABASE);
    if (wanted == null && names.size() == 1) {
      return names.first();
    }
    if (wanted == null || !(any || names.contains(wanted))) {
      throw new CommandFailedException(
          "explain: --database %s (expected: one of %s)"
              .formatted(
                  wanted == null ? "is missing" : wanted,
                  any ? names + ", or any name" : names.toString()));
    }
    return wanted;
  }
}
