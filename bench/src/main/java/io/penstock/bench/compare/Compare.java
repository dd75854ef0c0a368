package io.penstock.bench.compare;

import io.penstock.bench.process.Address;
import io.penstock.bench.process.BenchCommand;
import io.penstock.bench.process.Certificate;
import io.penstock.bench.process.Database;
import io.penstock.bench.process.Penstock;
import io.penstock.bench.process.PgBouncer;
import io.penstock.bench.process.ProjectFolder;
import io.penstock.bench.process.ProxySettings;
import io.penstock.bench.process.ServerProcess;
import io.penstock.bench.process.WorkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What {@code bench/compare} runs. */
@Command(
    name = "bench/compare",
    mixinStandardHelpOptions = true,
    description = "Measures Penstock beside PgBouncer and PostgreSQL itself with pgbench -S.")
public final class Compare implements Callable<Integer> {
  /** Connections a server needs besides the clients': pools, and a look at it. */
  private static final int SPARE_CONNECTIONS = 60;

  private final PrintWriter out;

  @Mixin private CompareOptions options = new CompareOptions();

  private Compare(PrintWriter out) {
    this.out = out;
  }

  /** Runs it and ends the JVM: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] words) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    BenchCommand.run(new Compare(out), words);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    options.check();
    List<Cell> cells = options.cells();
    Path program = PgBench.find();
    int clients = Math.max(options.mostClients(), 100);
    try (WorkFolder folder = WorkFolder.create()) {
      Certificate certificate = Certificate.in(folder.path());
      try (Database database = database(clients + 2 * options.poolSize, certificate)) {
        PgBench pgbench = PgBench.of(program, database, folder.path().resolve("pgbench"));
        out.printf(
            "PostgreSQL is on %s; making %d rows%n", database.address(), options.scale * 100_000);
        pgbench.initialise(options.scale);
        ProxySettings settings =
            new ProxySettings(database, certificate, options.poolSize, clients + SPARE_CONNECTIONS);
        compare(cells, pgbench, settings, folder.path());
      }
    }
    return 0;
  }

  private Database database(int connections, Certificate certificate) throws SQLException {
    String given = options.postgres;
    return given == null
        ? Database.embedded(connections + SPARE_CONNECTIONS, certificate)
        : Database.given(Address.parse(given), options.database, options.user);
  }

  private void compare(List<Cell> cells, PgBench pgbench, ProxySettings settings, Path folder)
      throws IOException, InterruptedException, SQLException {
    PgBouncer found = PgBouncer.find().orElse(null);
    if (found == null) {
      out.println("pgbouncer is not on the PATH: there is nothing to compare with but PostgreSQL");
    }
    Map<String, String> conditions =
        Conditions.of(options, pgbench, settings.database().version(), found);
    try (ServerProcess pgbouncer = found == null ? null : found.start(settings, folder);
        ServerProcess penstock = Penstock.start(settings, folder, "")) {
      List<Contender> contenders = new ArrayList<>();
      if (!options.withoutDirect) {
        contenders.add(
            new Contender(Contender.DIRECT, settings.database().address(), null, cell -> true));
      }
      if (found != null && pgbouncer != null) {
        contenders.add(
            new Contender(
                Contender.PGBOUNCER,
                pgbouncer.address(),
                pgbouncer,
                cell -> cell.mode() != QueryMode.PREPARED || found.carriesPreparedStatements()));
      }
      contenders.add(new Contender(Contender.PENSTOCK, penstock.address(), penstock, cell -> true));
      Comparison comparison = new Comparison(pgbench, contenders, out);
      comparison.warmUp(cells, options.warmUp);
      List<Results> results = new ArrayList<>();
      for (Cell cell : cells) {
        results.add(comparison.measure(cell, options.seconds, options.rounds));
      }
      conditions.put("load average after", Conditions.loadAverage());
      report(new Report(conditions, results));
    }
  }

  private void report(Report report) throws IOException {
    out.println();
    out.println(report.text());
    Path saved =
        report.save(
            ProjectFolder.path().resolve("bench").resolve("results"),
            LocalDateTime.now(ZoneId.systemDefault()));
    out.println("saved as " + saved + " and .json beside it");
  }
}
