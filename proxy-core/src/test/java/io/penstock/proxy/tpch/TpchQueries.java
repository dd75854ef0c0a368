package io.penstock.proxy.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** TPC-H's queries with one set of values each. */
final class TpchQueries {
  static final int COUNT = 22;

  private TpchQueries() {}

  static String query(int number) {
    String name = "q%02d.sql".formatted(number);
    try (InputStream in = TpchQueries.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
