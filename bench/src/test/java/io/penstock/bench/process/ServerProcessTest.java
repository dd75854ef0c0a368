package io.penstock.bench.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @Test
  void tellsTheLastWordsOfAServerThatDoesNotStart(@TempDir Path folder) {
    assertThatThrownBy(() -> start("echo no such port; exit 3", Duration.ofSeconds(20), folder))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("no such port");
  }

  @Test
  void givesUpOnAServerThatDoesNotListen(@TempDir Path folder) {
    assertThatThrownBy(() -> start("exec tail -f /dev/null", Duration.ofMillis(200), folder))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("does not listen");
  }

  private static void start(String script, Duration limit, Path folder) throws Exception {
    ServerProcess.start(
            "server",
            List.of("/bin/sh", "-c", script),
            Map.of(),
            Address.free(),
            folder.resolve("log"),
            limit)
        .close();
  }
}
