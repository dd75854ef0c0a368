package io.penstock.sql.shard;

import io.penstock.sql.ClientEncoding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one text: the values of its literals, and the numbers of its parameters. Immutable;
 * kept with a prepared statement, whose parameters come with each Bind.
 */
public final class TextKeys {
  /** More combinations of the columns of one key are not tried. */
  private static final int MOST_COMBINATIONS = 1024;

  /** More shards are not named to a person. */
  private static final int MOST_NAMED = 4;

  private static final String ONE_BY_ONE = "Send one statement for each shard.";

  private final List<Use> uses;
  private final boolean[] certainTypes;

  /** The value, if there is but one in all. */
  private final @Nullable Value only;

  sealed interface Value {}

  record Known(KeyValue value) implements Value {}

  record Parameter(int number, KeySource source) implements Value {}

  /** No value that a shard can be told of. */
  enum Unclear implements Value {
    NULL,
    VALUE
  }

  /**
   * See {@link KeyUse}.
   *
   * @param places of the values of the first column in the text, for rows that are not the only one
   */
  record Use(String table, List<List<Value>> columns, boolean rows, List<Integer> places) {
    Use {
      places = List.copyOf(places);
      columns = columns.stream().map(List::copyOf).toList();
    }
  }

  TextKeys(List<Use> uses, boolean[] certainTypes) {
    this.uses = List.copyOf(uses);
    this.certainTypes = certainTypes;
    this.only =
        uses.size() == 1
                && uses.getFirst().columns().size() == 1
                && uses.getFirst().columns().getFirst().size() == 1
            ? uses.getFirst().columns().getFirst().getFirst()
            : null;
  }

  static Value known(@Nullable KeyValue value) {
    return value == null ? Unclear.VALUE : new Known(value);
  }

  /** The type of a source's parameter where none is declared. */
  static int undeclared(KeySource source) {
    return source.castOid() == 0 ? source.columnOid() : source.castOid();
  }

  static void addMembers(String array, int memberOid, int columnOid, List<Value> values) {
    List<@Nullable String> members = ArrayValues.members(array);
    if (members == null) {
      values.add(Unclear.VALUE);
      return;
    }
    for (String member : members) {
      values.add(
          member == null ? Unclear.NULL : known(KeyType.parse(memberOid, columnOid, member)));
    }
  }

  /** Whether the shard depends on parameters; else it is the same each time. */
  public boolean hasParameters() {
    return certainTypes.length > 0
        && uses.stream()
            .anyMatch(use ->
                use.columns().stream()
                    .anyMatch(all -> all.stream().anyMatch(Parameter.class::isInstance)));
  }

  /**
   * The shard of these keys.
   *
   * @param parameters null for a text without
   * @param encoding the session's client_encoding
   */
  public ShardChoice place(
      ShardMap map, @Nullable BoundParameters parameters, ClientEncoding encoding) {
    String obstacle = map.obstacle();
    if (obstacle != null) {
      return new ShardChoice.Refused(obstacle, "Correct sharding in the proxy's file.");
    }
    Placing placing = new Placing(map, parameters, encoding);
    Value single = only;
    if (single != null) {
      ShardChoice choice = placing.single(single);
      if (choice != null) {
        return choice;
      }
    }
    for (Use use : uses) {
      ShardChoice.Refused refused = placing.add(use);
      if (refused != null) {
        return refused;
      }
    }
    return placing.choice();
  }

  private final class Placing {
    private final ShardMap map;
    private final @Nullable BoundParameters parameters;
    private final ClientEncoding encoding;
    private int shard = ShardMap.NOWHERE;
    private @Nullable BitSet several;
    private boolean held;

    /** Of each row of VALUES, by its place in the text. */
    private @Nullable SortedMap<Integer, Integer> placed;

    private boolean onlyRows = true;

    Placing(ShardMap map, @Nullable BoundParameters parameters, ClientEncoding encoding) {
      this.map = map;
      this.parameters = parameters;
      this.encoding = encoding;
    }

