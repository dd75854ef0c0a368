package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingProblemsTest {
  private static final String TWO =
      "shards: [{name: a, nodes: [{host: a}]}, {name: b, nodes: [{host: b}]}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {algorithm: hash}               | sharding.shards: required key is missing
          {algorithm: hash, shards: []}   | sharding.shards: found no entry
          {algorithm: modulo, TWO}        | sharding.algorithm: found "modulo"
          {shards: [{name: a}]}           | sharding.shards[0].nodes: required key is missing
          {shards: [{name: a, nodes: []}]} | sharding.shards[0].nodes: found no entry
          {shards: [{nodes: [{host: a}]}]} | sharding.shards[0].name: required key is missing
          {shards: [{name: a/b, nodes: [{host: a}]}]} | sharding.shards[0].name: found "a/b", expected a name without a /
          {shards: [{name: a, nodes: [{host: a}]}, {name: a, nodes: [{host: b}]}]} | sharding.shards[1].name: the name "a" is that of shards[0] too
          {shards: [{name: a, nodes: [{host: x}]}, {name: b, nodes: [{host: x}]}]} | sharding.shards[1].nodes[0].name: the name "x:5432" is that of a node of shard a too
          {shards: [{name: a, nodes: [{host: x}, {host: x}]}]} | sharding.shards[0].nodes[1].name: the name "x:5432" is that of nodes[0] too
          {shards: [{name: a, nodes: [{host: x, role: primary}, {host: y, role: primary}]}]} | sharding.shards[0].nodes[1].role: nodes[0] is the primary already
          {shards: [{name: a, nodes: [{host: x, password: y}]}]} | sharding.shards[0].nodes[0].password: stands without a user
          {shards: [{name: a, nodes: [{host: x, tls: {ca: /absent}}]}]} | sharding.shards[0].nodes[0].tls.ca: cannot read the file "/absent"
          {shards: [{name: a, weight: 0, nodes: [{host: x}]}]} | sharding.shards[0].weight: the first shard has weight 0
          {virtual-nodes: 4096, shards: [{name: a, weight: 33, nodes: [{host: x}]}]} | sharding.virtual-nodes: found 135168 virtual nodes
          {shards: [{name: a, weight: 1000, nodes: [{host: x}]}, {name: b, weight: 1000, nodes: [{host: y}]}]} | sharding.shards: found 256000 virtual nodes
          {algorithm: hash, virtual-nodes: 4, TWO} | sharding.virtual-nodes: means nothing with algorithm hash, expected algorithm: consistent-hash
          {key-type: text, TWO}           | sharding.key-type: means nothing with algorithm consistent-hash, expected algorithm: range or list
          {algorithm: hash, shards: [{name: a, weight: 2, nodes: [{host: x}]}]} | sharding.shards[0].weight: means nothing with algorithm hash
          {shards: [{name: a, nodes: [{host: x}], values: [1]}]} | sharding.shards[0].values: means nothing with algorithm consistent-hash, expected algorithm: list
          {shards: [{name: a, nodes: [{host: x}], ranges: [{from: 1}]}]} | sharding.shards[0].ranges: means nothing with algorithm consistent-hash, expected algorithm: range
          {algorithm: range, TWO}         | sharding.shards[0]: shard a holds no range
          {algorithm: list, TWO}          | sharding.shards[0]: shard a holds no value
          {TWO, tables: [{name: t}]}      | sharding.tables[0]: the table has neither a key nor reference: true
          {TWO, tables: [{name: t, key: a, reference: true}]} | sharding.tables[0]: the table has a key and is a reference table
          {TWO, tables: [{name: t, key: a}, {name: t, key: b}]} | sharding.tables[1].name: "t" is tables[0] already
          {TWO, tables: [{name: a.b.c, key: a}]} | sharding.tables[0].name: found "a.b.c", expected name, or schema.name
          {TWO, tables: [{name: .c, key: a}]} | sharding.tables[0].name: found ".c", expected name, or schema.name
          {TWO, tables: [{name: t, key: [a, a]}]} | sharding.tables[0].key: found a column twice
          {TWO, tables: [{name: t, key: [a, b, c, d, e]}]} | sharding.tables[0].key: found 5 columns, expected at most 4
          {TWO, schemas: [t_*, "*"]} | sharding.schemas[1]: "*" is the schema public too, which every shard has
          {TWO, schemas: [pg*]} | sharding.schemas[0]: "pg*" is the schema pg_catalog too
          {TWO, schemas: [" "]} | sharding.schemas[0]: found " ", expected a name, or a pattern with *
          {TWO, schemas: [t_*], tables: [{name: t_1.t, key: k}]} | sharding.schemas[0]: the table "t_1.t" is in such a schema
          {algorithm: list, shards: [{name: a, nodes: [{host: x}], values: [1]}], schemas: [t_*]} | sharding.schemas[0]: ranges and lists have values that are no texts
          {TWO, schemas: [t_*], pins: [{key: t_1, shard: c}]} | sharding.pins[0].shard: "c" is not in shards
          {TWO, tables: [{name: t, key: k}], pins: [{key: 1, shard: c}]} | sharding.pins[0].shard: "c" is not in shards
          {TWO, tables: [{name: t, key: k}], pins: [{shard: a}]} | sharding.pins[0].key: required key is missing
          {TWO, tables: [{name: t, key: k}], pins: [{key: [1, 2], shard: a}]} | sharding.pins[0].key: found 2 values, and no table has a key of as many columns
          {TWO, tables: [{name: t, key: k}], pins: [{key: 1, shard: a}, {key: "01", shard: b}]} | sharding.pins[1].key: may mean the same key as pins[0]
          """)
  void everyMistakeIsNamed(String sharding, String expected) {
    assertThat(
            ConfigSamples.problems(
                "databases:\n  shop: {sharding: " + sharding.replace("TWO", TWO) + "}\n"))
        .first()
        .asString()
        .startsWith("penstock.yaml:2: databases.shop." + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          range | [{from: 1, to: 10}]    | [{from: 9, to: 20}] | shards[1].ranges[0]: the range overlaps shards[0].ranges[0]
          range | [{from: 9, to: 20}]    | [{from: 1, to: 10}] | shards[0].ranges[0]: the range overlaps shards[1].ranges[0]
          range | [{from: 1}]            | [{from: 5, to: 6}]  | shards[1].ranges[0]: the range overlaps
          range | [{to: 5}]              | [{to: 3}]           | shards[1].ranges[0]: the range overlaps
          range | [{from: 10, to: 9}]    | [{from: 20}]        | shards[0].ranges[0]: no value is in a range from "10" to "9", expected from below to, both of type integer
          range | [{from: 5, to: 5}]     | [{from: 20}]        | shards[0].ranges[0]: no value is in a range
          range | [{from: 2026-02-01, to: 2026-01-01}] | [{from: 2027-01-01}] | shards[0].ranges[0]: no value is in a range from "2026-02-01" to "2026-01-01", expected from below to, both of type date
          list  | [1, 2]                 | [3, "01"]           | shards[1].values[1]: "01" is listed already, for shard a
          list  | [de, fr]               | [de]                | shards[1].values[0]: "de" is listed already, for shard a
          """)
  void everyKeyHasOneShardAtMost(String algorithm, String a, String b, String expected) {
    String key = algorithm.equals("range") ? "ranges" : "values";
    String yaml =
        """
        databases:
          shop: {sharding: {algorithm: %s, shards: [{name: a, nodes: [{host: a}], %s: %s}, {name: b, nodes: [{host: b}], %s: %s}]}}
        """
            .formatted(algorithm, key, a, key, b);
    assertThat(ConfigSamples.problems(yaml))
        .first()
        .asString()
        .startsWith("penstock.yaml:2: databases.shop.sharding." + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tables: [{name: t, key: [a, b]}] | tables[0].key: found 2 columns, and a range or list has one
          tables: [{name: t, key: a}], pins: [{key: x, shard: s}] | pins[0].key: found "x", expected a value of the type
          key-type: uuid                   | shards[0].values[0]: found "1", expected a value of type uuid
          key-type: real                   | key-type: found "real"
          """)
  void aListTakesKeysOfItsTypeOnly(String keys, String expected) {
    assertThat(
            ConfigSamples.problems(
                """
                databases:
                  shop: {sharding: {algorithm: list, shards: [{name: s, nodes: [{host: a}], values: [1]}], %s}}
                """
                    .formatted(keys)))
        .first()
        .asString()
        .startsWith("penstock.yaml:2: databases.shop.sharding." + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pool: {mode: session}                 | pool.mode: the pool's mode is session
          patroni: {urls: 'http://a:8008'}      | patroni: found patroni beside sharding
          """)
  void whatDoesNotGoWithShardingIsRefused(String beside, String expected) {
    assertThat(
            ConfigSamples.problems(
                "databases:\n  shop: {sharding: {" + TWO + "}, " + beside + "}\n"))
        .first()
        .asString()
        .startsWith("penstock.yaml:2: databases.shop." + expected);
  }

  @Test
  void aPoolModeThatIsInheritedIsRefusedWhereTheShardingIs() {
    assertThat(
            ConfigSamples.problems(
                "pool: {mode: session}\ndatabases:\n  shop: {sharding: {" + TWO + "}}\n"))
        .singleElement()
        .asString()
        .startsWith("penstock.yaml:3: databases.shop.sharding: the pool's mode is session");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop   | "shop" is sharded, expected a database with nodes
          shop/a | "shop/a" is not in databases
          """)
  void usersAreLookedUpInADatabaseWithNodes(String database, String expected) {
    assertThat(
            ConfigSamples.problems(
                """
                authentication: {query-user: u, query-database: %s}
                users: {u: {password: x}}
                databases: {shop: {sharding: {%s}}}
                """
                    .formatted(database, TWO)))
        .singleElement()
        .asString()
        .startsWith("penstock.yaml:1: authentication.query-database: " + expected);
  }

  @Test
  void theAnyDatabaseCannotBeSharded() {
    assertThat(ConfigSamples.problems("databases:\n  '*': {sharding: {" + TWO + "}}\n"))
        .singleElement()
        .asString()
        .startsWith("penstock.yaml:2: databases.*.sharding: found sharding of any database");
  }

  @Test
  void noDatabaseHasANameLikeAShard() {
    assertThat(ConfigSamples.problems("databases:\n  a/b: {nodes: [{host: a}]}\n"))
        .singleElement()
        .asString()
        .contains("the name \"a/b\" has a / in it");
  }

  @Test
  void aShardWithoutARangeMayHoldPinnedKeysOnly() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            databases:
              shop:
                sharding:
                  algorithm: range
                  shards:
                    - {name: a, nodes: [{host: a}], ranges: [{to: 10}, {from: 10}]}
                    - {name: hot, nodes: [{host: b}]}
                  tables: [{name: t, key: k}]
                  pins: [{key: 7, shard: hot}]
            """);
    assertThat(config.shards()).containsOnlyKeys("shop/a", "shop/hot");
  }
}
