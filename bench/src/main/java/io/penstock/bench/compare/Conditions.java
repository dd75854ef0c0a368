package io.penstock.bench.compare;

import io.penstock.bench.process.Penstock;
import io.penstock.bench.process.PgBouncer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** On what was measured. */
final class Conditions {
  private Conditions() {}

  static Map<String, String> of(
      CompareOptions options, PgBench pgbench, String server, @Nullable PgBouncer pgbouncer)
      throws IOException, InterruptedException {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("Penstock", Penstock.version());
    conditions.put("PgBouncer", pgbouncer == null ? "none" : pgbouncer.version());
    conditions.put("PostgreSQL", server);
    conditions.put("pgbench", pgbench.version());
    conditions.put(
        "machine",
        "%d cores, %s, Linux %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.version")));
    conditions.put("pool size", Integer.toString(options.poolSize));
    conditions.put("scale", Integer.toString(options.scale));
    conditions.put("rounds", "%d of %d s for each cell".formatted(options.rounds, options.seconds));
    conditions.put("warm-up", options.warmUp + " s for each proxy");
    conditions.put("load average before", loadAverage());
    return conditions;
  }

  /** Over 1, 5 and 15 minutes. */
  static String loadAverage() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
    return String.join(" ", fields[0], fields[1], fields[2]);
  }

  private static String processor() throws IOException {
    Optional<String> model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst();
    return model.orElse(System.getProperty("os.arch"));
  }
}
