package io.penstock.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How rows are spread, as a text that outlives the process: a file with nothing else in it. */
public final class PlacementText {
  private static final String NAME = "spread";

  /** While keys move the same few texts are read again and again. */
  private static final int KEPT = 8;

  private static final ConcurrentHashMap<String, ShardingConfig> READ = new ConcurrentHashMap<>();

  private static final Environment NOTHING =
      new Environment() {
        @Override
        public @Nullable String variable(String name) {
          return null;
        }

        @Override
        public String read(Path file) throws IOException {
          throw new IOException("no file belongs to it");
        }

        @Override
        public boolean isReadable(Path file) {
          return false;
        }
      };

  private PlacementText() {}

  /** The text of what decides where keys live: without nodes. */
  public static String of(ShardingConfig sharding) {
    StringBuilder text = new StringBuilder("databases:\n  " + NAME + ":\n    sharding:\n");
    line(text, "algorithm: " + word(sharding.algorithm()));
    if (sharding.keyType() != null) {
      line(text, "key-type: " + word(sharding.keyType()));
    }
    if (sharding.algorithm() == ShardAlgorithm.CONSISTENT_HASH) {
      line(text, "virtual-nodes: " + sharding.virtualNodes());
    }
    line(text, "shards:");
    for (ShardConfig shard : sharding.shards()) {
      line(text, "  - {" + shard(sharding.algorithm(), shard) + "}");
    }
    line(text, "tables:");
    for (ShardedTableConfig table : sharding.tables()) {
      String how = table.reference() ? "reference: true" : "key: " + quoted(table.key());
      line(text, "  - {name: " + quoted(table.name()) + ", " + how + "}");
    }
    if (!sharding.pins().isEmpty()) {
      line(text, "pins:");
      for (ShardPinConfig pin : sharding.pins()) {
        line(text, "  - {key: " + quoted(pin.key()) + ", shard: " + quoted(pin.shard()) + "}");
      }
    }
    return text.toString();
  }

  /**
   * What such a text says. Its shards have a node each that does not exist.
   *
   * @throws InvalidConfigException if it is none
   */
  public static ShardingConfig parse(String text) {
    ShardingConfig known = READ.get(text);
    if (known != null) {
      return known;
    }
    if (READ.size() >= KEPT) {
      READ.clear();
    }
    ShardingConfig read = read(text);
    READ.put(text, read);
    return read;
  }

  private static ShardingConfig read(String text) {
    DatabaseConfig read = ConfigLoader.parse(text, NOTHING).databases().get(NAME);
    return Objects.requireNonNull(read == null ? null : read.sharding(), "sharding");
  }

  private static String shard(ShardAlgorithm algorithm, ShardConfig shard) {
    String name = quoted(shard.name());
    String nodes = "name: " + name + ", nodes: [{name: " + name + ", host: localhost}]";
    return switch (algorithm) {
      case CONSISTENT_HASH -> nodes + ", weight: " + shard.weight();
      case HASH -> nodes;
      case RANGE ->
          nodes
              + shard.ranges().stream()
                  .map(PlacementText::range)
                  .collect(Collectors.joining(", ", ", ranges: [", "]"));
      case LIST -> nodes + ", values: " + quoted(shard.values());
    };
  }

  private static String range(ShardRangeConfig range) {
    String from = range.from() == null ? "" : "from: " + quoted(range.from());
    String to = range.to() == null ? "" : "to: " + quoted(range.to());
    return "{" + from + (from.isEmpty() || to.isEmpty() ? "" : ", ") + to + "}";
  }

  private static void line(StringBuilder text, String line) {
    text.append("      ").append(line).append('\n');
  }

  private static <E extends Enum<E>> String word(E constant) {
    return new ScalarType.Choice(constant.getDeclaringClass()).format(constant);
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(PlacementText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Nothing in it is taken for a reference to the environment. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.replace("${", "$${")
        .codePoints()
        .forEach(character -> {
          switch (character) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> quoted.appendCodePoint(character);
          }
        });
    return quoted.append('"').toString();
  }
}
