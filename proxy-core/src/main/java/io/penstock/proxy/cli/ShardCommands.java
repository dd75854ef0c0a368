package io.penstock.proxy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      versionProvider = VersionLine.class,
      description = {
        "Moves the rows of keys that live elsewhere by the new file, while clients read and write.",
        "All proxies must run with the old file and know the new shards: in the file, at the end, with"
            + " weight: 0. Afterwards they are given the new file.",
        "Stopped at any moment, the same command goes on from there."
      })
  int move(
      @Parameters(paramLabel = "OLD", description = "penstock.yaml as it is.") Path old,
      @Parameters(paramLabel = "NEW", description = "penstock.yaml as it shall be.") Path now,
      @Mixin ShardMoveOptions options)
      throws InterruptedException {
    return ShardMoveRun.run(ConfigFile.load(old), ConfigFile.load(now), options, out);
  }
}
