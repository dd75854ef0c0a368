package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
  private JsonNode schema;

  @BeforeEach
  void readTheSchema() throws Exception {
    schema = new ObjectMapper().readTree(JsonSchema.render());
  }

  @Test
  void everyBlockHasExactlyTheKeysOfItsRecordAndAllowsNoOther() {
    assertThat(schema.path("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertBlock(schema, PenstockConfig.class);
    List<String> definitions = new ArrayList<>();
    schema.path("$defs").fieldNames().forEachRemaining(definitions::add);
    assertThat(definitions)
        .containsExactlyInAnyOrder(
            "Listen",
            "Tls",
            "Admin",
            "Limits",
            "Authentication",
            "HostRule",
            "User",
            "Pool",
            "Session",
            "PinPolicies",
            "Routing",
            "RoutingRule",
            "Health",
            "Breaker",
            "Database",
            "Patroni",
            "Sharding",
            "Shard",
            "ShardRange",
            "ShardedTable",
            "ShardPin",
            "Fleet",
            "Peer",
            "Node",
            "Log",
            "Shutdown",
            "reference");
  }

  @Test
  void rangesDefaultsAndRequiredKeysAreThere() {
    JsonNode port = schema.at("/$defs/Listen/properties/port");
    assertThat(port.path("default").asInt()).isEqualTo(6432);
    assertThat(port.at("/anyOf/0/minimum").asInt()).isZero();
    assertThat(port.at("/anyOf/0/maximum").asInt()).isEqualTo(65535);
    assertThat(schema.at("/$defs/Listen/properties/reuse-port/default").isBoolean()).isTrue();
    assertThat(schema.at("/$defs/Pool/properties/max-wait/default").asText()).isEqualTo("30s");
    assertThat(schema.at("/$defs/Limits/properties/client-buffer/default").asText())
        .isEqualTo("64KB");
    assertThat(schema.at("/$defs/Pool/properties/mode/anyOf/0/enum"))
        .extracting(JsonNode::asText)
        .containsExactly("session", "transaction", "statement");
    assertThat(schema.path("required")).extracting(JsonNode::asText).containsExactly("databases");
    assertThat(schema.at("/$defs/Node/required"))
        .extracting(JsonNode::asText)
        .containsExactly("host");
    assertThat(schema.at("/$defs/Shard/properties/nodes/minItems").asInt()).isEqualTo(1);
  }

  @Test
  void aDatabaseHasEitherNodesOrSharding() {
    assertThat(schema.at("/$defs/Database/oneOf"))
        .extracting(either -> either.at("/required/0").asText())
        .containsExactly("nodes", "sharding");
  }

  private void assertBlock(JsonNode block, Class<? extends Record> type) {
    List<String> properties = new ArrayList<>();
    block.path("properties").fieldNames().forEachRemaining(properties::add);
    List<ConfigKey> keys = ConfigKey.of(type);
    assertThat(properties).containsExactlyElementsOf(keys.stream().map(ConfigKey::name).toList());
    assertThat(block.path("additionalProperties").isBoolean()).isTrue();
    assertThat(block.path("additionalProperties").asBoolean()).isFalse();
    for (ConfigKey key : keys) {
      JsonNode property = block.path("properties").path(key.name());
      assertThat(property.path("description").asText()).isEqualTo(key.doc());
      switch (key.type()) {
        case KeyType.Block nested -> assertBlock(follow(property), nested.type());
        case KeyType.Blocks nested -> assertBlock(follow(property.path("items")), nested.type());
        case KeyType.NamedBlocks nested ->
            assertBlock(follow(property.at("/additionalProperties/anyOf/0")), nested.type());
        case KeyType.Texts texts ->
            assertThat(property.at("/items/type").asText()).isEqualTo("string");
        case KeyType.Scalar scalar ->
            assertThat(property.has("type") || property.path("anyOf").size() >= 2).isTrue();
      }
    }
  }

  private JsonNode follow(JsonNode reference) {
    JsonNode target = schema.at(reference.path("$ref").asText().substring(1));
    assertThat(target.isMissingNode()).isFalse();
    return target;
  }
}
