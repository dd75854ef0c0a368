package io.penstock.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings, for people and for programs.
 *
 * @param conditions what was measured, on what, and how
 */
record Report(Map<String, String> conditions, List<Results> results) {
  private static final DateTimeFormatter FILE_NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /** In Markdown. */
  String text() {
    StringBuilder text = new StringBuilder("# Comparison\n\n");
    conditions.forEach(
        (name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
    text.append(
        "\n## Figures\n\nMedians of all rounds. CPU and memory are those of the proxy's process.\n\n");
    text.append(figures().render());
    text.append(
        "\n## Ratios\n\nMedian of the rounds (lowest-highest). Of Penstock to the other.\n\n");
    text.append(ratios().render());
    List<String> notes = notes();
    if (!notes.isEmpty()) {
      text.append("\n## Notes\n\n");
      notes.forEach(note -> text.append("- ").append(note).append('\n'));
    }
    return text.toString();
  }

  private TextTable figures() {
    TextTable table =
        new TextTable(
            "load",
            "through",
            "tps",
            "avg ms",
            "p50 ms",
            "p99 ms",
            "CPU us/tx",
            "user us",
            "system us",
            "RSS MB");
    for (Results result : results) {
      for (String contender : result.rounds().keySet()) {
        table.row(
            result.cell().toString(),
            contender,
            Figures.text(result.median(contender, Figures.THROUGHPUT), 0),
            Figures.text(result.median(contender, Figures.AVERAGE), 3),
            Figures.text(result.median(contender, Figures.P50), 3),
            Figures.text(result.median(contender, Figures.P99), 3),
            Figures.text(result.median(contender, Figures.CPU), 1),
            Figures.text(result.median(contender, Figures.USER), 1),
            Figures.text(result.median(contender, Figures.SYSTEM), 1),
            Figures.text(result.median(contender, Figures.RESIDENT_MEGABYTES), 0));
      }
    }
    return table;
  }

  private TextTable ratios() {
    TextTable table =
        new TextTable(
            "load",
            "CPU / PgBouncer",
            "tps / PgBouncer",
            "avg latency / PgBouncer",
            "p99 / PgBouncer",
            "tps / direct",
            "avg latency / direct");
    for (Results result : results) {
      table.row(
          result.cell().toString(),
          Figures.text(result.ratio(Contender.PENSTOCK, Contender.PGBOUNCER, Figures.CPU)),
          Figures.text(result.ratio(Contender.PENSTOCK, Contender.PGBOUNCER, Figures.THROUGHPUT)),
          Figures.text(result.ratio(Contender.PENSTOCK, Contender.PGBOUNCER, Figures.AVERAGE)),
          Figures.text(result.ratio(Contender.PENSTOCK, Contender.PGBOUNCER, Figures.P99)),
          Figures.text(result.ratio(Contender.PENSTOCK, Contender.DIRECT, Figures.THROUGHPUT)),
          Figures.text(result.ratio(Contender.PENSTOCK, Contender.DIRECT, Figures.AVERAGE)));
    }
    return table;
  }

  private List<String> notes() {
    return results.stream()
        .flatMap(result -> result.notes().stream().map(note -> result.cell() + ": " + note))
        .toList();
  }

  /** Every measurement of every round. */
  String json() throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("conditions", conditions);
    content.put(
        "cells",
        results.stream()
            .map(result -> {
              Map<String, Object> cell = new LinkedHashMap<>();
              cell.put("cell", result.cell().toString());
              cell.put("rounds", result.rounds());
              cell.put("notes", result.notes());
              return cell;
            })
            .toList());
    return new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValueAsString(content);
  }

  /** Writes both forms into a folder, and returns the one for people. */
  Path save(Path folder, LocalDateTime when) throws IOException {
    Files.createDirectories(folder);
    String name = when.format(FILE_NAME);
    Files.writeString(folder.resolve(name + ".json"), json());
    return Files.writeString(folder.resolve(name + ".md"), text());
  }
}
