package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is said of a file that is not right: on which line, of which key, and what would be right.
 */
class ConfigProblemsTest {
  private static final String SHOP = "databases: {shop: {nodes: [{host: a}]}}\n";

  @Test
  void everyMistakeOfAFileIsToldAtOnceInTheOrderOfItsLines() {
    List<String> problems =
        ConfigSamples.problems(
            """
            listen: {port: 70000}
            pool:
              size: many
              mode: transction
              max-wiat: 3s
            users:
              app: {password: ""}
            databases:
              shop:
                nodes:
                  - {host: a, prot: 5432}
                  - {port: x}
              penstock: {nodes: [{host: a}]}
              empty: {nodes: []}
              none:
            """);
    assertThat(problems)
        .containsExactly(
            "penstock.yaml:1: listen.port: found \"70000\", expected a whole number from 0 to 65535",
            "penstock.yaml:3: pool.size: found \"many\", expected a whole number from 1 to 100000",
            "penstock.yaml:4: pool.mode: found \"transction\" (did you mean \"transaction\"?), "
                + "expected one of session, transaction, statement",
            "penstock.yaml:5: pool.max-wiat: unknown key \"max-wiat\" (did you mean \"max-wait\"?)",
            "penstock.yaml:7: users.app.password: found an empty secret, "
                + "expected a secret that is not empty: plain, ${ENV} or file:/path",
            "penstock.yaml:11: databases.shop.nodes[0].prot: unknown key \"prot\" "
                + "(did you mean \"port\"?)",
            "penstock.yaml:12: databases.shop.nodes[1].host: required key is missing, "
                + "expected an IP address or a host name",
            "penstock.yaml:12: databases.shop.nodes[1].port: found \"x\", "
                + "expected a whole number from 1 to 65535",
            "penstock.yaml:13: databases.penstock: the name penstock is the admin console's, "
                + "expected any other name, and dbname",
            "penstock.yaml:14: databases.empty.nodes: found no entry, "
                + "expected a list of blocks, at least one of them",
            "penstock.yaml:15: databases.none.nodes: required key is missing, "
                + "expected a list of blocks, at least one of them, or sharding instead");
  }

  @Test
  void aProblemCarriesItsPartsAndTheExceptionItsSqlState() {
    InvalidConfigException failure =
        ConfigSamples.failure("pool: {size: 0}\n" + SHOP, new TestEnvironment());
    assertThat(failure.problems())
        .containsExactly(
            new ConfigProblem(
                "penstock.yaml",
                1,
                "pool.size",
                "0",
                "found \"0\"",
                "a whole number from 1 to 100000"));
    assertThat(InvalidConfigException.SQL_STATE).isEqualTo("F0000");
  }

  @Test
  void aKeyThatStandsTwiceIsAnErrorAtEveryLevel() {
    assertThat(
            ConfigSamples.problems(
                """
                pool: {size: 5, size: 6}
                users:
                  app: {password: hunter2}
                  app: {password: hunter3}
                databases: {shop: {nodes: [{host: a}]}}
                pool: {}
                """))
        .containsExactly(
            "penstock.yaml:1: pool.size: duplicate key, first on line 1, expected every key once",
            "penstock.yaml:4: users.app: duplicate key, first on line 3, expected every key once",
            "penstock.yaml:6: pool: duplicate key, first on line 1, expected every key once");
  }

  @Test
  void anUnknownKeyThatIsNearNoneGetsTheListOfKeys() {
    assertThat(ConfigSamples.problems("log: {colour: red}\n" + SHOP))
        .containsExactly(
            "penstock.yaml:1: log.colour: unknown key \"colour\", "
                + "expected one of connections, disconnections, pool-errors");
  }