    /** The shard of one value; null where all has to be looked at to say why there is none. */
    @Nullable ShardChoice single(Value value) {
      Value found = value;
      if (value instanceof Parameter parameter) {
        List<Value> members = new ArrayList<>(1);
        bound(parameter, members);
        found = members.size() == 1 ? members.getFirst() : Unclear.VALUE;
      }
      int placed =
          found instanceof Known(KeyValue known) ? map.place(List.of(known)) : ShardMap.NOWHERE;
      return placed < 0 ? null : map.choice(placed);
    }

    ShardChoice.@Nullable Refused add(Use use) {
      List<List<KeyValue>> columns = new ArrayList<>(use.columns().size());
      for (List<Value> values : use.columns()) {
        List<KeyValue> column = new ArrayList<>(values.size());
        for (Value value : values) {
          ShardChoice.Refused refused = value(value, use.table(), column);
          if (refused != null) {
            return refused;
          }
        }
        columns.add(column);
      }
      onlyRows &= use.rows();
      return use.rows() ? rows(use, columns) : combinations(use, columns);
    }

    private ShardChoice.@Nullable Refused value(Value value, String table, List<KeyValue> column) {
      return switch (value) {
        case Known(KeyValue known) -> {
          column.add(known);
          yield null;
        }
        case Unclear unclear -> refused(unclear, table);
        case Parameter parameter -> {
          List<Value> found = new ArrayList<>(1);
          bound(parameter, found);
          for (Value member : found) {
            if (member instanceof Known(KeyValue known)) {
              column.add(known);
            } else {
              yield refused(member == Unclear.NULL ? Unclear.NULL : Unclear.VALUE, table);
            }
          }
          yield null;
        }
      };
    }

    private static ShardChoice.Refused refused(Unclear unclear, String table) {
      return switch (unclear) {
        case NULL ->
            new ShardChoice.Refused(
                "a key of " + table + " is NULL", "A row without a key has no shard.");
        case VALUE ->
            new ShardChoice.Refused(
                "what a key of " + table + " is cannot be told with certainty",
                "Declare the parameter with the column's type, or write the value plainly.");
      };
    }

    private void bound(Parameter parameter, List<Value> found) {
      int number = parameter.number();
      if (parameters == null || number < 1 || number > parameters.count()) {
        found.add(Unclear.VALUE);
        return;
      }
      byte[] bytes = parameters.value(number);
      if (bytes == null) {
        found.add(Unclear.NULL);
        return;
      }
      KeySource source = parameter.source();
      int declared = parameters.type(number);
      boolean undeclared = ParameterValues.isUndeclared(declared);
      if (undeclared && !(number < certainTypes.length && certainTypes[number])) {
        found.add(Unclear.VALUE);
        return;
      }
      if (parameters.binary(number) && source.array()) {
        addBinaryMembers(source, undeclared ? 0 : declared, bytes, found);
        return;
      }
      int type =
          undeclared
              ? undeclared(source)
              : source.array() ? ArrayValues.memberType(declared) : declared;
      if (type == 0 || !cast(source, type)) {
        found.add(Unclear.VALUE);
      } else if (parameters.binary(number) && !isText(type)) {
        found.add(known(KeyType.decode(type, source.columnOid(), ByteBuffer.wrap(bytes))));
      } else {
        String text = LiteralText.decode(bytes, 0, bytes.length, encoding);
        if (text == null) {
          found.add(Unclear.VALUE);
        } else if (source.array()) {
          addMembers(text, type, source.columnOid(), found);
        } else {
          found.add(known(KeyType.parse(type, source.columnOid(), text)));
        }
      }
    }

    private void addBinaryMembers(KeySource source, int declared, byte[] bytes, List<Value> found) {
      ArrayValues.Binary array = ArrayValues.binary(bytes);
      boolean right =
          array != null
              && (declared == 0
                  ? array.memberOid() == undeclared(source)
                  : array.memberOid() == ArrayValues.memberType(declared))
              && cast(source, array.memberOid());
      if (array == null || !right) {
        found.add(Unclear.VALUE);
        return;
      }
      for (ByteBuffer member : array.members()) {
        if (member == null) {
          found.add(Unclear.NULL);
        } else if (isText(array.memberOid())) {
          int from = member.position();
          String text = LiteralText.decode(bytes, from, member.limit(), encoding);
          found.add(
              known(
                  text == null
                      ? null
                      : KeyType.parse(array.memberOid(), source.columnOid(), text)));
        } else {
          found.add(known(KeyType.decode(array.memberOid(), source.columnOid(), member)));
        }
      }
    }

