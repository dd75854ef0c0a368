package io.penstock.sql.shard;

import io.penstock.config.ShardConfig;
import io.penstock.config.ShardRangeConfig;
import io.penstock.config.ShardingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which ranges and listed values go from which shard to which. */
final class BoundMoves {
  private final ShardNames names;

  /** Each value that either configuration names, in their order, as it is written there. */
  private final Map<KeyValue, String> written = new TreeMap<>(KeyOrder::compare);

  BoundMoves(ShardingConfig old, ShardingConfig now) {
    names = new ShardNames(ShardNames.of(old), ShardNames.of(now));
    for (ShardingConfig config : List.of(old, now)) {
      for (ShardConfig shard : config.shards()) {
        shard.values().forEach(value -> add(config, value));
        for (ShardRangeConfig range : shard.ranges()) {
          add(config, range.from());
          add(config, range.to());
        }
      }
    }
  }

  private void add(ShardingConfig config, @Nullable String text) {
    if (text != null) {
      written.putIfAbsent(KeyType.configured(config.keyForm(), text), text);
    }
  }

  List<ShardMoves.Keys> between(Placement before, Placement after) {
    List<ShardMoves.Keys> moves = new ArrayList<>();
    List<KeyValue> values = new ArrayList<>(written.keySet());
    if (before instanceof KeyRanges old && after instanceof KeyRanges now) {
      String first = values.isEmpty() ? "all" : "below " + written.get(values.get(0));
      add(moves, first, old.lowest(), now.lowest());
    }
    for (int index = 0; index < values.size(); index++) {
      List<KeyValue> key = List.of(values.get(index));
      String what = written.get(values.get(index));
      if (before instanceof KeyRanges) {
        boolean last = index == values.size() - 1;
        what = "from " + what + (last ? "" : " to below " + written.get(values.get(index + 1)));
      }
      add(moves, String.valueOf(what), before.place(key), after.place(key));
    }
    return moves;
  }

  private void add(List<ShardMoves.Keys> moves, String what, int old, int now) {
    if (!names.old(old).equals(names.now(now))) {
      moves.add(new ShardMoves.Keys(what, names.old(old), names.now(now)));
    }
  }
}
