package io.penstock.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.bench.process.Address;
import io.penstock.bench.process.BenchException;
import io.penstock.embedded.PostgresServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RawClientIT {
  private static final PostgresServer SERVER = PostgresServer.shared();

  private static RawClient connect(String user, ByteBuffer buffer) throws IOException {
    return RawClient.connect(new Address(SERVER.host(), SERVER.port()), user, "postgres", buffer);
  }

  @Test
  void clientsThatTakeTurnsShareABuffer() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    try (RawClient one = connect(SERVER.superuser(), buffer);
        RawClient other = connect(SERVER.superuser(), buffer)) {
      one.query("SELECT repeat('x', 1000) FROM generate_series(1, 10)");
      other.query("SELECT 1");
      one.query("SELECT 2");
    }
  }

  @Test
  void aLongAnswerIsReadInPieces() throws IOException {
    try (RawClient client = connect(SERVER.superuser(), ByteBuffer.allocate(777))) {
      client.begin("SELECT repeat('x', 1000) FROM generate_series(1, 100)");
      long total = 0;
      for (long read = client.receive(1000); read > 0; read = client.receive(1000)) {
        assertThat(read).isLessThan(2000);
        total += read;
      }

      assertThat(total).isBetween(101_100L, 101_300L);
      client.query("SELECT 1");
    }
  }

  @Test
  void tellsWhatTheServerSays() throws IOException {
    assertThatThrownBy(() -> connect("nobody at all", ByteBuffer.allocate(2000)).close())
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("28000");
    try (RawClient client = connect(SERVER.superuser(), ByteBuffer.allocate(2000))) {
      assertThatThrownBy(() -> client.query("SELECT 1/0"))
          .isInstanceOf(BenchException.class)
          .hasMessageContaining("22012");
    }
  }
}
