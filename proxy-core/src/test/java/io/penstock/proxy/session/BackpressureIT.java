package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import io.penstock.wire.Bytes;
import io.penstock.wire.frontend.CopyData;
import io.penstock.wire.frontend.CopyDone;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who takes slowly is given slowly; nothing piles up between, and nobody else waits. */
class BackpressureIT {
  private static final long FEW_MEGABYTES = 12L << 20;

  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 3");
    proxy.execute("CREATE TABLE t(a text)");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static void othersGoOn(long before) {
    try (ScriptedClient other = proxy.client()) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
      while (System.nanoTime() < end) {
        assertThat(other.run("SELECT 1")).contains("D(1)");
        assertThat(proxy.directMemory() - before).isLessThan(FEW_MEGABYTES);
      }
    }
  }

  private static void waitsFor(String event) {
    ProxyFixture.eventually(
        "the backend waits for " + event,
        () -> {
          try {
            return !proxy
                .ask(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                        + " wait_event = '"
                        + event
                        + "' AND state = 'active'")
                .equals("0");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aResultOfTwoHundredMegabytesForAClientThatDoesNotRead() {
    ScriptedClient slow =
        ScriptedClient.connect(proxy.port(), ProxyFixture.USER, proxy.database(), 32 * 1024);
    long before = proxy.directMemory();
    slow.sends(ScriptedClient.query("SELECT repeat('x', 1000), generate_series(1, 200000)"));
    waitsFor("ClientWrite");
    othersGoOn(before);
    int rows = slow.countUntilReady();
    assertThat(rows).isEqualTo(200_000);
    assertThat(slow.run("SELECT 1")).contains("D(1)");
    slow.close();
  }

  @Test
  void aRowOfAHundredMegabytesPassesInPieces() {
    try (ScriptedClient client = proxy.client()) {
      long before = proxy.directMemory();
      client.sends(ScriptedClient.query("SELECT repeat('x', 100000000)"));
      assertThat(client.countUntilReady()).isEqualTo(1);
      assertThat(proxy.directMemory() - before).isLessThan(FEW_MEGABYTES);
    }
  }

  @Test
  void copyInOfTwentyMegabytesIntoABackendThatDoesNotRead() throws Exception {
    proxy.execute(
        "CREATE FUNCTION wait_for_lock() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$",
        "CREATE TRIGGER wait BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION wait_for_lock()");
    byte[] row = ScriptedClient.bytes(new CopyData(Bytes.utf8("x".repeat(8000) + "\n")));
    try (Connection locker = proxy.connectDirectly();
        Statement lock = locker.createStatement();
        ScriptedClient client = proxy.client()) {
      lock.execute("SELECT pg_advisory_lock(1)");
      client.sends(ScriptedClient.query("COPY t FROM STDIN")).until('G');
      long before = proxy.directMemory();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 2500; i++) {
                  client.send(row);
                }
              });
      waitsFor("advisory");
      othersGoOn(before);
      assertThat(writer.isAlive()).as("the client is held back").isTrue();
      lock.execute("SELECT pg_advisory_unlock(1)");
      writer.join();
      client.sends(new CopyDone());
      assertThat(client.untilReady()).isEqualTo("C(COPY 0) Z(I)");
    }
  }

  @Test
  void aStatementOfManyMegabytesPasses() {
    try (ScriptedClient client = proxy.client()) {
      String text = "x".repeat(20_000_000);
      assertThat(client.value("SELECT length('" + text + "')")).isEqualTo("20000000");
      assertThat(client.runExtended("SELECT length($1)", text)).contains("D(20000000)");
    }
  }
}
