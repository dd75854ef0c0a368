package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.TestScale;
import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.frontend.CopyData;
import io.penstock.wire.frontend.CopyDone;
import io.penstock.wire.frontend.CopyFail;
import io.penstock.wire.frontend.Flush;
import io.penstock.wire.frontend.FunctionCall;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends after it was let in, it harms nobody but itself. */
class MalformedFramesIT {
  private static final int INPUTS = TestScale.times(20_000);
  private static final int PER_CLIENT = 10;

  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2, cancel-wait-timeout: 1s", "limits: {max-frame-size: 1MB}");
    proxy.execute("CREATE TABLE t(a int)");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static byte[] frame(char type, int length, byte... payload) {
    return ByteBuffer.allocate(5 + payload.length)
        .put((byte) type)
        .putInt(length)
        .put(payload)
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20, 0x70000000})
  void aLengthOutOfBoundsEndsTheSession(int length) {
    for (char type : new char[] {'Q', 'P', 'B', 'd', 'S', 'X'}) {
      ScriptedClient client = proxy.client();
      client.send(frame(type, length));
      assertThat(client.untilEnd()).isEqualTo("E(08P01) end");
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'R', 'p', 'Z', '\0', 'a'})
  void aTypeNoFrontendSendsEndsTheSession(char type) {
    ScriptedClient client = proxy.client();
    client.send(frame(type, 4));
    assertThat(client.untilEnd()).isEqualTo("E(08P01) end");
    client.close();
  }

  @Test
  void aSyncOrFlushWithContentsLeavesNothingBehind() {
    for (char type : new char[] {'H', 'S'}) {
      ScriptedClient client = proxy.client();
      client.send(frame(type, 6, (byte) 1, (byte) 2));
      client.sends(
          ScriptedClient.parse("", "SELECT 1"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""));
      client.send(frame(type, 6, (byte) 1, (byte) 2));
      client.sends(ScriptedClient.sync());
      String answers = client.until('Z');
      assertThat(answers).isNotEmpty();
      client.close();
      ProxyFixture.eventually("its backend is back", () -> proxy.active() == 0);
    }
  }

  @Test
  void aTextWithoutItsEndIsRefused() {
    for (byte[] bytes :
        List.of(
            frame('Q', 8, (byte) 'a', (byte) 'b', (byte) 'c', (byte) 'd'),
            frame('P', 6, (byte) 'a', (byte) 'b'),
            frame('B', 5, (byte) 'a'),
            frame('D', 4),
            frame('C', 5, (byte) 'S'),
            frame('E', 4),
            frame('D', 6, (byte) 'X', (byte) 0))) {
      ScriptedClient client = proxy.client();
      client.send(bytes);
      assertThat(client.untilEnd()).isEqualTo("E(08P01) end");
      client.close();
    }
  }

  @Test
  void manySyncsWithoutReadingAnyAnswerTakeNoMemory() {
    ScriptedClient client =
        ScriptedClient.connect(proxy.port(), ProxyFixture.USER, proxy.database(), 8 * 1024);
    byte[] syncs = new byte[5 * 20_000];
    for (int i = 0; i < syncs.length; i += 5) {
      System.arraycopy(ScriptedClient.bytes(ScriptedClient.sync()), 0, syncs, i, 5);
    }
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < 100; i++) {
                  client.send(syncs);
                }
              } catch (UncheckedIOException e) {
                // The end of the test.
                assertThat(e).isNotNull();
              }
            });
    try (ScriptedClient other = proxy.client()) {
      long before = proxy.directMemory();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      while (System.nanoTime() < end && writer.isAlive()) {
        assertThat(other.run("SELECT 1")).contains("D(1)");
      }
      assertThat(proxy.directMemory() - before).isLessThan(16 << 20);
    } finally {
      client.vanish();
    }
  }

  /** Valid conversations with some of their bytes changed, cut or repeated. */
  @Test
  void mutatedConversationsHarmNobody() throws Exception {
    byte[] valid =
        ScriptedClient.bytes(
            ScriptedClient.parse("s", "SELECT $1::int"),
            ScriptedClient.describe("s"),
            ScriptedClient.bind("", "s", "1"),
            ScriptedClient.execute(""),
            new Flush(),
            ScriptedClient.close("s"),
            ScriptedClient.sync(),
            ScriptedClient.query("SELECT 1; SELECT 2"),
            ScriptedClient.query("COPY t FROM STDIN"),
            new CopyData(Bytes.utf8("1\n")),
            new CopyDone(),
            ScriptedClient.query("BEGIN"),
            ScriptedClient.query("SET work_mem = '5MB'"),
            new CopyFail("no"),
            new FunctionCall(1397, Formats.ALL_TEXT, List.of(Bytes.utf8("-1")), 0),
            ScriptedClient.query("ROLLBACK"));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ScriptedClient bystander = proxy.client()) {
      Future<Integer> unharmed =
          threads.submit(() -> {
            int done = 0;
            while (!over.get()) {
              String answer = bystander.runExtended("SELECT 1, current_setting('work_mem')");
              assertThat(answer).isEqualTo("1 2 D(1,4MB) C(SELECT 1) Z(I)");
              done++;
            }
            return done;
          });
      Random random = new Random(5);
      for (int i = 0; i < INPUTS / PER_CLIENT; i++) {
        ScriptedClient client = proxy.client();
        try {
          for (int j = 0; j < PER_CLIENT; j++) {
            client.send(mutated(valid, random));
          }
          client.sendsNoMore();
          client.skipToEnd();
        } catch (UncheckedIOException e) {
          // It was thrown out.
          assertThat(e).isNotNull();
        }
        client.vanish();
      }
      over.set(true);
      assertThat(unharmed.get(20, TimeUnit.SECONDS)).isPositive();
    }
  }

  private static byte[] mutated(byte[] valid, Random random) {
    int from = random.nextInt(valid.length);
    int to = Math.min(valid.length, from + 1 + random.nextInt(60));
    byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOfRange(valid, from, to) : valid.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
