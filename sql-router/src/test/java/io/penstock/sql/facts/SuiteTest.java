package io.penstock.sql.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.ClientEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Parses psql scripts, such as those of PostgreSQL's regression suite in {@code
 * src/test/regress/sql} of its sources: {@code -Dpenstock.scripts=folder}.
 */
@EnabledIfSystemProperty(named = "penstock.scripts", matches = ".+")
class SuiteTest {
  @Test
  void nearlyAllQueriesAndChangesOfTheSuiteAreUnderstood() throws IOException {
    List<byte[]> statements = new ArrayList<>();
    try (var files = Files.list(Path.of(System.getProperty("penstock.scripts")))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".sql")).sorted().toList()) {
        PsqlScript.addQueries(Files.readAllBytes(file), statements);
      }
    }

    List<String> notUnderstood = new ArrayList<>();
    for (byte[] sql : statements) {
      ParseResult result = StatementParser.parse(sql, 0, sql.length, ClientEncoding.UTF8, true);
      if (result instanceof ParseResult.Unparsed(var verb, String reason, var words)) {
        notUnderstood.add(reason + ": " + new String(sql, ClientEncoding.UTF8.charset()));
      }
    }

    int understood = statements.size() - notUnderstood.size();
    System.out.println(understood + " of " + statements.size() + " understood");
    assertThat(statements).hasSizeGreaterThan(1000);
    // The suite has statements that are wrong on purpose, one in a hundred.
    assertThat(understood / (double) statements.size())
        .as("not understood:%n%s", String.join("\n", notUnderstood))
        .isGreaterThan(0.98);
  }
}
