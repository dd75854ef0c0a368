package io.penstock.sql.shard;

import io.penstock.config.ShardConfig;
import io.penstock.config.ShardedTableConfig;
import io.penstock.config.ShardingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of one database live: compiled from its configuration. Immutable, any thread.
 *
 * <p>Shards have numbers, from 0, in the order of the configuration.
 */
public final class ShardMap {
  /** The shard of a key that none holds. */
  public static final int NOWHERE = -1;

  private final List<String> names;
  private final Placement placement;
  private final ShardPins pins;
  private final List<ShardChoice.Shard> choices;
  private final Map<String, TableRule> anySchema = new HashMap<>();
  private final Map<String, Map<String, TableRule>> bySchema = new HashMap<>();

  private ShardMap(ShardingConfig config) {
    names = config.shards().stream().map(ShardConfig::name).toList();
    placement = Placement.of(config);
    pins = ShardPins.of(config);
    choices = IntStream.range(0, names.size()).mapToObj(ShardChoice.Shard::new).toList();
    for (ShardedTableConfig table : config.tables()) {
      String schema = table.schema();
      Map<String, TableRule> tables =
          schema == null ? anySchema : bySchema.computeIfAbsent(schema, none -> new HashMap<>());
      tables.put(table.bareName(), new TableRule(table.name(), table.key()));
    }
  }

  /** The map of a configuration that the loader has accepted. */
  public static ShardMap of(ShardingConfig config) {
    return new ShardMap(config);
  }

  /** How many shards there are. */
  public int shards() {
    return names.size();
  }

  /** The choice of one shard. */
  ShardChoice.Shard choice(int shard) {
    return choices.get(shard);
  }

  /** What a shard is called. */
  public String name(int shard) {
    return names.get(shard);
  }

  /**
   * The shard of a key, whose columns have values in the order of the table's rule, none of them
   * null; {@link #NOWHERE} when no range or list has it.
   *
   * <p>The values must be of types that this map {@link #places}.
   */
  public int place(List<KeyValue> key) {
    int pinned = pins.place(key);
    return pinned == NOWHERE ? placement.place(key) : pinned;
  }

  /**
   * Whether keys with a column of this type can be placed: not if ranges or lists have values of
   * another, nor numeric with PostgreSQL's hash.
   */
  public boolean places(int typeOid) {
    KeyType type = KeyType.of(typeOid);
    return type != null && placement.places(type);
  }

  /**
   * What is configured for a table, by its names as PostgreSQL stores them; null when nothing is. A
   * rule with a schema goes before one without.
   *
   * @param schema null if it is not known: then only rules without a schema count
   */
  public @Nullable TableRule table(@Nullable String schema, String name) {
    Map<String, TableRule> ofSchema = schema == null ? null : bySchema.get(schema);
    TableRule exact = ofSchema == null ? null : ofSchema.get(name);
    return exact == null ? anySchema.get(name) : exact;
  }
}
