package io.penstock.proxy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about shards. */
@Command(
    name = "shards",
    description = "What becomes of rows when shards change.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class)
final class ShardCommands {
  private final PrintWriter out;

  ShardCommands(PrintWriter out) {
    this.out = out;
  }

  @Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      versionProvider = VersionLine.class,
      description = {
        "Shows which keys move from which shard to which when one file takes the place of another.",
        "Asks no server: it tells of all keys that there can be, not of those that there are."
      })
  int plan(
      @Parameters(paramLabel = "OLD", description = "penstock.yaml as it is.") Path old,
      @Parameters(paramLabel = "NEW", description = "penstock.yaml as it shall be.") Path now,
      @Option(
              names = "--database",
              paramLabel = "NAME",
              description = "The sharded database. Default: the only one of both files.")
          @Nullable String database) {
    return ShardPlanRun.run(ConfigFile.load(old), ConfigFile.load(now), database, out);
  }
}
