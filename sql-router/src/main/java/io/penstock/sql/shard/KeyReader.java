package io.penstock.sql.shard;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.LiteralSlot;
import io.penstock.sql.LiteralSlots;
import io.penstock.sql.SlotCollector;
import io.penstock.sql.SlotReader;
import io.penstock.sql.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of a text whose route is known: one pass over it, and no look at the catalog.
 * Reusable, for one thread at a time; for an event loop.
 */
public final class KeyReader {
  private static final boolean[] NO_PARAMETERS = {};

  /** A number of so many digits is a bigint's. */
  private static final int MOST_DIGITS = 18;

  private final SlotReader slots = new SlotReader();

  /**
   * The keys in a text.
   *
   * @param route of this text, or of one with the same fingerprint
   * @param encoding the session's client_encoding
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public TextKeys read(
      ShardRoute.Keyed route,
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    if (route.ofSchemas()) {
      return new TextKeys(route.uses().stream().map(KeyReader::schema).toList(), NO_PARAMETERS);
    }
    return read(
        route,
        slots.read(sql, offset, length, encoding, standardConformingStrings),
        sql,
        offset,
        length,
        encoding,
        standardConformingStrings);
  }

  /**
   * The shard of a text whose only key is a plain number, which most have.
   *
   * @param literals of the text
   * @return null if it is anything else
   */
  public static @Nullable ShardChoice ofNumber(
      ShardRoute.Keyed route, SlotCollector literals, byte[] sql, ShardMap map) {
    if (route.uses().size() != 1 || route.uses().getFirst().columns().size() != 1) {
      return null;
    }
    KeySource source = route.uses().getFirst().columns().getFirst();
    if (source.slots().size() != 1
        || source.array()
        || source.castOid() != 0
        || KeyType.of(source.columnOid()) != KeyType.INTEGER) {
      return null;
    }
    int at = literals.only(source.slots().getFirst());
    if (at < 0 || literals.kind(at) != TokenKind.NUMBER) {
      return null;
    }
    int start = literals.start(at);
    int end = literals.end(at);
    if (end - start > MOST_DIGITS) {
      return null;
    }
    long value = 0;
    for (int index = start; index < end; index++) {
      int digit = sql[index] - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = 10 * value + digit;
    }
    KeyValue key = new KeyValue.Whole(literals.negative(at) ? -value : value);
    int shard = map.place(List.of(key));
    return shard < 0 ? null : map.choice(shard);
  }

  private static TextKeys.Use schema(KeyUse use) {
    TextKeys.Value name = TextKeys.known(KeyType.parse(TypeOids.TEXT, TypeOids.TEXT, use.table()));
    return new TextKeys.Use("the schema " + use.table(), List.of(List.of(name)), false, List.of());
  }

  private static TextKeys read(
      ShardRoute.Keyed route,
      LiteralSlots found,
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    Text text = new Text(sql, offset, length, encoding, standardConformingStrings, found);
    List<TextKeys.Use> uses = new ArrayList<>(route.uses().size());
    for (KeyUse use : route.uses()) {
      if (use.isSchema()) {
        uses.add(schema(use));
        continue;
      }
      List<List<TextKeys.Value>> columns = new ArrayList<>(use.columns().size());
      for (KeySource source : use.columns()) {
        columns.add(text.values(source));
      }
      boolean several = route.uses().size() > 1 || columns.getFirst().size() > 1;
      List<Integer> places =
          use.rows() && several ? text.places(use.columns().getFirst()) : List.of();
      uses.add(new TextKeys.Use(use.table(), columns, use.rows(), places));
    }
    return new TextKeys(uses, text.certainTypes(route));
  }

  private static final class Text {
    private final byte[] sql;
    private final int offset;
    private final int length;
    private final ClientEncoding encoding;
    private final boolean conforming;
    private final LiteralSlots slots;

    Text(
        byte[] sql,
        int offset,
        int length,
        ClientEncoding encoding,
        boolean conforming,
        LiteralSlots slots) {
      this.sql = sql;
      this.offset = offset;
      this.length = length;
      this.encoding = encoding;
      this.conforming = conforming;
      this.slots = slots;
    }

