package io.penstock.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the tables and the pins of a sharded database fit its shards. */
final class ShardedTableChecks {
  /** Of one key: the meanings of a pin's texts multiply. */
  private static final int MOST_COLUMNS = 4;

  private final Findings findings;
  private final String path;
  private final ShardingConfig sharding;

  ShardedTableChecks(Findings findings, String path, ShardingConfig sharding) {
    this.findings = findings;
    this.path = path;
    this.sharding = sharding;
  }

  void run() {
    Map<String, Integer> names = new HashMap<>();
    for (int index = 0; index < sharding.tables().size(); index++) {
      ShardedTableConfig table = sharding.tables().get(index);
      String tablePath = KeyPath.item(KeyPath.child(path, "tables"), index);
      name(KeyPath.child(tablePath, "name"), table.name(), names, index);
      key(tablePath, table);
    }
    for (int index = 0; index < sharding.schemas().size(); index++) {
      schema(KeyPath.item(KeyPath.child(path, "schemas"), index), sharding.schemas().get(index));
    }
    Map<List<Object>, Integer> pinned = new HashMap<>();
    for (int index = 0; index < sharding.pins().size(); index++) {
      pin(KeyPath.item(KeyPath.child(path, "pins"), index), index, pinned);
    }
  }

  private void name(String namePath, String name, Map<String, Integer> names, int index) {
    Integer first = names.putIfAbsent(name, index);
    if (first != null) {
      findings.refuse(
          namePath,
          "%s is tables[%d] already".formatted(KeyPath.quote(name), first),
          "every table once");
    }
    int dot = name.indexOf('.');
    if (name.isBlank() || dot == 0 || dot == name.length() - 1 || dot != name.lastIndexOf('.')) {
      findings.refuse(namePath, "found " + KeyPath.quote(name), "name, or schema.name");
    }
  }

  private void key(String tablePath, ShardedTableConfig table) {
    String keyPath = KeyPath.child(tablePath, "key");
    List<String> key = table.key();
    if (key.isEmpty() == !table.reference()) {
      findings.refuse(
          tablePath,
          key.isEmpty()
              ? "the table has neither a key nor reference: true"
              : "the table has a key and is a reference table",
          "key: a column, or reference: true for a table that every shard holds all of");
    }
    if (new HashSet<>(key).size() < key.size()) {
      findings.refuse(keyPath, "found a column twice", "every column once");
    }
    if (key.size() > MOST_COLUMNS) {
      findings.refuse(
          keyPath, "found " + key.size() + " columns", "at most " + MOST_COLUMNS + " of them");
    }
    if (key.size() > 1 && ofOneColumn()) {
      findings.refuse(
          keyPath,
          "found %d columns, and a range or list has one".formatted(key.size()),
          "one column, or algorithm: consistent-hash or hash");
    }
  }

  private boolean ofOneColumn() {
    return sharding.algorithm() == ShardAlgorithm.RANGE
        || sharding.algorithm() == ShardAlgorithm.LIST;
  }

  private void schema(String schemaPath, String pattern) {
    for (String shared : List.of("public", "penstock", "information_schema", "pg_catalog")) {
      if (SchemaPattern.matches(pattern, shared)) {
        findings.refuse(
            schemaPath,
            "%s is the schema %s too, which every shard has"
                .formatted(KeyPath.quote(pattern), shared),
            "schemas of which each lives on one shard");
        return;
      }
    }
    if (pattern.isBlank()) {
      findings.refuse(schemaPath, "found " + KeyPath.quote(pattern), "a name, or a pattern with *");
    }
    for (ShardedTableConfig table : sharding.tables()) {
      String schema = table.schema();
      if (schema != null && SchemaPattern.matches(pattern, schema)) {
        findings.refuse(
            schemaPath,
            "the table " + KeyPath.quote(table.name()) + " is in such a schema",
            "tables in schemas that every shard has");
      }
    }
    if (ofOneColumn() && sharding.keyForm() != KeyForm.TEXT) {
      findings.refuse(
          schemaPath,
          "ranges and lists have values that are no texts",
          "key-type: text, or algorithm: consistent-hash or hash");
    }
  }

  private void pin(String pinPath, int index, Map<List<Object>, Integer> pinned) {
    ShardPinConfig pin = sharding.pins().get(index);
    String keyPath = KeyPath.child(pinPath, "key");
    Set<String> names =
        sharding.shards().stream().map(ShardConfig::name).collect(Collectors.toSet());
    if (!names.contains(pin.shard()) && !findings.isBroken(KeyPath.child(path, "shards"))) {
      findings.refuse(
          KeyPath.child(pinPath, "shard"),
          KeyPath.quote(pin.shard()) + " is not in shards" + Nearest.hint(pin.shard(), names),
          "the name of a shard");
    }
    if (findings.isBroken(keyPath)) {
      return;
    }
    boolean fits =
        sharding.tables().stream().anyMatch(table -> table.key().size() == pin.key().size())
            || (!sharding.schemas().isEmpty() && pin.key().size() == 1);
    if (!fits || pin.key().size() > MOST_COLUMNS) {
      findings.refuse(
          keyPath,
          "found %d values, and no table has a key of as many columns".formatted(pin.key().size()),
          "a value for each column of a table's key");
      return;
    }
    if (ofOneColumn() && sharding.keyForm().read(pin.key().getFirst()) == null) {
      findings.refuse(
          keyPath,
          "found " + KeyPath.quote(pin.key().getFirst()),
          "a value of the type that ranges and lists have");
    }
    for (List<Object> meaning : meanings(pin.key())) {
      Integer first = pinned.putIfAbsent(meaning, index);
      if (first != null && first != index) {
        findings.refuse(keyPath, "may mean the same key as pins[" + first + "]", "every key once");
        return;
      }
    }
  }

  /** All that the texts can mean, for columns of any type. */
  private static List<List<Object>> meanings(List<String> texts) {
    List<List<Object>> keys = List.of(List.of());
    for (String text : texts) {
      List<List<Object>> longer = new ArrayList<>();
      for (KeyForm form : KeyForm.values()) {
        Object value = form.read(text);
        for (List<Object> key : value == null ? List.<List<Object>>of() : keys) {
          List<Object> more = new ArrayList<>(key);
          more.add(form);
          more.add(value);
          longer.add(more);
        }
      }
      keys = longer;
    }
    return keys;
  }
}
