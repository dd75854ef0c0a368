package io.penstock.sql.shard;

import io.penstock.config.ShardAlgorithm;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardedTableConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.CatalogBuilder;
import io.penstock.sql.catalog.FunctionKind;
import io.penstock.sql.catalog.FunctionRow;
import io.penstock.sql.catalog.OperatorRow;
import io.penstock.sql.catalog.Persistence;
import io.penstock.sql.catalog.RelationKind;
import io.penstock.sql.catalog.RelationRow;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.catalog.TypeRow;
import io.penstock.sql.catalog.Volatility;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.SessionMarks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sharded shop: its tables with keys of each type, and a function of each kind. */
final class ShardedDatabase {
  static final SessionMarks PUBLIC = SessionMarks.of(SearchPath.of("public"));

  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("bool", 16),
          Map.entry("int8", 20),
          Map.entry("int2", 21),
          Map.entry("int4", 23),
          Map.entry("text", 25),
          Map.entry("float8", 701),
          Map.entry("bpchar", 1042),
          Map.entry("varchar", 1043),
          Map.entry("date", 1082),
          Map.entry("timestamp", 1114),
          Map.entry("timestamptz", 1184),
          Map.entry("interval", 1186),
          Map.entry("numeric", 1700),
          Map.entry("regclass", 2205),
          Map.entry("uuid", 2950),
          Map.entry("jsonb", 3802));

  private final CatalogBuilder builder = new CatalogBuilder();
  private int next = 20000;

  private ShardedDatabase() {}

  static ShardMap map() {
    List<ShardedTableConfig> tables =
        List.of(
            sharded("orders", "customer_id"),
            sharded("items", "customer_id"),
            sharded("customers", "id"),
            sharded("documents", "code"),
            sharded("labels", "code"),
            sharded("cards", "code"),
            sharded("sessions", "id"),
            sharded("switches", "on_off"),
            sharded("readings", "device", "day"),
            sharded("events", "happened"),
            sharded("amounts", "amount"),
            sharded("prices", "price"),
            sharded("by_day", "customer_id"),
            sharded("broken", "gone"),
            sharded("names", "name"),
            sharded("audit.log", "customer_id"),
            new ShardedTableConfig("countries", List.of(), true),
            new ShardedTableConfig("currencies", List.of(), true));
    return ShardMap.of(
        new ShardingConfig(
            ShardAlgorithm.CONSISTENT_HASH,
            null,
            128,
            1 << 26,
            false,
            false,
            List.of(shard("east"), shard("west")),
            tables,
            List.of("tenant_*", "acme"),
            List.of()));
  }

  private static ShardConfig shard(String name) {
    return new ShardConfig(name, 1, null, List.of(), List.of(), List.of());
  }

  private static ShardedTableConfig sharded(String name, String... key) {
    return new ShardedTableConfig(name, List.of(key), false);
  }

  static Catalog catalog() {
    return new ShardedDatabase().build();
  }

  static ShardPlan plan() {
    return new ShardPlan(map(), catalog());
  }

  static RoutedText text(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return RoutedText.read(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
  }

  private Catalog build() {
    function("pg_catalog", "now", 0, 0, Volatility.STABLE, false, null);
    function("pg_catalog", "random", 0, 0, Volatility.VOLATILE, false, null);
    aggregate("count", 0, 1);
    for (String name : List.of("sum", "avg", "min", "max", "bool_or", "stddev", "array_agg")) {
      aggregate(name, 1, 1);
    }
    aggregate("string_agg", 2, 2);
    function("pg_catalog", "date_trunc", 2, 3, Volatility.STABLE, false, null);
    function("pg_catalog", "rank", 0, 0, Volatility.IMMUTABLE, false, null);
    function("pg_catalog", "current_database", 0, 0, Volatility.STABLE, false, null);
    function("pg_catalog", "lower", 1, 1, Volatility.IMMUTABLE, false, null);
    function("pg_catalog", "row_number", 0, 0, Volatility.IMMUTABLE, false, null);
    function("pg_catalog", "generate_series", 2, 2, Volatility.IMMUTABLE, false, null);
    function("pg_catalog", "jsonb_array_elements", 1, 1, Volatility.IMMUTABLE, false, null);
    function("pg_catalog", "nextval", 1, 1, Volatility.VOLATILE, false, null);
    function("pg_catalog", "currval", 1, 1, Volatility.VOLATILE, false, null);
    function("pg_catalog", "lastval", 0, 0, Volatility.VOLATILE, false, null);
    function("pg_catalog", "setval", 2, 3, Volatility.VOLATILE, false, null);
    function("pg_catalog", "pg_advisory_lock", 1, 2, Volatility.VOLATILE, false, null);
    function("pg_catalog", "pg_backend_pid", 0, 0, Volatility.STABLE, false, null);
    function("pg_catalog", "pg_notify", 2, 2, Volatility.VOLATILE, false, null);
    function("pg_catalog", "set_config", 3, 3, Volatility.VOLATILE, false, null);
    function("pg_catalog", "txid_current", 0, 0, Volatility.STABLE, false, null);
    function("pg_catalog", "query_to_xml", 4, 4, Volatility.VOLATILE, false, null);
    function("pg_catalog", "ts_stat", 1, 2, Volatility.VOLATILE, false, null);
    function("pg_catalog", "version", 0, 0, Volatility.STABLE, false, null);
    function("pg_catalog", "current_schema", 0, 0, Volatility.STABLE, false, null);
    function("public", "slug", 1, 1, Volatility.IMMUTABLE, false, null);
    function("public", "order_count", 1, 1, Volatility.STABLE, false, null);
    function("public", "grand_total", 1, 1, Volatility.STABLE, true, null);
    function("public", "touch", 0, 1, Volatility.VOLATILE, false, null);
    function("public", "gen_salt", 1, 2, Volatility.VOLATILE, false, "pgcrypto");
    int touching = next - 2;
    TYPES.forEach((name, oid) -> builder.type(new TypeRow(oid, "pg_catalog", name)));
    builder.type(new TypeRow(++next, "public", "checked"));
    builder.typeCalls(next, touching);
    builder.operator(new OperatorRow("public", "~~~", touching));
    table("orders", "id int8", "customer_id int8", "status text", "total numeric", "parent int8");
    table("items", "order_id int8", "customer_id int4", "sku text", "quantity int4");
    table("customers", "id int8", "name text", "country text", "referrer int8");
    table("documents", "code text", "body text");
    table("labels", "code varchar", "body text");
    table("cards", "code bpchar", "body text");
    table("sessions", "id uuid", "customer_id int8", "seen timestamptz");
    table("switches", "on_off bool", "body text");
    table("readings", "device int4", "day date", "value float8");
    table("events", "happened timestamp", "body text");
    table("amounts", "amount float8", "body text");
    table("prices", "price numeric", "customer_id int8");
    table("broken", "id int8");
    table("names", "name text", "body text");
    table("countries", "code text", "name text", "biggest_customer int8");
    table("currencies", "code text", "rate numeric");
    table("notes", "customer_id int8", "body text");
    relation("audit", "log", RelationKind.TABLE, "customer_id int8", "line text");
    relation("tenant", "notes", RelationKind.TABLE, "customer_id int8");
    relation("pg_catalog", "pg_class", RelationKind.TABLE, "oid int8", "relname text");
    relation("information_schema", "tables", RelationKind.VIEW, "table_name text");
    relation("public", "recent", RelationKind.VIEW, "customer_id int8", "total numeric");
    relation("public", "totals", RelationKind.MATERIALIZED_VIEW, "customer_id int8");
    relation("public", "remote", RelationKind.FOREIGN_TABLE, "customer_id int8");
    relation("public", "orders_id_seq", RelationKind.SEQUENCE, "last_value int8");
    int parent =
        relation(
            "public", "by_day", RelationKind.PARTITIONED_TABLE, "customer_id int8", "day date");
    int child = relation("public", "by_day_1", RelationKind.TABLE, "customer_id int8", "day date");
    builder.inherits(child, parent);
    return builder.build();
  }

  private void table(String name, String... columns) {
    relation("public", name, RelationKind.TABLE, columns);
  }

  private int relation(String schema, String name, RelationKind kind, String... columns) {
    List<String> names = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    Arrays.stream(columns)
        .map(column -> column.split(" "))
        .forEach(parts -> {
          names.add(parts[0]);
          types.add(TYPES.get(parts[1]));
        });
    List<String> declared = Arrays.stream(columns).map(column -> column.split(" ")[1]).toList();
    List<String> collations =
        names.stream().map(column -> column.equals("sku") ? "pg_catalog.\"C\"" : "").toList();
    builder.relation(
        new RelationRow(
            ++next,
            schema,
            name,
            kind,
            Persistence.PERMANENT,
            false,
            false,
            names,
            types,
            name.equals("names") ? Set.of("name") : Set.of(),
            declared,
            collations,
            name.equals("currencies") ? Set.of(names.getFirst()) : Set.of()));
    return next;
  }

  private void aggregate(String name, int fewest, int most) {
    builder.function(
        new FunctionRow(
            next++,
            "pg_catalog",
            name,
            FunctionKind.AGGREGATE,
            fewest,
            most,
            Volatility.IMMUTABLE,
            name.equals("count"),
            null),
        false);
  }

  private void function(
      String schema,
      String name,
      int fewest,
      int most,
      Volatility volatility,
      boolean takesRow,
      @Nullable String extension) {
    builder.function(
        new FunctionRow(
            next++,
            schema,
            name,
            FunctionKind.FUNCTION,
            fewest,
            most,
            volatility,
            takesRow,
            extension),
        false);
  }
}