    List<TextKeys.Value> values(KeySource source) {
      List<TextKeys.Value> values = new ArrayList<>(1);
      for (LiteralSlot slot : slots.slots()) {
        if (source.slots().contains(slot.number())) {
          value(source, slot, values);
        }
      }
      return values;
    }

    List<Integer> places(KeySource source) {
      return slots.slots().stream()
          .filter(slot -> source.slots().contains(slot.number()))
          .map(LiteralSlot::start)
          .toList();
    }

    private void value(KeySource source, LiteralSlot slot, List<TextKeys.Value> values) {
      if (slot.kind() == TokenKind.PARAMETER) {
        values.add(new TextKeys.Parameter(number(slot), source));
        return;
      }
      boolean number = slot.kind() == TokenKind.NUMBER;
      String text =
          number || slot.kind() == TokenKind.WORD
              ? word(slot)
              : LiteralText.string(sql, offset, length, slot, encoding, conforming);
      if (text == null) {
        values.add(TextKeys.Unclear.VALUE);
      } else if (slot.kind() == TokenKind.WORD && text.equalsIgnoreCase("null")) {
        values.add(TextKeys.Unclear.NULL);
      } else if (source.array()) {
        TextKeys.addMembers(text, source.castOid(), source.columnOid(), values);
      } else {
        values.add(TextKeys.known(fits(slot.kind(), source) ? parse(source, text) : null));
      }
    }

    private static @Nullable KeyValue parse(KeySource source, String text) {
      return KeyType.parse(source.castOid(), source.columnOid(), text);
    }

    /** Numbers and TRUE become other types' values in ways that are not told here. */
    private static boolean fits(TokenKind kind, KeySource source) {
      KeyType column = KeyType.of(source.columnOid());
      return switch (kind) {
        case NUMBER ->
            (column == KeyType.INTEGER || column == KeyType.NUMERIC) && !isText(source.castOid());
        case WORD -> column == KeyType.BOOLEAN;
        default -> true;
      };
    }

    private static boolean isText(int oid) {
      return oid == TypeOids.TEXT || oid == TypeOids.VARCHAR;
    }

    private String word(LiteralSlot slot) {
      int start = offset + slot.start();
      String text = new String(sql, start, slot.end() - slot.start(), StandardCharsets.ISO_8859_1);
      return slot.negative() ? "-" + text : text;
    }

    /** 0 if it is none that PostgreSQL takes. */
    private int number(LiteralSlot slot) {
      int number = 0;
      for (int at = slot.start() + 1; at < slot.end(); at++) {
        number = number * 10 + sql[offset + at] - '0';
        if (number > 65535) {
          return 0;
        }
      }
      return number;
    }

    /**
     * The parameters whose type, where Parse declares none, is that of the one source they are used
     * for: PostgreSQL takes it from the first use, which may be another.
     */
    boolean[] certainTypes(ShardRoute.Keyed route) {
      if (slots.slots().stream().noneMatch(slot -> slot.kind() == TokenKind.PARAMETER)) {
        return NO_PARAMETERS;
      }
      Map<Integer, KeySource> keys = new HashMap<>();
      for (KeyUse use : route.uses()) {
        for (KeySource source : use.columns()) {
          source.slots().forEach(slot -> keys.put(slot, source));
        }
      }
      Map<Integer, Integer> types = new HashMap<>();
      int highest = 0;
      for (LiteralSlot slot : slots.slots()) {
        if (slot.kind() == TokenKind.PARAMETER) {
          KeySource source = keys.get(slot.number());
          int oid = source == null ? 0 : TextKeys.undeclared(source);
          int type = source == null ? -1 : source.array() ? -oid - 2 : oid;
          int number = number(slot);
          highest = Math.max(highest, number);
          types.merge(number, type, (one, other) -> one.equals(other) ? one : -1);
        }
      }
      boolean[] certain = new boolean[highest + 1];
      types.forEach((number, type) -> certain[number] = type != -1);
      return certain;
    }
  }
}
