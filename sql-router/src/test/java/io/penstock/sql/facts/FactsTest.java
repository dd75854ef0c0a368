package io.penstock.sql.facts;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactsTest {
  static List<String> lines() {
    return Texts.statements("facts.txt");
  }

  @Test
  void theTableOfFactsIsThere() {
    assertThat(lines()).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theFactsOfEachStatementAreThoseLabelled(String line) {
    int arrow = line.lastIndexOf(" =>");
    String sql = line.substring(0, arrow).strip();
    String label = line.substring(arrow + 3).strip();

    assertThat(words(StatementParser.parse(sql), label.contains("attributes"))).isEqualTo(label);
  }

  private static String words(ParseResult result, boolean attributes) {
    if (!(result instanceof ParseResult.Parsed(StatementFacts facts))) {
      return "unparsed";
    }
    List<String> words = new ArrayList<>();
    if (!facts.executes()) {
      words.add("explained");
    }
    add(words, "reads", tables(facts, TableUse.Access.READ));
    add(words, "writes", tables(facts, TableUse.Access.WRITE));
    add(words, "calls", facts.functions().stream().map(FactsTest::words));
    add(words, "operators", facts.operators().stream().map(it -> dotted(it.schema(), it.name())));
    add(words, "types", facts.types().stream().filter(FactsTest::foreign).map(FactsTest::words));
    if (attributes) {
      add(words, "attributes", facts.attributes().stream().sorted());
    }
    if (facts.locks()) {
      words.add("locks");
    }
    assertThat(facts.writes())
        .isEqualTo(facts.tables().stream().anyMatch(it -> it.access() == TableUse.Access.WRITE));
    return String.join("; ", words);
  }

  private static void add(List<String> words, String what, Stream<String> names) {
    String list = names.collect(joining(", "));
    if (!list.isEmpty()) {
      words.add(what + " " + list);
    }
  }

  private static Stream<String> tables(StatementFacts facts, TableUse.Access access) {
    return facts.tables().stream()
        .filter(table -> table.access() == access)
        .map(table -> dotted(table.schema(), table.name()));
  }

  private static String words(FunctionUse call) {
    String count = call.star() ? "*" : String.valueOf(call.arguments());
    return dotted(call.schema(), call.name()) + "/" + count + (call.variadic() ? " variadic" : "");
  }

  private static boolean foreign(TypeUse type) {
    return !"pg_catalog".equals(type.schema());
  }

  private static String words(TypeUse type) {
    return dotted(type.schema(), type.name());
  }

  private static String dotted(String schema, String name) {
    return schema == null ? name : schema + "." + name;
  }
}
