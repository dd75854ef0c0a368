package io.penstock.proxy.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What {@code bin/penstock} starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the JVM with its {@link ExitCode}. */
  public static void main(String[] words) {
    System.exit(execute(System.console(), System.in, System.out, System.err, words));
  }

  /**
   * Runs one command, on the calling thread; {@code run} and {@code demo} return when they have
   * been told to stop.
   *
   * @param in where a password is read from
   * @param out what the command is for, in UTF-8
   * @param err what goes wrong, in UTF-8
   * @return an {@link ExitCode}
   */
  public static int execute(InputStream in, OutputStream out, OutputStream err, String... words) {
    return execute(null, in, out, err, words);
  }

  private static int execute(
      @Nullable Console console,
      InputStream in,
      OutputStream out,
      OutputStream err,
      String... words) {
    PrintWriter output = utf8(out);
    PrintWriter errors = utf8(err);
    CommandLine commands =
        new CommandLine(new Commands(console, in, output, errors))
            .addSubcommand(new ShardCommands(output))
            .setOut(output)
            .setErr(errors)
            .setExecutionExceptionHandler((failure, command, parsed) -> {
              if (!(failure instanceof CommandFailedException)) {
                throw failure;
              }
              errors.println(failure.getMessage());
              return ExitCode.FAILED;
            });
    return commands.execute(words);
  }

  private static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
