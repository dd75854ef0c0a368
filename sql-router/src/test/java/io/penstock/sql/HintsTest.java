package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintsTest {
  private final StatementScanner scanner = new StatementScanner();

  private Hints of(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    scanner.scan(Scans.surrounded(text), Scans.OFFSET, text.length);
    return scanner.hints();
  }

  @Test
  void everyWordIsUnderstood() {
    assertThat(
            of(
                "/* penstock: replica, consistency=bounded node=Wien-1,cache=30s shard=s2 */"
                    + " SELECT 1"))
        .isEqualTo(
            new Hints(
                Hints.Route.REPLICA,
                Hints.Consistency.BOUNDED,
                "Wien-1",
                30_000L,
                "s2",
                List.of()));
    assertThat(of("SELECT 1 --penstock: PRIMARY\n").route()).isEqualTo(Hints.Route.PRIMARY);
    assertThat(of("SELECT/*penstock:cache=off*/1").cacheMillis()).isEqualTo(0L);
    assertThat(of("SELECT/*penstock: cache=250ms*/1").cacheMillis()).isEqualTo(250L);
    for (Hints.Consistency consistency : Hints.Consistency.values()) {
      assertThat(of("/* penstock: consistency=" + consistency + " */ BEGIN").consistency())
          .isEqualTo(consistency);
    }
  }

  @Test
  void hintsOfSeveralCommentsAndStatementsCountTogether() {
    Hints hints = of("/* penstock: node=a */ BEGIN; SELECT 1 /* x */ /* penstock: replica */");
    assertThat(hints.node()).isEqualTo("a");
    assertThat(hints.route()).isEqualTo(Hints.Route.REPLICA);
  }

  @Test
  void whatIsNotUnderstoodIsToldAndChangesNothing() {
    Hints hints =
        of("/* penstock: primary replica fast node= cache=1d consistency=none shard=a shard=b */");
    assertThat(hints.route()).isEqualTo(Hints.Route.PRIMARY);
    assertThat(hints.shard()).isEqualTo("a");
    assertThat(hints.node()).isNull();
    assertThat(hints.cacheMillis()).isNull();
    assertThat(hints.consistency()).isNull();
    assertThat(hints.unknown())
        .containsExactly("replica", "fast", "node=", "cache=1d", "consistency=none", "shard=b");
    assertThat(of("/* penstock: replica, primary */").route()).isEqualTo(Hints.Route.PRIMARY);
  }

  @Test
  void howMuchIsToldOfWhatIsNotUnderstoodIsBounded() {
    Hints hints = of("/* penstock: " + "x".repeat(1000) + " y".repeat(1000) + " */ SELECT 1");
    assertThat(hints.unknown()).hasSize(16).allMatch(word -> word.length() <= 64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '/* penstock: primary */'",
        "SELECT E'\\'/* penstock: primary */'",
        "SELECT $$ /* penstock: primary */ $$, U&'/* penstock: primary */'",
        "SELECT \"/* penstock: primary */\" FROM t",
        "SELECT 1 /* route='/ penstock: primary' */",
        "SELECT 1 /*traceparent='00-5bd66ef5095369c7b0d1f8f4bd33716a-c532cb4098ac3dd2-01'*/",
        "SELECT 1 -- x /* penstock: primary */",
        "SELECT 1 /* /* penstock: primary */ */",
        "penstock: primary",
        "SELECT 1 /* penstock primary */",
        "/* PENSTOCK: primary */ SELECT 1",
        "/*penstock",
      })
  void nothingElseIsAHint(String sql) {
    assertThat(of("/* penstock: replica */ SELECT 1").route()).isEqualTo(Hints.Route.REPLICA);
    assertThat(of(sql)).isSameAs(Hints.NONE);
  }

  @Test
  void aCommentSeenBeforeIsNotReadAgain() {
    byte[] text =
        "SELECT a /* penstock: replica, cache=30s */ FROM t".getBytes(StandardCharsets.US_ASCII);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Hints first = null;
    long before = 0;
    for (int round = 0; round < 20_000; round++) {
      if (round == 10_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      scanner.scan(text, 0, text.length);
      first = first == null ? scanner.hints() : first;
      assert scanner.hints() == first;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(scanner.hints()).isSameAs(first);
    assertThat(allocated).isLessThan(10_000);
  }

  @Test
  void otherCommentsInTheSamePlaceAreNotTakenForOneAnother() {
    for (int round = 0; round < 2; round++) {
      for (int node = 0; node < 2_000; node++) {
        assertThat(of("/* penstock: node=n" + node + " */ SELECT 1").node()).isEqualTo("n" + node);
      }
    }
  }
}
