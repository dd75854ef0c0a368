package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExplainIT {
  private static final String FILE =
      """
      listen: {address: 127.0.0.1, port: 0}
      authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
      users: {postgres: {password: unused}}
      databases:
        shop: {dbname: postgres, user: postgres, nodes: [%s], routing: {reads: prefer-replica}}
        alone: {dbname: postgres, user: postgres, nodes: [{name: a, host: 127.0.0.1, port: 1}]}
        orders:
          sharding:
            shards: [{name: s0, nodes: [{host: 127.0.0.1, port: 1}]}]
            tables: [{name: t, key: n}]
      """;

  @TempDir private Path folder;

  private String file(String nodes) throws IOException {
    return Files.writeString(folder.resolve("penstock.yaml"), FILE.formatted(nodes)).toString();
  }

  @Test
  void theNodesAreAskedAsAProxyWould() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.builder().replicas(1).startupSql("CREATE TABLE t (n int)").start()) {
      cluster.awaitCaughtUp();
      String file =
          file(
              cluster.servers().stream()
                  .map(node ->
                      "{name: %s, host: %s, port: %d}"
                          .formatted(node.name(), node.host(), node.port()))
                  .collect(Collectors.joining(", ")));
      CommandRun read = CommandRun.of("explain", file, "--database", "shop", "SELECT n FROM t");
      assertThat(read.err()).isEmpty();
      assertThat(read.exitCode()).isZero();
      assertThat(read.out())
          .containsPattern("class +\\| read\\R")
          .containsPattern("route +\\| replica\\R")
          .containsPattern("reason +\\| it only reads\\R");
      CommandRun write =
          CommandRun.of("explain", file, "--database", "shop", "INSERT INTO t VALUES (1)");
      assertThat(write.out()).containsPattern("route +\\| primary\\R");
    }
  }

  @Test
  void nodesThatDoNotAnswerAreNamedAsTheReasonForLess() throws Exception {
    CommandRun run =
        CommandRun.of(
            "explain",
            file("{name: b, host: 127.0.0.1, port: 1}, {name: c, host: 127.0.0.1, port: 2}"),
            "--database",
            "shop",
            "SELECT n FROM t");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("explain: ", "decided without");
    assertThat(run.out())
        .containsPattern("route +\\| primary\\R")
        .contains("the database's catalog is not loaded");
  }

  @Test
  void oneNodeNeedsNobodyToBeAskedAndADatabaseMustBeNamed() throws Exception {
    String file = file("{name: b, host: 127.0.0.1, port: 1}, {name: c, host: 127.0.0.1, port: 2}");
    assertThat(CommandRun.of("explain", file, "--database", "alone", "SELECT 1").out())
        .contains("does not route");
    CommandRun unclear = CommandRun.of("explain", file, "SELECT 1");
    assertThat(unclear.exitCode()).isEqualTo(1);
    assertThat(unclear.err()).contains("--database is missing", "alone, orders, shop");
  }

  @Test
  void ofADatabaseWithShardsItSaysThatItTellsNothing() throws Exception {
    String file = file("{name: a, host: 127.0.0.1, port: 1}");
    CommandRun run = CommandRun.of("explain", file, "--database", "orders", "SELECT 1");
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("orders has shards");
  }
}