  @Test
  void theMissingKeyThatATypingErrorCausesIsNotToldAsWell() {
    assertThat(ConfigSamples.problems("databases: {shop: {node: [{host: a}]}}"))
        .containsExactly(
            "penstock.yaml:1: databases.shop.node: unknown key \"node\" (did you mean \"nodes\"?)");
    assertThat(ConfigSamples.problems("users: {app: {pasword: x}}\n" + SHOP))
        .containsExactly(
            "penstock.yaml:1: users.app.pasword: unknown key \"pasword\" "
                + "(did you mean \"password\"?)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pool: 5                  | pool: found a single value, expected a block with the keys mode, size
          pool: [1]                | pool: found a list, expected a block with the keys mode, size
          pool: {size: {a: 1}}     | pool.size: found a block of keys, expected a whole number
          pool: {size: [1]}        | pool.size: found a list, expected a whole number
          pool: {size: }           | pool.size: found nothing, expected a whole number
          pool: {size: 1.5}        | pool.size: found "1.5", expected a whole number
          pool: {size: 99999999999999999999} | pool.size: found "99999999999999999999", expected
          pool: {min-idle: 30}     | pool.min-idle: 30 idle backends do not fit into a pool of 25
          pool: {reserve: -1}      | pool.reserve: found "-1", expected a whole number from 0
          pool: {max-wait: 30}     | pool.max-wait: found "30", expected a duration such as 500ms
          pool: {max-wait: 366d}   | pool.max-wait: found "366d", expected a duration
          pool: {max-wait: 999999999999d} | pool.max-wait: found "999999999999d", expected a duration
          pool: {connect-timeout: off} | pool.connect-timeout: found "off", expected a duration from 10ms to 1h
          limits: {client-buffer: 64K} | limits.client-buffer: found "64K", expected a size from 8KB to 1GB
          limits: {client-buffer: 9999999999GB} | limits.client-buffer: found "9999999999GB", expected a size
          limits: {max-frame-size: 1GB} | limits.max-frame-size: found "1GB", expected a size from 64KB
          routing: {reads: replica} | routing.reads: found "replica", expected one of primary, prefer-replica, replica-only, any
          routing: {max-lag: off}  | routing.max-lag: found "off", expected a duration from 100ms to 1d
          routing: {max-lag: 1s, lag-recovery: 2s} | routing.lag-recovery: a replica would take reads again while it is further behind
          routing: {rules: [{tables: a}]} | routing.rules[0]: the rule does nothing, expected one of route, consistency, max-lag and zone
          routing: {rules: [{route: shard}]} | routing.rules[0].route: found "shard", expected one of primary, replica
          routing: {rules: [{route: primary, users: ap}]} | routing.rules[0].users[0]: "ap" is not in users
          routing: {rules: [{route: primary, tables: [a, .b]}]} | routing.rules[0].tables[1]: found no name of a table
          routing: {rules: [{route: primary, statements: " "}]} | routing.rules[0].statements[0]: found no statement, expected the text of one
          health: {interval: 10s}  | health.dead-after: every node would be down between two probes, expected at least the interval
          health: {breaker: {failures: 0}} | health.breaker.failures: found "0", expected a whole number from 1
          log: {connections: yes}  | log.connections: found "yes", expected true or false
          listen: {address: "a b"} | listen.address: found "a b", expected an IP address or a host name
          listen: {address: 300.1.1.1} | listen.address: found "300.1.1.1", expected an IP address
          listen: {address: '*'}   | listen.address: found "*", expected an IP address or a host name
          listen: {port: 6480}     | listen.port: port 6480 is the port of both listen and admin, expected a port for each
          users: [app]             | users: found a list, expected a name and a block for each
          users: {app: {query-timeout: 1w}} | users.app.query-timeout: found "1w", expected a duration
          admin: {users: {a: b}}   | admin.users: found a block of keys, expected a list of texts
          admin: {users: [[a]]}    | admin.users[0]: found a list, expected a text that is not empty
          authentication: {method: trust} | authentication.method: trust would let anybody in from anywhere
          authentication: {method: password} | authentication.method: password would send passwords unencrypted
          authentication: {method: certificate} | authentication.method: certificate needs an authority
          authentication: {query-database: shopp} | authentication.query-database: "shopp" is not in databases (did you mean "shop"?)
          authentication: {rules: [{method: trust}]} | authentication.rules[0].address: trust would let anybody in
          authentication: {rules: [{method: trust, address: 0.0.0.0/0}]} | authentication.rules[0].address: trust would
          authentication: {rules: [{method: trust, address: '::/0'}]} | authentication.rules[0].address: trust would
          authentication: {rules: [{address: 10.0.0.1}]} | authentication.rules[0].method: required key is missing
          authentication: {rules: [{method: md5, address: 10.0.0.1/8}]} | authentication.rules[0].address: found "10.0.0.1/8"
          authentication: {rules: [{method: md5, address: 10.0.0.0/33}]} | authentication.rules[0].address: found "10.0.0.0/33"
          authentication: {rules: [{method: md5, address: localhost}]} | authentication.rules[0].address: found "localhost"
          authentication: {rules: [{method: md5, databases: [shp]}]} | authentication.rules[0].databases[0]: "shp" is not in databases (did you mean "shop"?)
          authentication: {rules: [{method: md5, users: ap}]} | authentication.rules[0].users[0]: "ap" is not in users
          listen: {tls: {mode: require}} | listen.tls.certificate: required key is missing, expected a PEM file for the mode require
          listen: {tls: {certificate: /pem}} | listen.tls.key: required key is missing, expected a PEM file to go with certificate
          listen: {tls: {certificate: /pem, key: /absent}} | listen.tls.key: cannot read the file "/absent"
          listen: {tls: {mode: verify-ca, certificate: /pem, key: /pem}} | listen.tls.client-ca: required key is missing
          listen: {tls: {ca: /pem, certificate: /pem, key: /pem}} | listen.tls.ca: has no meaning here (did you mean "client-ca"?)
          session: {pins: {listen: maybe}} | session.pins.listen: found "maybe", expected one of pin, warn, reject
          listen: {address: '${HOST}'} | listen.address: the environment variable HOST is not set
          listen: {address: '${HOST'} | listen.address: found "${" that starts no reference
          listen: {address: '${1}'}  | listen.address: found "${" that starts no reference
          """)
  void everyKindOfMistakeIsNamedWithItsKeyAndWhatWouldBeRight(String yaml, String expected) {
    List<String> problems =
        ConfigSamples.problems(SHOP + yaml, new TestEnvironment().file("/pem", "PEM"));
    assertThat(problems.getFirst()).startsWith("penstock.yaml:2: " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nodes: {host: a}                   | nodes: found a block of keys, expected a list of blocks
          nodes: [a]                         | nodes[0]: found a single value, expected a block with the keys name
          nodes: [{host: a}, {host: a}]      | nodes[1].name: the name "a:5432" is that of nodes[0] too
          nodes: [{host: a, role: primary}, {host: b, role: primary}] | nodes[1].role: nodes[0] is the primary already
          nodes: [{host: a, password: x}]    | nodes[0].password: stands without a user
          nodes: [{host: a, weight: -1}]     | nodes[0].weight: found "-1"
          nodes: [{host: a, tls: {mode: verify-full}}] | nodes[0].tls.ca: required key is missing
          nodes: [{host: a, tls: {client-ca: /pem}}] | nodes[0].tls.client-ca: has no meaning here (did you mean "ca"?)
          nodes: [{host: a, tls: {ca: /absent}}] | nodes[0].tls.ca: cannot read the file "/absent"
          nodes: [{host: a}], password: x    | password: stands without a user
          nodes: [{host: a}], user: u, password: 'SCRAM-SHA-256$4096:a$b:c' | password: found a SCRAM or malformed secret
          nodes: [{host: a}], pool: {min-idle: 26} | pool.min-idle: 26 idle backends do not fit
          nodes: [{host: a}], routing: {lag-recovery: 9s} | routing.lag-recovery: a replica would take reads again
          nodes: [{host: a}], patroni: {interval: 1s} | patroni.urls: required key is missing, expected a list of texts
          nodes: [{host: a}], patroni: {urls: []} | patroni.urls: found no entry, expected at least one URL
          nodes: [{host: a}], patroni: {urls: '10.0.0.1:8008'} | patroni.urls[0]: found no URL of http or https with a host
          nodes: [{host: a}], patroni: {urls: ['http://a:1', 'ftp://b']} | patroni.urls[1]: found no URL of http or https
          nodes: [{host: a}], patroni: {urls: 'https://a:1', ca: /absent} | patroni.ca: cannot read the file "/absent"
          nodes:                             | nodes: found no entry, expected a list of blocks
          nodes: [{host: a}], sharding: {shards: [{name: s, nodes: [{host: b}]}]} | nodes: found nodes beside sharding, expected either nodes or sharding
          nodes: [{host: a}], dbname: ''     | dbname: found "", expected a text that is not empty
          """)
  void everyMistakeInADatabaseIsNamed(String database, String expected) {
    assertThat(
            ConfigSamples.problems(
                "databases:\n  shop: {" + database + "}\n", new TestEnvironment()))
        .first()
        .asString()
        .startsWith("penstock.yaml:2: databases.shop." + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                 | required key is missing, expected a password, or authentication.query-user
          {password: md5abcdef0123456789}    | found a malformed SCRAM-SHA-256 or md5 secret
          {password: SCRAM-SHA-256$4096}     | found a malformed SCRAM-SHA-256 or md5 secret
          {password: md501234567890123456789012345678901} | found an md5 secret, with which nobody can prove
          {password: 'file:/absent'}         | cannot read the file "/absent"
          {password: '${ABSENT}'}            | the environment variable ABSENT is not set
          {password: [a]}                    | found a list, expected a secret
          """)
  void everyUselessPasswordIsNamed(String user, String expected) {
    assertThat(ConfigSamples.problems("users:\n  app: " + user + "\n" + SHOP))
        .singleElement()
        .asString()
        .startsWith("penstock.yaml:2: users.app.password: " + expected);
  }

  @Test
  void aConsoleUserMustBeAUserAndTheNearestIsSuggested() {
    assertThat(
            ConfigSamples.problems(
                ConfigSamples.SMALLEST
                    + """
                    admin: {users: [app, ap], stats-users: stats}
                    authentication: {query-user: apq}
                    """))
        .containsExactly(
            "penstock.yaml:11: admin.users[1]: \"ap\" is not in users (did you mean \"app\"?), "
                + "expected a name that stands under users",
            "penstock.yaml:11: admin.stats-users[0]: \"stats\" is not in users, "
                + "expected a name that stands under users",
            "penstock.yaml:12: authentication.query-user: \"apq\" is not in users "
                + "(did you mean \"app\"?), expected a name that stands under users");
  }

  @Test
  void noMoreNodesThanASetHasRoomFor() {
    String nodes =
        IntStream.rangeClosed(1, 65)
            .mapToObj(i -> "{host: a, port: " + i + "}")
            .collect(Collectors.joining(", "));
    assertThat(ConfigSamples.problems("databases: {shop: {nodes: [" + nodes + "]}}\n"))
        .containsExactly(
            "penstock.yaml:1: databases.shop.nodes: found 65 nodes, expected at most 64");
  }

  @Test
  void passwordsAreTakenOnlyWhereTlsIsCertain() {
    String tls = SHOP + "listen: {tls: {mode: %s, certificate: /pem, key: /pem}}\n";
    String method = "authentication: {method: password}\n";
    String rule = "authentication: {rules: [{type: %s, method: password}]}\n";
    Environment environment = new TestEnvironment().file("/pem", "PEM");
    for (String refused :
        List.of(
            tls.formatted("prefer") + method,
            tls.formatted("disable") + rule.formatted("hostssl"),
            tls.formatted("prefer") + rule.formatted("host"),
            tls.formatted("prefer") + rule.formatted("hostnossl"))) {
      assertThat(ConfigSamples.problems(refused, environment))
          .singleElement()
          .asString()
          .contains("method: password would send passwords unencrypted");
    }
    for (String allowed :
        List.of(
            tls.formatted("require") + method,
            tls.formatted("prefer") + rule.formatted("hostssl"),
            tls.formatted("prefer") + rule.formatted("local"))) {
      assertThat(ConfigLoader.parse(allowed, environment).listen().tls()).isNotNull();
    }
  }

  @Test
  void anEmptyFileLacksItsDatabases() {
    assertThat(ConfigSamples.problems(""))
        .containsExactly(
            "penstock.yaml:1: databases: required key is missing, "
                + "expected a name and a block for each, at least one of them");
  }

  @Test
  void aFileThatIsNotYamlIsToldWithItsLine() {
    assertThat(ConfigSamples.problems("pool:\n  size: 5\n bad: 1\n"))
        .singleElement()
        .asString()
        .startsWith("penstock.yaml:3: not YAML: ");
    assertThat(ConfigSamples.problems("listen:\n  {address: ${HOST}}\n"))
        .singleElement()
        .asString()
        .startsWith("penstock.yaml:2: not YAML: ")
        .endsWith("expected quotes around a value with ${…} in it");
    assertThat(ConfigSamples.problems("x".repeat(2_000_001)))
        .containsExactly("penstock.yaml: found 2000001 characters, expected at most 2000000");
  }

  @Test
  void namesThatAreNoPlainWordsAreQuotedInThePath() {
    assertThat(ConfigSamples.problems("databases: {my.db: {nodes: [{host: a, x: 1}]}}"))
        .first()
        .asString()
        .startsWith("penstock.yaml:1: databases.\"my.db\".nodes[0].x: unknown key");
  }
}
