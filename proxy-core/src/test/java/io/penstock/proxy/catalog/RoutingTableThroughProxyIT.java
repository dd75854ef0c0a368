package io.penstock.proxy.catalog;

import static io.penstock.proxy.server.ScriptedClient.bind;
import static io.penstock.proxy.server.ScriptedClient.execute;
import static io.penstock.proxy.server.ScriptedClient.parse;
import static io.penstock.proxy.server.ScriptedClient.query;
import static io.penstock.proxy.server.ScriptedClient.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.catalog.RoutingTable.Labelled;
import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ProxyServer;
import io.penstock.proxy.server.ScriptedClient;
import io.penstock.wire.frontend.CopyDone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The table of labelled statements through a proxy in front of a primary and a replica. Every
 * statement bears a number in a comment, and the replica logs what it is asked: so the numbers in
 * its log are exactly what reached it.
 */
@Timeout(180)
class RoutingTableThroughProxyIT {
  private static final String USER = "postgres";
  private static final String DATABASE = "shop";
  private static final Pattern NUMBER = Pattern.compile("/\\* number (\\d+) \\*/");

  /** It ends every connection of the server, also those by which the proxy watches it. */
  private static final String ENDS_ALL = "pg_terminate_backend(pid) FROM pg_stat_activity";

  /**
   * In a new session, pooled in transactions, these may tell what another session has left on the
   * backend: that is not routing's affair.
   */
  private static final Set<String> OF_THE_BACKEND =
      Set.of("SELECT currval('app.code_seq')", "SELECT lastval()");

  enum Protocol {
    SIMPLE,
    EXTENDED
  }

  private record Numbered(int number, Labelled labelled) {
    String sql() {
      return "/* number %d */ %s".formatted(number, labelled.sql());
    }
  }

  /** Reads first: what the others change would make some of them fail, everywhere. */
  private static List<Numbered> statements() {
    List<Labelled> ordered = new ArrayList<>();
    RoutingTable.statements().stream().filter(Labelled::reads).forEach(ordered::add);
    RoutingTable.statements().stream()
        .filter(labelled -> !labelled.reads() && !labelled.sql().contains(ENDS_ALL))
        .forEach(ordered::add);
    List<Numbered> numbered = new ArrayList<>();
    ordered.forEach(labelled -> numbered.add(new Numbered(numbered.size(), labelled)));
    return numbered;
  }

  private static PostgresCluster cluster(int replicas) throws Exception {
    PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(replicas)
            .setting("log_statement", "all")
            // A backup is not to wait for a checkpoint that takes its time.
            .setting("checkpoint_completion_target", "0")
            .startupSql("CREATE DATABASE shop")
            .start();
    cluster.primary().executeIn(DATABASE, RoutingTable.schema());
    cluster.awaitCaughtUp();
    return cluster;
  }

  private static ProxyServer proxy(PostgresCluster cluster) throws Exception {
    PostgresServer primary = cluster.primary();
    PostgresServer replica = cluster.replicas().get(0);
    ProxyServer proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {address: 127.0.0.1, port: 0, event-loops: 2}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}}
                pool: {size: 10, max-wait: 20s}
                health: {interval: 200ms}
                databases:
                  shop:
                    nodes: [{host: %s, port: %d}, {host: %s, port: %d}]
                    routing: {reads: prefer-replica, consistency: eventual}
                """
                    .formatted(primary.host(), primary.port(), replica.host(), replica.port())));
    String replicaPort = String.valueOf(replica.port());
    int port = proxy.address().getPort();
    try (ScriptedClient client = ScriptedClient.connect(port, USER, DATABASE)) {
      ProxyFixture.eventually(
          "the replica serves",
          () -> client.value("SELECT current_setting('port')").equals(replicaPort));
    }
    return proxy;
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void onlyReadsReachTheReplicaAndEveryStatementEndsAsItDoesOnThePrimary(Protocol protocol)
      throws Exception {
    List<Numbered> statements = statements();
    assertThat(statements).hasSizeGreaterThan(500);
    List<String> different = new ArrayList<>();
    List<String> misled = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    int reads = 0;
    try (PostgresCluster direct = cluster(0);
        PostgresCluster cluster = cluster(1);
        ProxyServer proxy = proxy(cluster)) {
      for (Numbered statement : statements) {
        String expected = outcome(direct.primary().port(), protocol, statement.sql());
        String found = outcome(proxy.address().getPort(), protocol, statement.sql());
        boolean alike = !OF_THE_BACKEND.contains(statement.labelled().sql());
        if (alike && isError(expected) != isError(found)) {
          different.add("%s: direct %s, proxied %s".formatted(statement, expected, found));
        }
      }
      Set<Integer> reached = numbersIn(cluster.replicas().get(0));
      for (Numbered statement : statements) {
        boolean there = reached.contains(statement.number());
        if (statement.labelled().reads()) {
          reads++;
          if (!there) {
            kept.add(statement.sql());
          }
        } else if (there) {
          misled.add(statement.toString());
        }
      }
      assertThat(numbersIn(cluster.primary())).as("the log tells").isNotEmpty();
    }
    assertThat(misled).as("reached the replica").isEmpty();
    assertThat(different).as("ended otherwise").isEmpty();
    assertThat(kept.size()).as("reads for the primary: %s", kept).isLessThanOrEqualTo(reads / 20);
  }

  /** What a new session gets for it. */
  private static String outcome(int port, Protocol protocol, String sql) {
    try (ScriptedClient client =
        ScriptedClient.connect(port, USER, DATABASE, "search_path", "app, public")) {
      // Where no COPY has asked for data, PostgreSQL takes no notice of its end.
      return switch (protocol) {
        case SIMPLE ->
            sql.contains("FROM STDIN")
                ? client.sends(query(sql), new CopyDone()).untilReady()
                : client.run(sql);
        case EXTENDED ->
            sql.contains("FROM STDIN")
                ? client
                    .sends(parse("", sql), bind("", ""), execute(""), new CopyDone(), sync())
                    .untilReady()
                : client.runExtended(sql);
      };
    } catch (AssertionError e) {
      throw new AssertionError(sql, e);
    }
  }

  private static boolean isError(String answers) {
    return answers.contains("E(") || answers.endsWith("end");
  }

  private static Set<Integer> numbersIn(PostgresServer server) throws IOException {
    String log =
        Files.readString(server.dataDirectory().resolveSibling("log"), StandardCharsets.ISO_8859_1);
    Set<Integer> numbers = new HashSet<>();
    Matcher found = NUMBER.matcher(log);
    while (found.find()) {
      numbers.add(Integer.parseInt(found.group(1)));
    }
    return numbers;
  }
}
