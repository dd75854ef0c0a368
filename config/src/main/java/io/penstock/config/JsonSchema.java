package io.penstock.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The JSON Schema (draft 2020-12) of {@code penstock.yaml}, for editors that complete and check
 * while typing.
 */
public final class JsonSchema {
  private static final String DURATION = "^(0|off|[0-9]+(ms|s|m|h|d))$";
  private static final String SIZE = "^[0-9]+(B|KB|MB|GB)?$";
  private static final String REFERENCE = "\\$\\{.+\\}";

  private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

  private JsonSchema() {}

  /** The schema's text. */
  public static String render() {
    return new JsonSchema().root().toPrettyString() + "\n";
  }

  private ObjectNode root() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "penstock.yaml");
    fill(root, PenstockConfig.class);
    reference(definitions.putObject("reference"));
    root.set("$defs", definitions);
    return root;
  }

  private static void reference(ObjectNode reference) {
    reference.put("type", "string");
    reference.put("pattern", REFERENCE);
    reference.put("description", "A value from the environment: ${NAME} or ${NAME:-default}.");
  }

  private void fill(ObjectNode schema, Class<? extends Record> block) {
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    List<ConfigKey> keys = ConfigKey.of(block);
    for (ConfigKey key : keys) {
      ObjectNode property = properties.putObject(key.name());
      property.put("description", key.doc());
      type(property, key);
      putDefault(property, key);
    }
    List<String> required = keys.stream().filter(ConfigKey::required).map(ConfigKey::name).toList();
    if (!required.isEmpty()) {
      required.forEach(schema.putArray("required")::add);
    }
    if (block == DatabaseConfig.class) {
      eitherOf(schema, "nodes", "sharding");
    }
  }

  private static void eitherOf(ObjectNode schema, String first, String second) {
    ArrayNode either = schema.putArray("oneOf");
    either.addObject().putArray("required").add(first);
    either.addObject().putArray("required").add(second);
  }

  private void type(ObjectNode property, ConfigKey key) {
    switch (key.type()) {
      case KeyType.Scalar scalar -> scalar(property, scalar.type());
      case KeyType.Texts texts -> {
        property.putArray("type").add("array").add("string");
        property.putObject("items").put("type", "string");
        atLeastOne(property, key, "minItems");
      }
      case KeyType.Block block -> property.put("$ref", define(block.type()));
      case KeyType.Blocks blocks -> {
        property.put("type", "array");
        property.putObject("items").put("$ref", define(blocks.type()));
        atLeastOne(property, key, "minItems");
      }
      case KeyType.NamedBlocks blocks -> {
        property.put("type", "object");
        // A name with nothing after it is a block of defaults.
        ObjectNode block = property.putObject("additionalProperties");
        block.putArray("anyOf").addObject().put("$ref", define(blocks.type()));
        block.withArray("anyOf").addObject().put("type", "null");
        atLeastOne(property, key, "minProperties");
      }
    }
  }

  private static void atLeastOne(ObjectNode property, ConfigKey key, String keyword) {
    if (key.has(NotEmpty.class)) {
      property.put(keyword, 1);
    }
  }

  private static void scalar(ObjectNode property, ScalarType type) {
    switch (type) {
      case ScalarType.WholeNumber number ->
          orReference(property)
              .put("type", "integer")
              .put("minimum", number.min())
              .put("maximum", number.max());
      case ScalarType.ByteCount count ->
          integerOr(property, SIZE).put("minimum", count.min()).put("maximum", count.max());
      case ScalarType.Time time -> integerOr(property, DURATION).put("const", 0);
      case ScalarType.Flag flag -> orReference(property).put("type", "boolean");
      case ScalarType.Choice choice ->
          choice.words().forEach(orReference(property).putArray("enum")::add);
      case ScalarType.Confidential secret -> text(property).add("number");
      case ScalarType.Text text -> text(property).add("number");
      case ScalarType.HostName host -> text(property);
      case ScalarType.Addresses addresses -> text(property);
      case ScalarType.FilePath file -> text(property);
    }
  }

  private static ArrayNode text(ObjectNode property) {
    property.put("minLength", 1);
    return property.putArray("type").add("string");
  }

  /** The schema of the value itself, beside that of a reference to the environment. */
  private static ObjectNode orReference(ObjectNode property) {
    ObjectNode value = property.putArray("anyOf").addObject();
    property.withArray("anyOf").addObject().put("$ref", "#/$defs/reference");
    return value;
  }

  private static ObjectNode integerOr(ObjectNode property, String pattern) {
    ObjectNode integer = orReference(property).put("type", "integer");
    property.withArray("anyOf").addObject().put("type", "string").put("pattern", pattern);
    return integer;
  }

  private static void putDefault(ObjectNode property, ConfigKey key) {
    String text = key.defaultText();
    if (text == null || text.isEmpty()) {
      return;
    }
    Object value = Defaults.of(key);
    switch (value) {
      case Integer number when !key.has(Bytes.class) -> property.put("default", number);
      case Boolean flag -> property.put("default", flag);
      case null, default -> property.put("default", text);
    }
  }

  private String define(Class<? extends Record> block) {
    String name = block.getSimpleName().replaceFirst("Config$", "");
    if (!definitions.has(name)) {
      fill(definitions.putObject(name), block);
    }
    return "#/$defs/" + name;
  }
}