    /** Whether a cast in the text does not change what a parameter of this type is. */
    private static boolean cast(KeySource source, int type) {
      return source.castOid() == 0
          || KeyGraph.alike(KeyType.of(source.castOid()), KeyType.of(type));
    }

    private static boolean isText(int oid) {
      return oid == TypeOids.TEXT || oid == TypeOids.VARCHAR || oid == TypeOids.BPCHAR;
    }

    private ShardChoice.@Nullable Refused rows(Use use, List<List<KeyValue>> columns) {
      int rows = columns.getFirst().size();
      for (int row = 0; row < rows; row++) {
        List<KeyValue> key = new ArrayList<>(columns.size());
        for (List<KeyValue> column : columns) {
          if (column.size() != rows) {
            return refused(Unclear.VALUE, use.table());
          }
          key.add(column.get(row));
        }
        int found = place(key);
        if (found == ShardMap.NOWHERE) {
          return nowhere(use);
        }
        if (row < use.places().size()) {
          SortedMap<Integer, Integer> known = placed == null ? new TreeMap<>() : placed;
          known.put(use.places().get(row), found);
          placed = known;
        }
      }
      return null;
    }

    private ShardChoice.@Nullable Refused combinations(Use use, List<List<KeyValue>> columns) {
      long all = 1;
      for (List<KeyValue> column : columns) {
        all = Math.min(all * column.size(), Integer.MAX_VALUE);
      }
      if (columns.size() > 1 && all > MOST_COMBINATIONS) {
        return new ShardChoice.Refused(
            "a key of " + use.table() + " could be any of more than " + MOST_COMBINATIONS,
            ONE_BY_ONE);
      }
      for (int at = 0; at < all; at++) {
        List<KeyValue> key = new ArrayList<>(columns.size());
        int rest = at;
        for (List<KeyValue> column : columns) {
          key.add(column.get(rest % column.size()));
          rest /= column.size();
        }
        if (place(key) == ShardMap.NOWHERE) {
          return nowhere(use);
        }
      }
      return null;
    }

    /** The shard of a key, which is one of the text's then; NOWHERE if none has it. */
    private int place(List<KeyValue> key) {
      int found = map.place(key);
      if (found == ShardMap.HELD) {
        held = true;
        found = map.placeBefore(key);
      }
      if (found == ShardMap.NOWHERE) {
        return found;
      }
      if (shard == ShardMap.NOWHERE) {
        shard = found;
      } else if (shard != found || several != null) {
        BitSet all = several == null ? new BitSet() : several;
        all.set(shard);
        all.set(found);
        several = all;
      }
      return found;
    }

    private static ShardChoice.Refused nowhere(Use use) {
      return new ShardChoice.Refused(
          "no shard has a key of " + use.table() + " that the statement names",
          "Extend the ranges or lists under sharding.shards, or correct the key.");
    }

    private int @Nullable [] rowShards() {
      SortedMap<Integer, Integer> known = placed;
      return onlyRows && known != null
          ? known.values().stream().mapToInt(Integer::intValue).toArray()
          : null;
    }

    ShardChoice choice() {
      BitSet all = several;
      if (all == null) {
        // Nothing but empty arrays: no row can match, wherever it is looked for.
        int one = Math.max(shard, 0);
        return held ? new ShardChoice.Held(one) : map.choice(one);
      }
      if (held) {
        return new ShardChoice.Held(ShardMap.NOWHERE);
      }
      String names =
          all.stream().limit(MOST_NAMED).mapToObj(map::name).collect(Collectors.joining(", "));
      String more = all.cardinality() > MOST_NAMED ? ", …" : "";
      return new ShardChoice.Several(
          all.stream().toArray(),
          new ShardChoice.Refused("its keys are on the shards " + names + more, ONE_BY_ONE),
          rowShards());
    }
  }
}
