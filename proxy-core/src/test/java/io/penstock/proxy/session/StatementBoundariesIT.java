package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.server.ScriptedClient;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.sql.StatementScanner;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner and PostgreSQL agree on where statements end. */
class StatementBoundariesIT {
  private static final int TEXTS = 1_500;

  /** Each is an expression for PostgreSQL, at least with one setting of how to read backslashes. */
  private static final String[] EXPRESSIONS = {
    "1",
    ".5",
    "0x1F",
    "1 - -1",
    "1 + + 2",
    "';'",
    "'it''s;'",
    "'a\\'",
    "'a\\';'",
    "E'a\\';'",
    "E'\\\\'",
    "'a'\n';b'",
    "'a' -- ;'\n'b'",
    "U&'d\\0061;'",
    "N';'",
    "B'01'",
    "$$;$$",
    "$$'$$",
    "$a$;$b$;$$;$a$",
    "$é$;$é$",
    "1 AS \";\"",
    "1 AS \"a\"\";\"",
    "1 AS U&\"d\\0061;\"",
    "1 AS a$b$c",
    "1 AS é",
    "/* ; */ 1",
    "1 /* /* ; */ ; ' */",
    "1 -- ; '\n",
    "1 --\r",
    "1/*;*/+/*;*/1",
    "(SELECT 1)",
    "CASE WHEN true THEN 1 END",
    "'a'::text",
    "ARRAY[1,2]",
    "2*-1",
    "@-1",
    "1<>-1",
    "1=-1",
    "4!=-- ;\n4",
    "'{\"a\":1}'::json->>'a'"
  };

  /** Put anywhere, most of these are errors. */
  private static final String[] ANYTHING = {
    "'", "\"", "$$", "$a$", "E'", "\\", "/*", "*/", "--", "\n", ";", "(", ")", "\\'", "''", " "
  };

  private static final String[] BETWEEN = {
    ";", " ; ", ";;", "/* ; */;", "; -- ;\n", ";\n/* ' */\n", " ;--';\r"
  };

  private final Random random = new Random(20261122);

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void whatIsSplitRunsAsItDoesInOne(String standardStrings) {
    PostgresServer server = PostgresServer.shared();
    int compared = 0;
    int several = 0;
    try (ScriptedClient client =
        ScriptedClient.connect(
            server.port(),
            server.superuser(),
            "postgres",
            "standard_conforming_strings",
            standardStrings,
            "escape_string_warning",
            "off")) {
      for (int round = 0; round < TEXTS; round++) {
        String text = text();
        String answers = client.run(text);
        if (!answers.contains("E(")) {
          compared++;
          several += compare(client, text, answers, standardStrings.equals("on")) > 1 ? 1 : 0;
        }
      }
    }
    assertThat(compared).as("texts without errors").isGreaterThan(TEXTS / 3);
    assertThat(several).as("texts of several statements").isGreaterThan(TEXTS / 6);
  }

  /** Runs each statement by itself, and tells how many there are. */
  private static int compare(
      ScriptedClient client, String text, String answers, boolean standardStrings) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Script script =
        new StatementScanner().scan(bytes, 0, bytes.length, ClientEncoding.UTF8, standardStrings);
    StringBuilder byThemselves = new StringBuilder();
    for (Statement statement : script.statements()) {
      int length = statement.end() - statement.start();
      String sql = new String(bytes, statement.start(), length, StandardCharsets.UTF_8);
      String answer = client.run(sql);
      byThemselves.append(answer, 0, answer.lastIndexOf("Z("));
    }
    if (!script.plain() && !script.empty()) {
      assertThat(byThemselves + "Z(I)").as(text).isEqualTo(answers);
    }
    assertThat(answers.split("C\\(SELECT", -1)).as(text).hasSize(script.count() + 1);
    return script.count();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int statements = random.nextInt(4); statements >= 0; statements--) {
      text.append("SELECT ").append(oneOf(EXPRESSIONS));
      for (int more = random.nextInt(4); more > 0; more--) {
        text.append(", ").append(oneOf(EXPRESSIONS));
      }
      text.append(oneOf(BETWEEN));
    }
    if (random.nextInt(3) == 0) {
      text.insert(random.nextInt(text.length()), oneOf(ANYTHING));
    }
    return text.toString();
  }

  private String oneOf(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
