package io.penstock.proxy.cli;

import static io.penstock.proxy.server.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.proxy.move.GrowingDatabase;
import io.penstock.proxy.move.Ledger;
import io.penstock.proxy.server.ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** bin/penstock shards move as a process of its own, which may be killed. */
@Timeout(120)
class ShardMoveCommandIT {
  @TempDir private Path folder;
  private GrowingDatabase shop;
  private ProxyServer one;
  private ProxyServer two;
  private Path old;
  private Path now;

  @BeforeEach
  void start() throws Exception {
    shop =
        new GrowingDatabase(
            "{name: orders, key: customer_id}, {name: lines, key: customer_id}",
            "CREATE TABLE orders (customer_id bigint, id int, amount int NOT NULL, note text,"
                + " PRIMARY KEY (customer_id, id))",
            "CREATE TABLE lines (customer_id int, order_id int, article text)",
            "CREATE INDEX ON lines (customer_id)");
    one = shop.startProxy(0, 1, 1, 0);
    two = shop.startProxy(0, 1, 1, 0);
    old = file("old.yaml", 1, 1);
    now = file("new.yaml", 1, 1, 1);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private Path file(String name, int... weights) throws IOException {
    return Files.writeString(folder.resolve(name), shop.yaml(0, weights));
  }

  private String[] words(String... more) {
    List<String> words = new ArrayList<>(List.of("shards", "move", old.toString(), now.toString()));
    for (ProxyServer proxy : List.of(one, two)) {
      words.add("--proxy=127.0.0.1:" + proxy.address().getPort());
    }
    words.addAll(List.of("--user=admin", "--sslmode=disable"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void aMoveThatIsKilledAtAnyMomentGoesOnWhereItStoppedAndClientsSeeNoError() throws Exception {
    Ledger ledger =
        new Ledger(4, 60, () -> (Math.random() < 0.5 ? one : two).address().getPort(), false);
    try (ledger) {
      eventually("there is something to move", () -> ledger.transactions.get() > 1_000);
      Random random = new Random(3);
      for (int kills = 0; kills < 2; kills++) {
        try (RunningProcess mover = RunningProcess.penstock(words("--batch-rows=20"))) {
          mover.awaitLine("^moved |^nothing to do|^done");
          var unused = mover.exitsWithin(Duration.ofMillis(random.nextInt(300)));
        }
      }
      assertThatThrownBy(() -> one.reload(shop.config(0, 1, 2, 1)))
          .hasMessageContaining("another placement of keys");
      try (RunningProcess mover = RunningProcess.penstock(words())) {
        assertThat(mover.awaitExit()).as(mover.output()).isZero();
      }
      long after = ledger.transactions.get();
      eventually("clients go on", () -> ledger.transactions.get() > after + 200);
      one.reload(shop.config(0, 1, 1, 1));
      two.reload(shop.config(0, 1, 1, 1));
      assertThatThrownBy(() -> one.reload(shop.config(0, 1, 1, 0)))
          .hasMessageContaining("another placement of keys");
      long reloaded = ledger.transactions.get();
      eventually("clients go on", () -> ledger.transactions.get() > reloaded + 200);
    }
    assertThat(ledger.problems).isEmpty();
    List<String> found = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      found.addAll(shop.rows(shard, "SELECT customer_id, id, amount FROM orders"));
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(ledger.rows());
    assertThat(shop.rows(2, "SELECT 1 FROM orders")).isNotEmpty();
    CommandRun status = CommandRun.of(words("--status"));
    assertThat(status.out()).isEqualTo("finished\n");
    CommandRun again = CommandRun.of(words());
    assertThat(again.out()).contains("nothing to do");
    assertThat(again.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aDryRunTellsWhichKeysWouldMoveAndMovesNone() {
    CommandRun run = CommandRun.of(words("--dry-run"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("of all keys move").contains("s2");
    assertThat(CommandRun.of(words("--status")).out()).contains("were never moved");
  }

  @Test
  void whatIsMissingIsNamed() {
    CommandRun run = CommandRun.of("shards", "move", old.toString(), now.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("--proxy is missing");
    assertThat(CommandRun.of(words("--max-pause=1ms")).err()).contains("100ms to 10m");
  }
}
