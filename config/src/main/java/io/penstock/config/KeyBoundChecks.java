package io.penstock.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether ranges and lists say of each value which one shard holds it. */
final class KeyBoundChecks {
  private final Findings findings;
  private final String path;
  private final ShardingConfig sharding;
  private final KeyForm form;

  KeyBoundChecks(Findings findings, String path, ShardingConfig sharding) {
    this.findings = findings;
    this.path = path;
    this.sharding = sharding;
    this.form = sharding.keyForm();
  }

  private record Bounds(String path, String name, @Nullable Object from, @Nullable Object to) {}

  void run() {
    if (findings.isBroken(KeyPath.child(path, "key-type"))) {
      return;
    }
    switch (sharding.algorithm()) {
      case RANGE -> ranges();
      case LIST -> lists();
      case CONSISTENT_HASH, HASH -> {}
    }
  }

  private void ranges() {
    List<Bounds> all = new ArrayList<>();
    for (int shard = 0; shard < sharding.shards().size(); shard++) {
      ShardConfig config = sharding.shards().get(shard);
      String shardPath = KeyPath.item(KeyPath.child(path, "shards"), shard);
      if (config.ranges().isEmpty() && shard == 0 && !pinned(config.name())) {
        findings.refuse(
            shardPath, "shard " + config.name() + " holds no range", "ranges: [{from: …, to: …}]");
      }
      for (int index = 0; index < config.ranges().size(); index++) {
        String rangePath = KeyPath.item(KeyPath.child(shardPath, "ranges"), index);
        Bounds bounds = bounds(rangePath, config.name(), config.ranges().get(index));
        if (bounds != null) {
          all.add(bounds);
        }
      }
    }
    all.sort((left, right) -> compareFrom(left.from(), right.from()));
    for (int index = 1; index < all.size(); index++) {
      Bounds below = all.get(index - 1);
      Bounds above = all.get(index);
      if (below.to() == null
          || above.from() == null
          || form.compare(above.from(), below.to()) < 0) {
        findings.refuse(
            above.path(),
            "the range overlaps " + below.path().substring(path.length() + 1),
            "ranges that do not overlap: to is the first value that is not in a range");
      }
    }
  }

  /** The bounds as values; null when they are not right, which has then been told. */
  private @Nullable Bounds bounds(String rangePath, String shard, ShardRangeConfig range) {
    String fromPath = KeyPath.child(rangePath, "from");
    String toPath = KeyPath.child(rangePath, "to");
    if (findings.isBroken(fromPath) || findings.isBroken(toPath)) {
      return null;
    }
    String lowest = range.from();
    String end = range.to();
    Object from = lowest == null ? null : read(fromPath, lowest);
    Object to = end == null ? null : read(toPath, end);
    if ((from == null && lowest != null) || (to == null && end != null)) {
      return null;
    }
    if (lowest != null
        && end != null
        && from != null
        && to != null
        && form.compare(from, to) >= 0) {
      findings.refuse(
          rangePath,
          "no value is in a range from %s to %s"
              .formatted(KeyPath.quote(lowest), KeyPath.quote(end)),
          "from below to, both of type " + formName());
      return null;
    }
    return new Bounds(rangePath, shard, from, to);
  }

  private int compareFrom(@Nullable Object left, @Nullable Object right) {
    if (left == null) {
      return right == null ? 0 : -1;
    }
    return right == null ? 1 : form.compare(left, right);
  }

  private void lists() {
    Map<Object, String> holders = new HashMap<>();
    for (int shard = 0; shard < sharding.shards().size(); shard++) {
      ShardConfig config = sharding.shards().get(shard);
      String shardPath = KeyPath.item(KeyPath.child(path, "shards"), shard);
      if (config.values().isEmpty() && shard == 0 && !pinned(config.name())) {
        findings.refuse(shardPath, "shard " + config.name() + " holds no value", "values: […]");
      }
      for (int index = 0; index < config.values().size(); index++) {
        String valuePath = KeyPath.item(KeyPath.child(shardPath, "values"), index);
        Object value =
            findings.isBroken(valuePath) ? null : read(valuePath, config.values().get(index));
        String holder = value == null ? null : holders.putIfAbsent(value, config.name());
        if (holder != null) {
          findings.refuse(
              valuePath,
              "%s is listed already, for shard %s"
                  .formatted(KeyPath.quote(config.values().get(index)), holder),
              "every value once");
        }
      }
    }
  }

  private @Nullable Object read(String key, String text) {
    Object value = form.read(text);
    if (value == null) {
      findings.refuse(key, "found " + KeyPath.quote(text), "a value of type " + formName());
    }
    return value;
  }

  private String formName() {
    return new ScalarType.Choice(KeyForm.class).format(form);
  }

  private boolean pinned(String shard) {
    return sharding.pins().stream().anyMatch(pin -> pin.shard().equals(shard));
  }
}
