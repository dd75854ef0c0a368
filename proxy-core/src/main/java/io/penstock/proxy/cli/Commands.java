package io.penstock.proxy.cli;

import io.penstock.config.ConfigReference;
import io.penstock.config.JsonSchema;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The commands and their words. What they do is in a class for each. */
@Command(
    name = "penstock",
    description = "A PostgreSQL proxy.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    scope = ScopeType.INHERIT,
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "The log goes to standard error; PENSTOCK_LOG sets its level: error, warn, info, debug or trace.",
      "Exit codes: 0 done, 1 failed, 2 not understood."
    })
final class Commands {
  private final @Nullable Console console;
  private final InputStream in;
  private final PrintWriter out;
  private final PrintWriter err;

  Commands(@Nullable Console console, InputStream in, PrintWriter out, PrintWriter err) {
    this.console = console;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  @Command(
      name = "run",
      description = {
        "Serves clients as the file says, until it is told to stop.",
        "SIGHUP reads the file again; a file with a mistake changes nothing.",
        "SIGTERM lets sessions finish for shutdown.drain-timeout; a second one, or SIGINT, stops at once."
      })
  int run(@Parameters(paramLabel = "FILE", description = "penstock.yaml") Path file)
      throws InterruptedException {
    return new ProxyRun(file).run();
  }

  @Command(
      name = "check",
      description = "Names every mistake of a file with its line, or says that there is none.")
  int check(@Parameters(paramLabel = "FILE", description = "penstock.yaml") Path file) {
    out.println(ConfigFile.summary(file, ConfigFile.load(file)));
    return ExitCode.OK;
  }

  @Command(
      name = "explain",
      description = {
        "Tells where a statement would go, and why, without running it or a proxy.",
        "Asks the database's nodes for their state and catalog; decides without where it cannot."
      })
  int explain(
      @Parameters(paramLabel = "FILE", description = "penstock.yaml") Path file,
      @Option(
              names = "--database",
              paramLabel = "NAME",
              description = "The database as clients name it. Default: the only one of the file.")
          @Nullable String database,
      @Parameters(paramLabel = "SQL", description = "The statement.") String sql)
      throws InterruptedException {
    return ExplainRun.run(ConfigFile.load(file), database, sql, out, err);
  }

  @Command(
      name = "demo",
      description = {
        "Starts a real PostgreSQL primary with two replicas, and Penstock in front of them.",
        "Everything is gone when it stops: press Ctrl-C."
      })
  int demo(
      @Option(
              names = "--tour",
              description = "Shows what Penstock does, step by step, and stops by itself.")
          boolean tour,
      @Option(
              names = "--port",
              paramLabel = "N",
              description = "The port for PostgreSQL clients; 0 is any free one. Default: 6432.")
          @Nullable Integer port,
      @Option(
              names = "--http-port",
              paramLabel = "N",
              description = "The port for HTTP; 0 is any free one. Default: 6480.")
          @Nullable Integer httpPort)
      throws Exception {
    DemoPorts ports = DemoPorts.choose(port, httpPort, err);
    return tour ? Demo.tour(ports, out) : Demo.untilStopped(ports, out);
  }

  @Command(
      name = "hash-password",
      description = {
        "Prints the SCRAM-SHA-256 secret of a password, to stand in penstock.yaml instead of it.",
        "Asks for the password on a terminal, else reads one line of standard input."
      })
  int hashPassword(
      @Option(
              names = "--user",
              paramLabel = "USER",
              description = "Prints a line for the users block, ready to paste.")
          @Nullable String user,
      @Option(
              names = "--iterations",
              paramLabel = "N",
              defaultValue = "" + PasswordHash.DEFAULT_ITERATIONS,
              description =
                  "What each guess costs a thief, and each login. Default: ${DEFAULT-VALUE}.")
          int iterations) {
    out.println(PasswordHash.line(user, iterations, PasswordHash.read(console, in)));
    return ExitCode.OK;
  }

  @Command(name = "version", description = "Shows the version, and what it runs on.")
  int version() {
    out.println(VersionLine.text());
    return ExitCode.OK;
  }

  @Command(
      name = "schema",
      description = "Prints the JSON Schema of penstock.yaml, for editors that check while typing.")
  int schema() {
    return print(JsonSchema.render());
  }

  @Command(
      name = "config-reference",
      description = "Prints every key of penstock.yaml with its default and meaning, in Markdown.")
  int configReference() {
    return print(ConfigReference.render());
  }

  private int print(String text) {
    out.print(text);
    out.flush();
    return ExitCode.OK;
  }
}
