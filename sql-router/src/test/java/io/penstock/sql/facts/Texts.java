package io.penstock.sql.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the files of statements that the tests go through. */
final class Texts {
  private Texts() {}

  /** The statements of a file: one a line, and a line that begins with a space continues it. */
  static List<String> statements(String resource) {
    List<String> statements = new ArrayList<>();
    for (String line : text(resource).split("\n")) {
      if (line.startsWith(" ")) {
        statements.add(statements.removeLast() + "\n" + line);
      } else if (!line.isBlank() && !line.startsWith("-- ") && !line.startsWith("#")) {
        statements.add(line);
      }
    }
    return statements;
  }

  private static String text(String resource) {
    try (InputStream in = Texts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The facts of a statement that must be understood. */
  static StatementFacts facts(String sql) {
    return switch (StatementParser.parse(sql)) {
      case ParseResult.Parsed(StatementFacts facts) -> facts;
      case ParseResult.Unparsed(var verb, String reason, var words) ->
          throw new AssertionError(verb + " not understood, " + reason + ": " + sql);
    };
  }
}
