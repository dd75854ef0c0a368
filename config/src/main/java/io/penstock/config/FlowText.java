package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes values back as the file would have them, on one line, secrets as {@code ***}. */
final class FlowText {
  private FlowText() {}

  static String of(KeyType type, Object value) {
    return switch (type) {
      case KeyType.Scalar scalar -> scalar.type().format(value);
      case KeyType.Texts texts -> "[" + String.join(", ", strings((List<?>) value)) + "]";
      case KeyType.Block block -> block((Record) value);
      case KeyType.Blocks blocks -> {
        List<String> items = ((List<?>) value).stream().map(item -> block((Record) item)).toList();
        yield "[" + String.join(", ", items) + "]";
      }
      case KeyType.NamedBlocks blocks -> {
        List<String> entries = new ArrayList<>();
        ((Map<?, ?>) value)
            .forEach((name, block) -> entries.add(name + ": " + block((Record) block)));
        yield "{" + String.join(", ", entries) + "}";
      }
    };
  }

  /** The keys of a block that differ from their defaults. */
  private static String block(Record block) {
    List<String> entries = new ArrayList<>();
    for (ConfigKey key : ConfigKey.of(block.getClass())) {
      Object value = key.valueIn(block);
      if (value != null && !value.equals(Defaults.of(key))) {
        entries.add(key.name() + ": " + of(key.type(), value));
      }
    }
    return "{" + String.join(", ", entries) + "}";
  }

  private static List<String> strings(List<?> values) {
    return values.stream().map(String::valueOf).toList();
  }
}
