package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.sql.Script;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatementNamesTest {
  private static PreparedStatement lookUp(StatementNames names, String name) {
    // In the middle of other bytes, as in a received frame.
    ByteBuf in = Unpooled.copiedBuffer("xx" + name + "yy", StandardCharsets.UTF_8);
    return names.get(in, 2, name.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void withAnyOperationsItIsTheMapThatItStandsFor() {
    Random random = new Random(2);
    StatementNames names = new StatementNames();
    Map<String, PreparedStatement> expected = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      String name = "S_" + random.nextInt(200) + (random.nextInt(5) == 0 ? "ü" : "");
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          byte[] body = new byte[random.nextInt(20)];
          PreparedStatement statement = PreparedStatement.of(body, Script.PLAIN, Scan.NONE, "" + i);
          names.put(bytes, statement);
          expected.put(name, statement);
        }
        case 2 -> assertThat(names.remove(bytes)).isSameAs(expected.remove(name));
        default -> {
          if (random.nextInt(500) == 0) {
            names.clear();
            expected.clear();
          }
        }
      }
      assertThat(lookUp(names, name)).isSameAs(expected.get(name));
      assertThat(names.size()).isEqualTo(expected.size());
    }
    expected.forEach((name, statement) -> assertThat(lookUp(names, name)).isSameAs(statement));
    long bytes = 0;
    for (Map.Entry<String, PreparedStatement> entry : expected.entrySet()) {
      bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += entry.getValue().body().length;
    }
    assertThat(names.bytes()).isEqualTo(bytes);
  }

  @Test
  void theNameOnBackendsTellsTextTypesAndMeaningApart() {
    byte[] body = {1, 2, 3};
    PreparedStatement statement = PreparedStatement.of(body, Script.PLAIN, Scan.NONE, "a");
    assertThat(PreparedStatement.of(body.clone(), Script.PLAIN, Scan.NONE, "a").name())
        .isEqualTo(statement.name());
    assertThat(PreparedStatement.of(body, Script.PLAIN, Scan.NONE, "b").name())
        .isNotEqualTo(statement.name());
    assertThat(PreparedStatement.of(new byte[] {1, 2}, Script.PLAIN, Scan.NONE, "a").name())
        .isNotEqualTo(statement.name());
    assertThat(statement.name().length()).isLessThan(64);
    assertThat(statement.under("a")).isSameAs(statement);
  }
}
