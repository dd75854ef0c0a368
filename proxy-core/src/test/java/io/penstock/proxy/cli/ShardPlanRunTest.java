package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardPlanRunTest {
  private static final String TWO =
      """
      databases:
        orders:
          sharding:
            algorithm: hash
            shards:
              - {name: s0, nodes: [{host: a}]}
              - {name: long-name, nodes: [{host: b}]}
            tables: [{name: orders, key: customer}]
      """;
  private static final String FOUR =
      """
      databases:
        orders:
          sharding:
            algorithm: hash
            shards:
              - {name: s0, nodes: [{host: a}]}
              - {name: long-name, nodes: [{host: b}]}
              - {name: s2, nodes: [{host: c}]}
              - {name: s3, nodes: [{host: d}]}
            tables: [{name: orders, key: customer}]
            pins: [{key: 42, shard: s3}]
      """;
  private static final String SHOP = "shop: {sharding: {shards: [{name: x, nodes: [{host: x}]}]}}";

  @TempDir private Path folder;

  private String file(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml).toString();
  }

  private CommandRun plan(String old, String now, String... options) throws IOException {
    String[] words = new String[4 + options.length];
    words[0] = "shards";
    words[1] = "plan";
    words[2] = file("old.yaml", old);
    words[3] = file("new.yaml", now);
    System.arraycopy(options, 0, words, 4, options.length);
    return CommandRun.of(words);
  }

  @Test
  void whatMovesIsShownInAlignedTables() throws IOException {
    assertThat(plan(TWO, FOUR))
        .isEqualTo(
            new CommandRun(
                0,
                """
                database orders: hash, 2 shards; then hash, 4 shards
                from      | to | share of all keys
                long-name | s3 |  25.00 %
                s0        | s2 |  25.00 %
                50.00 % of all keys move
                keys   | from       | to
                pin 42 | not pinned | s3
                """,
                ""));
  }

  @Test
  void aShardMoreOnTheRingMovesItsShareToItAlone() throws IOException {
    String ring = FOUR.replace("algorithm: hash", "virtual-nodes: 128");
    String old = TWO.replace("algorithm: hash", "virtual-nodes: 128");
    CommandRun run = plan(old, ring.replaceAll(".*s2.*\n|.*pins.*\n", ""));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("database orders: consistent-hash, 2 shards; then consistent-hash, 3 shards")
        .containsPattern("(?m)^long-name \\| s3 \\| +1\\d\\.\\d\\d %$")
        .containsPattern("(?m)^s0        \\| s3 \\| +1\\d\\.\\d\\d %$")
        .containsPattern("(?m)^3\\d\\.\\d\\d % of all keys move$");
  }

  @Test
  void nothingMovesBetweenEqualFiles() throws IOException {
    assertThat(plan(TWO, TWO).out())
        .isEqualTo("database orders: hash, 2 shards; then hash, 2 shards\nno key moves\n");
  }

  @Test
  void theDatabaseMustBeShardedInBothFiles() throws IOException {
    String both = TWO + "  shop: {nodes: [{host: x}]}\n";
    assertThat(plan(both, both).exitCode()).isZero();
    assertThat(plan(both, both, "--database", "shop"))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "shards plan: database shop is not sharded in the old file"
                    + " (expected: sharding in both)\n"));
    assertThat(plan(both, both, "--database", "shap").err())
        .isEqualTo(
            "shards plan: --database shap is not a database of both files"
                + " (expected: one of [orders, shop])\n");
    String plain = "databases: {shop: {nodes: [{host: x}]}}\n";
    CommandRun none = plan(plain, plain);
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err())
        .isEqualTo(
            "shards plan: --database is missing (expected: a database that is sharded in both)\n");
    String two = both.replace("shop: {nodes: [{host: x}]}", SHOP);
    assertThat(plan(two, two).err())
        .isEqualTo("shards plan: --database is missing (expected: one of [orders, shop])\n");
    assertThat(plan(two, two, "--database", "shop").exitCode()).isZero();
  }

  @Test
  void aMistakeInAFileIsNamedWithItsLine() throws IOException {
    CommandRun run = plan(TWO, TWO.replace("name: s0", "name: a/b"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("new.yaml:6: databases.orders.sharding.shards[0].name");
  }

  @Test
  void wordsThatAreNotUnderstoodAreRefusedWithTheUsage() {
    assertThat(CommandRun.of("shards").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("shards").err()).contains("plan");
    assertThat(CommandRun.of("shards", "plan", "x").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("shards", "plan", "x").err()).contains("NEW");
    assertThat(CommandRun.of("shards", "plan", "--help").out())
        .contains("OLD", "NEW", "--database");
  }
}
