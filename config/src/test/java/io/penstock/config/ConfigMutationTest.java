package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done to a file, the loader answers with a configuration or with its one exception.
 */
class ConfigMutationTest {
  private static final String ALPHABET =
      " \n\t:{}[],-#&*!|>'\"%@`?$~<.=0123456789aepsx\\\0\u00e9\ud83d\u2028\ufeff";

  private static final String FULL =
      ConfigSamples.CONTRACT
          + """
            orders:
              sharding:
                algorithm: range
                key-type: integer
                shards:
                  - {name: s0, nodes: [{host: a}], ranges: [{to: 100}, {from: 200, to: 300}]}
                  - {name: s1, nodes: [{host: b}], ranges: [{from: 100, to: 200}, {from: 300}]}
                tables: [{name: orders, key: customer}, {name: a.countries, reference: true}]
                pins: [{key: 7, shard: s1}]
            lists:
              sharding:
                algorithm: list
                shards: [{name: l0, nodes: [{host: a}], values: [de, fr]}]
            rings:
              sharding:
                virtual-nodes: 64
                two-phase: true
                unique-ids: true
                schemas: [tenant_*, acme]
                shards: [{name: r0, weight: 2, nodes: [{host: a}]}, {name: r1, nodes: [{host: b}]}]
                tables: [{name: events, key: [tenant, day]}]
                pins: [{key: [acme, 2026-01-31], shard: r1}]
          authentication:
            rules:
              - {users: app, address: 10.0.0.0/8, method: scram-sha-256}
          routing: {zone: a, wait-for-replica: off, rules: [{tables: [a, b.c], route: replica}]}
          health: {interval: 500ms, breaker: {failures: 3}}
          session: {pins: {listen: warn}, defer-begin: false}
          fleet: {id: 1, peers: [{id: 2, host: 10.0.0.2}]}
          log: &log
            connections: false
          shutdown: {drain-timeout: 5s}
          """;

  @Test
  void aMutatedFileIsReadOrRefusedAndNothingElse() {
    Environment environment = new TestEnvironment().variable("APP_PASSWORD", "hunter2");
    ConfigLoader.parse(FULL, environment);
    Random random = new Random(20_260_101);
    int refused = 0;
    for (int round = 0; round < 6_000; round++) {
      String mutated = mutate(FULL, random);
      try {
        ConfigLoader.parse(mutated, environment);
      } catch (InvalidConfigException expected) {
        refused++;
        assertThat(expected.problems()).isNotEmpty();
        assertThat(expected.problems())
            .allSatisfy(problem -> assertThat(problem.line()).isPositive());
        assertThat(expected.getMessage()).doesNotContain("hunter2");
      } catch (RuntimeException | Error unexpected) {
        throw new AssertionError("round " + round + ":\n" + mutated, unexpected);
      }
    }
    assertThat(refused).isBetween(1_000, 5_999);
  }

  private static String mutate(String yaml, Random random) {
    StringBuilder text = new StringBuilder(yaml);
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      int at = random.nextInt(text.length());
      char letter = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, letter);
        case 1 -> text.insert(at, letter);
        case 2 -> text.deleteCharAt(at);
        case 3 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
        default -> {
          int end = Math.min(text.length(), at + random.nextInt(60));
          text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
    }
    return text.toString();
  }
}
