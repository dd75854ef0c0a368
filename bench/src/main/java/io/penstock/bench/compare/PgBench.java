package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import io.penstock.bench.process.Database;
import io.penstock.bench.process.Program;
import io.penstock.bench.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own load generator. */
final class PgBench {
  private static final String LOG_PREFIX = "latency";
  private static final String OUTPUT = "output";
  private static final int MOST_MESSAGES = 5;

  private final String program;
  private final Database database;
  private final Path folder;

  private PgBench(Path program, Database database, Path folder) {
    this.program = program.toString();
    this.database = database;
    this.folder = folder;
  }

  /** The program on the PATH. */
  static Path find() {
    return Program.find("pgbench")
        .orElseThrow(() ->
            new BenchException(
                "pgbench is not on the PATH, and the embedded PostgreSQL has none: install"
                    + " PostgreSQL's client programs (Debian: postgresql; Red Hat:"
                    + " postgresql-contrib)"));
  }

  /**
   * @param folder where it may leave files
   */
  static PgBench of(Path program, Database database, Path folder) throws IOException {
    return new PgBench(program, database, Files.createDirectories(folder));
  }

  String version() throws InterruptedException {
    return Program.output(List.of(program, "--version")).strip();
  }

  /** Makes its tables, with so many times 100,000 accounts; what was in them is lost. */
  void initialise(int scale) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(program, "-i", "-q", "-s", "" + scale));
    command.addAll(whereto(database.address().host(), database.address().port()));
    Program.output(command);
  }

  private List<String> whereto(String host, int port) {
    return List.of("-h", host, "-p", "" + port, "-U", database.user(), database.name());
  }

  /**
   * Loads one contender.
   *
   * @throws BenchException if pgbench fails; the message has what it said
   */
  Measurement run(Cell cell, Contender contender, int seconds)
      throws IOException, InterruptedException {
    clear();
    ServerProcess proxy = contender.process();
    CostMeter meter = proxy == null ? null : new CostMeter(proxy::read, System::nanoTime);
    Path output = folder.resolve(OUTPUT);
    ProcessBuilder builder =
        new ProcessBuilder(command(cell, contender, seconds))
            .directory(folder.toFile())
            .redirectOutput(output.toFile());
    builder.environment().put("PGSSLMODE", cell.tls() ? "require" : "disable");
    builder.environment().put("PGGSSENCMODE", "disable");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      List<String> messages = follow(process, meter);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new BenchException(
            "pgbench ended with exit code " + exitCode + ": " + String.join("; ", messages));
      }
    } finally {
      process.destroyForcibly();
    }
    PgBenchOutput printed = PgBenchOutput.parse(Files.readString(output));
    Latencies latencies = Latencies.read(logs());
    return new Measurement(
        printed.perSecond(),
        printed.averageMillis(),
        latencies.percentile(50),
        latencies.percentile(99),
        printed.failed(),
        meter == null ? null : meter.cost());
  }

  private List<String> command(Cell cell, Contender contender, int seconds) {
    int threads = Math.min(cell.clients(), Runtime.getRuntime().availableProcessors());
    List<String> command = new ArrayList<>(List.of(program, "-n", "-S"));
    command.addAll(
        List.of("-M", cell.mode().word(), "-c", "" + cell.clients(), "-j", "" + threads));
    // All transactions are logged where they are few; else a tenth says enough and costs little.
    command.addAll(List.of("-T", "" + seconds, "-P", "1", "-l", "--log-prefix=" + LOG_PREFIX));
    command.add("--sampling-rate=" + (cell.reconnect() || cell.clients() == 1 ? "1" : "0.1"));
    if (cell.reconnect()) {
      command.add("-C");
    }
    command.addAll(whereto(contender.address().host(), contender.address().port()));
    return command;
  }

  /** Takes a reading at every report, and returns the first of the lines that are none. */
  private static List<String> follow(Process process, @Nullable CostMeter meter)
      throws IOException {
    List<String> messages = new ArrayList<>();
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var progress = Progress.parse(line);
        if (progress.isEmpty() && messages.size() < MOST_MESSAGES) {
          messages.add(line);
        } else if (progress.isPresent() && meter != null) {
          meter.reported(progress.get());
        }
      }
    }
    return messages;
  }

  private List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(LOG_PREFIX + "."))
          .toList();
    }
  }

  private void clear() throws IOException {
    for (Path log : logs()) {
      Files.delete(log);
    }
  }
}
