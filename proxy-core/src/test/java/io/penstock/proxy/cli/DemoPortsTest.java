package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DemoPortsTest {
  private final StringWriter notes = new StringWriter();

  private DemoPorts choose(Integer port, Integer httpPort) {
    return DemoPorts.choose(port, httpPort, new PrintWriter(notes, true));
  }

  @Test
  void zeroIsLeftToTheSystem() {
    assertThat(choose(0, 0)).isEqualTo(new DemoPorts(0, 0));
    assertThat(notes.toString()).isEmpty();
  }

  @Test
  void aPortThatWasAskedForAndIsTakenIsRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> choose(taken.getLocalPort(), 0))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken")
          .hasMessageContaining("--port 0");
    }
  }

  @Test
  void aPortThatIsNoneIsRefused() {
    assertThatThrownBy(() -> choose(0, 65_536))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("demo: --http-port 65536 (expected: 0 to 65535)");
  }

  @Test
  void theUsualPortGivesWayToAFreeOneAndThatIsSaid() throws IOException {
    PrintWriter out = new PrintWriter(notes, true);
    int usual;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      usual = taken.getLocalPort();
      assertThat(DemoPorts.usualOrFree("--port", usual, out)).isZero();
      assertThat(notes.toString()).contains("Port " + usual + " is taken", "--port");
    }
    assertThat(DemoPorts.usualOrFree("--port", usual, out)).isEqualTo(usual);
  }
}
