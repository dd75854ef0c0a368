package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoIT {
  private static final Pattern PORT = Pattern.compile("port (\\d+)");

  @Test
  void everyStepOfTheTourDoesWhatItSays() {
    CommandRun run = CommandRun.of("demo", "--tour", "--port", "0", "--http-port", "0");
    assertThat(run.out()).contains("All 11 steps did what they say").doesNotContain("FAILED");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void thePrintedUrlLeadsToTheShopAndAfterTheSignalNothingListensAnyMore(String signal)
      throws Exception {
    List<Integer> ports = new ArrayList<>();
    try (RunningProcess demo = RunningProcess.penstock("demo", "--port", "0", "--http-port", "0")) {
      String url = demo.awaitLine("^JDBC +(jdbc:postgresql://127.0.0.1:\\d+/\\S+)$").group(1);
      demo.awaitLine("^psql +PGPASSWORD=demo psql -h 127.0.0.1 -p \\d+ -U demo shop$");
      Matcher console =
          demo.awaitLine(
              "^console +PGPASSWORD=admin psql -h 127.0.0.1 -p (\\d+) -U admin penstock ");
      ports.add(Integer.parseInt(console.group(1)));
      Matcher page = demo.awaitLine("^page +(http://127.0.0.1:(\\d+)/) ");
      ports.add(Integer.parseInt(page.group(2)));
      Matcher servers = PORT.matcher(demo.awaitLine("^Behind it: .*$").group());
      while (servers.find()) {
        ports.add(Integer.parseInt(servers.group(1)));
      }
      assertThat(ports).hasSize(5);
      demo.awaitLine("Ctrl-C");
      try (Connection client = DriverManager.getConnection(url);
          ResultSet rows = client.createStatement().executeQuery("SELECT count(*) FROM products")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(1000);
      }
      String consoleUrl = "jdbc:postgresql://127.0.0.1:" + console.group(1) + "/penstock";
      try (Connection admin = DriverManager.getConnection(consoleUrl, "admin", "admin");
          ResultSet rows = admin.createStatement().executeQuery("SHOW DATABASES")) {
        rows.next();
        assertThat(rows.getString("name")).isEqualTo("orders");
        rows.next();
        assertThat(rows.getString("name")).isEqualTo("shop");
      }
      assertThat(get(page.group(1))).contains("<html");
      assertThat(get(page.group(1) + "metrics")).contains("# TYPE");
      assertThat(get(page.group(1) + "health/ready")).isNotEmpty();
      demo.signal(signal);
      assertThat(demo.awaitExit()).isZero();
      assertThat(demo.output()).endsWith("Stopped: the servers and their data are gone.");
    }
    for (int port : ports) {
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  private static String get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }

  @Test
  void aPortThatIsTakenIsRefusedBeforeAnythingIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = CommandRun.of("demo", "--port", Integer.toString(taken.getLocalPort()));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("port " + taken.getLocalPort() + " is taken");
    }
  }
}
