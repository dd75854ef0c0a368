package io.penstock.config;

import io.penstock.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of YAML. A mistake is noted and a placeholder put in its place, so that one run
 * finds every mistake of a file; what it returns may be used only if nothing was found.
 */
final class RecordBinder {
  private final Findings findings;
  private final ScalarBinder scalars;
  private final Map<String, Object> topLevel = new HashMap<>();

  RecordBinder(Findings findings, TextSource source) {
    this.findings = findings;
    this.scalars = new ScalarBinder(findings, source);
  }

  PenstockConfig bind(YamlNode root) {
    return block(PenstockConfig.class, root, KeyPath.ROOT, null);
  }

  private <T extends Record> T block(
      Class<T> type, YamlNode node, String path, @Nullable Object inherited) {
    List<ConfigKey> keys = ConfigKey.of(type);
    Map<String, YamlNode.Entry> entries = entries(node, path, names(keys));
    rejectUnknown(entries, path, names(keys));
    List<@Nullable Object> values = new ArrayList<>();
    for (ConfigKey key : keys) {
      String keyPath = KeyPath.child(path, key.name());
      YamlNode.Entry entry = entries.get(key.name());
      Object value =
          entry == null || absent(key, entry.value())
              ? absentValue(key, node.line(), keyPath, inherited)
              : value(key, entry.value(), keyPath);
      values.add(value);
      if (path.isEmpty() && value != null) {
        topLevel.put(key.name(), value);
      }
    }
    return Defaults.create(type, values.toArray());
  }

  /** The entries by key, the first of each; anything but a mapping has none. */
  private Map<String, YamlNode.Entry> entries(YamlNode node, String path, List<String> names) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    switch (node) {
      case YamlNode.Mapping mapping -> {
        for (YamlNode.Entry entry : mapping.entries()) {
          String key = KeyPath.child(path, entry.key());
          findings.locate(key, entry.line());
          YamlNode.Entry first = entries.putIfAbsent(entry.key(), entry);
          if (first != null) {
            String message = "duplicate key, first on line " + first.line();
            findings.add(entry.line(), key, null, message, "every key once");
          }
        }
      }
      case YamlNode.Nothing nothing -> {}
      case YamlNode.Scalar scalar -> wrongShape(scalar, path, blockOf(names));
      case YamlNode.Sequence sequence -> wrongShape(sequence, path, blockOf(names));
    }
    return entries;
  }

  private void rejectUnknown(Map<String, YamlNode.Entry> entries, String path, List<String> names) {
    for (YamlNode.Entry entry : entries.values()) {
      if (names.contains(entry.key())) {
        continue;
      }
      String nearest = Nearest.to(entry.key(), names);
      if (nearest != null) {
        findings.broken(KeyPath.child(path, nearest));
      }
      findings.add(
          entry.line(),
          KeyPath.child(path, entry.key()),
          null,
          "unknown key " + KeyPath.quote(entry.key()) + Nearest.hint(entry.key(), names),
          nearest == null ? "one of " + String.join(", ", names) : null);
    }
  }

  /** Whether a key that is there says nothing: a block, list or map without content. */
  private static boolean absent(ConfigKey key, YamlNode value) {
    return value instanceof YamlNode.Nothing && !(key.type() instanceof KeyType.Scalar);
  }

  private @Nullable Object absentValue(
      ConfigKey key, int line, String path, @Nullable Object inherited) {
    if (inherited instanceof Record block) {
      return key.valueIn(block);
    }
    if (key.inheritsFrom() != null) {
      return topLevel.get(key.inheritsFrom());
    }
    if (key.required()) {
      if (!findings.isBroken(path)) {
        findings.add(line, path, null, "required key is missing", expected(key));
      }
      findings.broken(path);
      return Defaults.placeholder(key);
    }
    return Defaults.of(key);
  }

  private @Nullable Object value(ConfigKey key, YamlNode node, String path) {
    return switch (key.type()) {
      case KeyType.Scalar scalar -> {
        Object value = scalars.value(scalar.type(), node, path);
        yield value == null ? Defaults.placeholder(key) : value;
      }
      case KeyType.Texts texts -> texts(node, path);
      case KeyType.Block block ->
          block(
              block.type(),
              node,
              path,
              key.inheritsFrom() == null ? null : topLevel.get(key.inheritsFrom()));
      case KeyType.Blocks blocks -> blocks(key, blocks.type(), node, path);
      case KeyType.NamedBlocks blocks -> namedBlocks(key, blocks.type(), node, path);
    };
  }

  private List<Object> texts(YamlNode node, String path) {
    if (node instanceof YamlNode.Mapping) {
      wrongShape(node, path, "a list of texts");
      return List.of();
    }
    List<YamlNode> items = node instanceof YamlNode.Sequence list ? list.items() : List.of(node);
    List<Object> texts = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      String itemPath = KeyPath.item(path, index);
      findings.locate(itemPath, items.get(index).line());
      Object text = scalars.value(new ScalarType.Text(), items.get(index), itemPath);
      texts.add(text == null ? "" : text);
    }
    return texts;
  }

  private List<Record> blocks(
      ConfigKey key, Class<? extends Record> type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Sequence list)) {
      wrongShape(node, path, expected(key));
      return List.of();
    }
    requireEntry(key, list.items().isEmpty(), list.line(), path);
    List<Record> blocks = new ArrayList<>();
    for (int index = 0; index < list.items().size(); index++) {
      String itemPath = KeyPath.item(path, index);
      findings.locate(itemPath, list.items().get(index).line());
      blocks.add(block(type, list.items().get(index), itemPath, null));
    }
    return blocks;
  }

  private Map<String, Record> namedBlocks(
      ConfigKey key, Class<? extends Record> type, YamlNode node, String path) {
    Map<String, Record> blocks = new LinkedHashMap<>();
    if (!(node instanceof YamlNode.Mapping)) {
      wrongShape(node, path, expected(key));
      return blocks;
    }
    Map<String, YamlNode.Entry> entries = entries(node, path, List.of());
    requireEntry(key, entries.isEmpty(), node.line(), path);
    for (YamlNode.Entry entry : entries.values()) {
      YamlNode value =
          entry.value() instanceof YamlNode.Nothing
              ? new YamlNode.Nothing(entry.line())
              : entry.value();
      blocks.put(entry.key(), block(type, value, KeyPath.child(path, entry.key()), null));
    }
    return blocks;
  }

  private void requireEntry(ConfigKey key, boolean empty, int line, String path) {
    if (empty && key.has(NotEmpty.class)) {
      findings.add(line, path, null, "found no entry", expected(key));
    }
  }

  private void wrongShape(YamlNode node, String path, String expected) {
    // The value itself is not shown: whoever forgot the key "password" has written a password here.
    findings.add(node.line(), path, null, "found " + ScalarBinder.kind(node), expected);
    findings.broken(path);
  }

  private static List<String> names(List<ConfigKey> keys) {
    return keys.stream().map(ConfigKey::name).toList();
  }

  private static String blockOf(List<String> names) {
    return "a block with the keys " + String.join(", ", names);
  }

  private static String expected(ConfigKey key) {
    String some = key.has(NotEmpty.class) ? "at least one of them" : "any number of them";
    return switch (key.type()) {
      case KeyType.Scalar scalar -> scalar.type().expected();
      case KeyType.Texts texts -> "a list of texts";
      case KeyType.Block block -> blockOf(names(ConfigKey.of(block.type())));
      case KeyType.Blocks blocks -> "a list of blocks, " + some;
      case KeyType.NamedBlocks blocks -> "a name and a block for each, " + some;
    };
  }
}
