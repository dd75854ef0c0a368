package io.penstock.sql.shard;

import io.penstock.config.SchemaPattern;
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

  /** Of a key that is on the move. */
  public static final int HELD = -2;

  private final List<String> names;
  private final List<ShardChoice.Shard> choices;
  private final PlacedKeys keys;

  /** Where keys go and how far they have, while they move. */
  private final @Nullable PlacedKeys after;

  private final @Nullable KeyMove move;
  private final @Nullable String obstacle;
  private final int[] holders;
  private final int[] withRows;
  private final Map<String, TableRule> anySchema = new HashMap<>();
  private final Map<String, Map<String, TableRule>> bySchema = new HashMap<>();
  private final List<String> schemas;

  private ShardMap(
      ShardingConfig config,
      ShardingConfig placement,
      @Nullable KeyMove move,
      @Nullable String obstacle) {
    names = config.shards().stream().map(ShardConfig::name).toList();
    choices = IntStream.range(0, names.size()).mapToObj(ShardChoice.Shard::new).toList();
    keys = PlacedKeys.of(placement, names);
    after = move == null ? null : PlacedKeys.of(move.after(), names);
    this.move = move;
    this.obstacle = obstacle;
    holders = holders(placement).toArray();
    schemas = config.schemas();
    withRows =
        IntStream.concat(
                holders(placement), move == null ? IntStream.empty() : holders(move.after()))
            .sorted()
            .distinct()
            .toArray();
    for (ShardedTableConfig table : config.tables()) {
      String schema = table.schema();
      Map<String, TableRule> tables =
          schema == null ? anySchema : bySchema.computeIfAbsent(schema, none -> new HashMap<>());
      tables.put(table.bareName(), new TableRule(table.name(), table.key()));
    }
  }

  private ShardMap(ShardMap other, KeyMove move) {
    names = other.names;
    choices = other.choices;
    keys = other.keys;
    after = other.after;
    this.move = move;
    obstacle = other.obstacle;
    holders = other.holders;
    withRows = other.withRows;
    schemas = other.schemas;
    anySchema.putAll(other.anySchema);
    bySchema.putAll(other.bySchema);
  }

  private IntStream holders(ShardingConfig placement) {
    return placement.shards().stream()
        .filter(placement::holdsKeys)
        .mapToInt(shard -> names.indexOf(shard.name()));
  }

  /** The map of a configuration that the loader has accepted. */
  public static ShardMap of(ShardingConfig config) {
    return new ShardMap(config, config, null, null);
  }

  /** The same, but keys live where another configuration has them, on shards of the same names. */
  public static ShardMap of(ShardingConfig config, ShardingConfig placement) {
    return new ShardMap(config, placement, null, null);
  }

  /** The map while keys move between the shards of a configuration. */
  public static ShardMap moving(ShardingConfig config, KeyMove move) {
    return new ShardMap(config, move.before(), move, null);
  }

  /** This map when the same move is elsewhere; null if it is a map of another move. */
  @SuppressWarnings("ReferenceEquality") // Else it is made anew.
  public @Nullable ShardMap at(KeyMove next) {
    return move != null && move.before() == next.before() && move.after() == next.after()
        ? new ShardMap(this, next)
        : null;
  }

  /**
   * A map by which no key is found.
   *
   * @param obstacle why, for a person
   */
  public static ShardMap without(ShardingConfig config, String obstacle) {
    return new ShardMap(config, config, null, obstacle);
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

  /** Why no key can be placed; null when keys can. */
  public @Nullable String obstacle() {
    return obstacle;
  }

  /** Whether a row may be found on two shards, or on none, by who looks on several. */
  public boolean unsettled() {
    return move != null && (move.held() != null || move.unsettled());
  }

  /**
   * A shard that has what all have, one that holds keys.
   *
   * @param number the same for who shall always get the same
   */
  public int any(long number) {
    return holders.length == 0 ? 0 : holders[(int) Long.remainderUnsigned(number, holders.length)];
  }

  /** The shards that rows with keys may be on, in ascending order. */
  public int[] withRows() {
    return withRows.clone();
  }

  /**
   * The shard of a key, whose columns have values in the order of the table's rule, none of them
   * null; {@link #NOWHERE} when no range or list has it, {@link #HELD} while it is on the move.
   *
   * <p>The values must be of types that this map {@link #places}.
   */
  public int place(List<KeyValue> key) {
    KeyMove moving = move;
    PlacedKeys target = after;
    if (moving == null || target == null) {
      return obstacle == null ? keys.place(key) : NOWHERE;
    }
    int before = keys.place(key);
    int then = target.place(key);
    if (before == then) {
      return before;
    }
    if (moving.moved().isAbove(key)) {
      return then;
    }
    return moving.held() != null && moving.held().isAbove(key) ? HELD : before;
  }

  /** The shard that had the key before it began to move. */
  public int placeBefore(List<KeyValue> key) {
    return keys.place(key);
  }

  /** The shard that has the key when all have moved. */
  public int placeAfter(List<KeyValue> key) {
    PlacedKeys target = after;
    return target == null ? keys.place(key) : target.place(key);
  }

  /**
   * Whether keys with a column of this type can be placed: not if ranges or lists have values of
   * another, nor numeric with PostgreSQL's hash.
   */
  public boolean places(int typeOid) {
    KeyType type = KeyType.of(typeOid);
    PlacedKeys target = after;
    return type != null && keys.places(type) && (target == null || target.places(type));
  }

  /** Whether some schemas live on one shard each. */
  public boolean placesSchemas() {
    return !schemas.isEmpty();
  }

  /** Whether a schema lives on one shard, with its name as the key. */
  public boolean placesSchema(String name) {
    return schemas.stream().anyMatch(pattern -> SchemaPattern.matches(pattern, name));
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
