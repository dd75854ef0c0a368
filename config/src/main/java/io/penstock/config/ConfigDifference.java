package io.penstock.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a reload would change. */
public final class ConfigDifference {
  private static final String ABSENT = "absent";

  private final List<Change> changes = new ArrayList<>();

  /**
   * One key whose value differs; a secret's value is {@code ***}.
   *
   * @param key the full key; nodes stand under their names, as in {@code
   *     databases.shop.nodes[pg-a].weight}
   * @param oldValue as the file would write it; {@code absent} when there was none
   * @param newValue as the file would write it; {@code absent} when there is none any more
   * @param appliedLive whether a reload applies it; otherwise it takes a restart
   */
  public record Change(String key, String oldValue, String newValue, boolean appliedLive) {
    @Override
    public String toString() {
      String restart = appliedLive ? "" : " (needs a restart)";
      return key + ": " + oldValue + " -> " + newValue + restart;
    }
  }

  private ConfigDifference() {}

  /** Every change that leads from one configuration to the other, in the order of the keys. */
  public static List<Change> between(PenstockConfig old, PenstockConfig now) {
    ConfigDifference difference = new ConfigDifference();
    difference.blocks(PenstockConfig.class, KeyPath.ROOT, old, now);
    return List.copyOf(difference.changes);
  }

  private void blocks(Class<? extends Record> type, String path, Record old, Record now) {
    for (ConfigKey key : ConfigKey.of(type)) {
      Object before = key.valueIn(old);
      Object after = key.valueIn(now);
      if (!Objects.equals(before, after)) {
        values(key, KeyPath.child(path, key.name()), before, after);
      }
    }
  }

  private void values(ConfigKey key, String path, @Nullable Object before, @Nullable Object after) {
    boolean live = !key.has(NeedsRestart.class);
    if (before == null || after == null) {
      change(path, key.type(), before, after, live);
      return;
    }
    switch (key.type()) {
      case KeyType.Scalar scalar -> change(path, scalar, before, after, live);
      case KeyType.Texts texts -> change(path, texts, before, after, live);
      case KeyType.Block block -> blocks(block.type(), path, (Record) before, (Record) after);
      case KeyType.NamedBlocks named -> named(named.type(), path, byName(before), byName(after));
      case KeyType.Blocks list -> {
        if (list.type() == NodeConfig.class) {
          nodes(path, (List<?>) before, (List<?>) after);
        } else {
          change(path, list, before, after, live);
        }
      }
    }
  }

  private void named(
      Class<? extends Record> type, String path, Map<String, Record> old, Map<String, Record> now) {
    for (String name : union(old, now)) {
      entry(type, KeyPath.child(path, name), old.get(name), now.get(name));
    }
  }

  private void nodes(String path, List<?> before, List<?> after) {
    Map<String, Record> old = nodesByName(before);
    Map<String, Record> now = nodesByName(after);
    for (String name : union(old, now)) {
      entry(NodeConfig.class, KeyPath.item(path, name), old.get(name), now.get(name));
    }
    if (old.keySet().equals(now.keySet())
        && !List.copyOf(old.keySet()).equals(List.copyOf(now.keySet()))) {
      KeyType order = new KeyType.Texts();
      change(path, order, List.copyOf(old.keySet()), List.copyOf(now.keySet()), true);
    }
  }

  private void entry(
      Class<? extends Record> type, String path, @Nullable Record old, @Nullable Record now) {
    if (old == null || now == null) {
      change(path, new KeyType.Block(type), old, now, true);
    } else {
      blocks(type, path, old, now);
    }
  }

  private void change(
      String path, KeyType type, @Nullable Object before, @Nullable Object after, boolean live) {
    String old = before == null ? ABSENT : FlowText.of(type, before);
    String now = after == null ? ABSENT : FlowText.of(type, after);
    changes.add(new Change(path, old, now, live));
  }

  private static Set<String> union(Map<String, Record> old, Map<String, Record> now) {
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(now.keySet());
    return names;
  }

  private static Map<String, Record> byName(Object blocks) {
    Map<String, Record> byName = new LinkedHashMap<>();
    ((Map<?, ?>) blocks).forEach((name, block) -> byName.put((String) name, (Record) block));
    return byName;
  }

  private static Map<String, Record> nodesByName(List<?> nodes) {
    return nodes.stream()
        .map(NodeConfig.class::cast)
        .collect(
            Collectors.toMap(
                NodeConfig::name, node -> node, (first, second) -> first, LinkedHashMap::new));
  }
}
