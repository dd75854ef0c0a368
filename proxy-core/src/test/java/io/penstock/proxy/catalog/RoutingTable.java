package io.penstock.proxy.catalog;

import io.penstock.sql.route.RouteReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The labelled statements of routing.txt, and the schema they are about. */
final class RoutingTable {
  private RoutingTable() {}

  /**
   * One statement.
   *
   * @param reason READ for those that a replica may serve
   */
  record Labelled(RouteReason reason, String sql) {
    boolean reads() {
      return reason == RouteReason.READ;
    }
  }

  static List<Labelled> statements() {
    return resource("routing.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(RoutingTable::labelled)
        .toList();
  }

  private static Labelled labelled(String line) {
    int tab = line.indexOf('\t');
    String label = line.substring(0, tab);
    RouteReason reason = label.equals("read") ? RouteReason.READ : RouteReason.valueOf(label);
    return new Labelled(reason, line.substring(tab + 1));
  }

  static String schema() {
    return resource("schema.sql");
  }

  private static String resource(String name) {
    try (InputStream in = RoutingTable.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
