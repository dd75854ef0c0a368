package io.penstock.bench.process;

import picocli.CommandLine;

/** How all commands of this module end. */
public final class BenchCommand {
  private static final int FAILED = 1;

  private BenchCommand() {}

  /** Runs one and ends the JVM: 0 done, 1 failed, 2 not understood. */
  public static void run(Object command, String... words) {
    CommandLine line =
        new CommandLine(command)
            .setExecutionExceptionHandler((failure, commands, parsed) -> {
              if (!(failure instanceof BenchException)) {
                throw failure;
              }
              commands.getErr().println(commands.getCommandName() + ": " + failure.getMessage());
              return FAILED;
            });
    System.exit(line.execute(words));
  }
}
