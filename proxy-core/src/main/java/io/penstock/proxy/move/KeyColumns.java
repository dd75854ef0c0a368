package io.penstock.proxy.move;

import io.penstock.sql.shard.KeyBound;
import io.penstock.sql.shard.KeyType;
import io.penstock.sql.shard.KeyValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The key of a table in SQL: its order is that of {@link KeyBound}.
 *
 * @param names quoted
 * @param types their OIDs, all of which {@link KeyType} knows
 */
record KeyColumns(List<String> names, List<Integer> types) {
  KeyColumns {
    names = List.copyOf(names);
    types = List.copyOf(types);
  }

  int count() {
    return names.size();
  }

  /** The columns by which keys are ordered. */
  String ordered() {
    return IntStream.range(0, count()).mapToObj(this::ordered).collect(Collectors.joining(", "));
  }

  private String ordered(int column) {
    return isText(column) ? names.get(column) + " COLLATE \"C\"" : names.get(column);
  }

  private boolean isText(int column) {
    return switch (KeyType.of(types.get(column))) {
      case TEXT, VARCHAR, BPCHAR -> true;
      case null, default -> false;
    };
  }

  /** A condition for the keys above one bound and below another. */
  String between(KeyBound from, KeyBound to) {
    String there = names.stream().map(name -> name + " IS NOT NULL").collect(AND);
    return there + " AND " + bounded(from, ">") + " AND " + bounded(to, "<=");
  }

  private static final java.util.stream.Collector<CharSequence, ?, String> AND =
      Collectors.joining(" AND ");

  private String bounded(KeyBound bound, String operator) {
    int where = bound.compareKeysOf(types);
    if (where != 0) {
      return where > 0 == operator.equals(">") ? "true" : "false";
    }
    String values =
        IntStream.range(0, count())
            .mapToObj(column ->
                literal(KeyBound.text(bound.key().get(column))) + "::" + boundType(column))
            .collect(Collectors.joining(", "));
    return "(" + ordered() + ") " + operator + " (" + values + ")";
  }

  /** A condition for these keys, at least one. */
  String among(List<List<KeyValue>> keys) {
    List<String> arrays =
        IntStream.range(0, count())
            .mapToObj(column ->
                keys.stream()
                    .map(key -> element(KeyBound.text(key.get(column))))
                    .collect(Collectors.joining(",", "{", "}")))
            .toList();
    if (count() == 1) {
      return names.get(0) + " = ANY (" + literal(arrays.get(0)) + "::" + type(0) + "[])";
    }
    String unnested =
        IntStream.range(0, count())
            .mapToObj(column -> literal(arrays.get(column)) + "::" + type(column) + "[]")
            .collect(Collectors.joining(", "));
    return "(" + String.join(", ", names) + ") IN (SELECT * FROM unnest(" + unnested + "))";
  }

  /** A bound may be a key of another table, whose integers are wider. */
  private String boundType(int column) {
    return KeyType.of(types.get(column)) == KeyType.INTEGER ? "int8" : type(column);
  }

  private String type(int column) {
    int oid = types.get(column);
    return switch (KeyType.of(oid)) {
      case INTEGER -> oid == 21 ? "int2" : oid == 23 ? "int4" : "int8";
      case NUMERIC -> "numeric";
      case TEXT, VARCHAR -> "text";
      case BPCHAR -> "bpchar";
      case UUID -> "uuid";
      case DATE -> "date";
      case TIMESTAMP -> "timestamp";
      case TIMESTAMPTZ -> "timestamptz";
      case BOOLEAN -> "bool";
      case null -> throw new IllegalArgumentException("type " + oid);
    };
  }

  /** The key in the first columns of a row, as texts; null if it cannot be told with certainty. */
  @Nullable List<KeyValue> key(ResultSet row) throws SQLException {
    List<KeyValue> key = new ArrayList<>(count());
    for (int column = 0; column < count(); column++) {
      KeyType type = KeyType.of(types.get(column));
      String text = row.getString(column + 1);
      KeyValue value = type == null || text == null ? null : type.parse(text);
      if (value == null) {
        return null;
      }
      key.add(value);
    }
    return key;
  }

  private static String element(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A text as a literal, whatever standard_conforming_strings says. */
  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
