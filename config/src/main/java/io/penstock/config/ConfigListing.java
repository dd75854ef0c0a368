package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key that a configuration has a value for, as the admin console lists them. */
public final class ConfigListing {
  private final List<Entry> entries = new ArrayList<>();

  /**
   * One key.
   *
   * @param key the full key; nodes stand under their names, as in {@code
   *     databases.shop.nodes[pg-a].weight}
   * @param value as the file would write it; a secret is {@code ***}
   * @param defaultValue what it is in a file that does not name it; null when that is nothing
   * @param appliedLive whether a reload applies a change of it
   */
  public record Entry(
      String key, String value, @Nullable String defaultValue, boolean appliedLive) {}

  private ConfigListing() {}

  /** All keys in the order of the reference page; those that are absent are left out. */
  public static List<Entry> of(PenstockConfig config) {
    ConfigListing listing = new ConfigListing();
    listing.block(KeyPath.ROOT, config);
    return List.copyOf(listing.entries);
  }

  private void block(String path, Record block) {
    for (ConfigKey key : ConfigKey.of(block.getClass())) {
      Object value = key.valueIn(block);
      if (value != null) {
        value(key, KeyPath.child(path, key.name()), value);
      }
    }
  }

  private void value(ConfigKey key, String path, Object value) {
    switch (key.type()) {
      case KeyType.Scalar scalar -> entry(key, path, value);
      case KeyType.Texts texts -> entry(key, path, value);
      case KeyType.Block block -> block(path, (Record) value);
      case KeyType.NamedBlocks named ->
          ((Map<?, ?>) value)
              .forEach((name, block) -> block(KeyPath.child(path, (String) name), (Record) block));
      case KeyType.Blocks list -> {
        int index = 0;
        for (Object item : (List<?>) value) {
          Object name = item instanceof NodeConfig node ? node.name() : index++;
          block(KeyPath.item(path, name), (Record) item);
        }
      }
    }
  }

  private void entry(ConfigKey key, String path, Object value) {
    Object usual = Defaults.of(key);
    entries.add(
        new Entry(
            path,
            FlowText.of(key.type(), value),
            usual == null ? null : FlowText.of(key.type(), usual),
            !key.has(NeedsRestart.class)));
  }
}
