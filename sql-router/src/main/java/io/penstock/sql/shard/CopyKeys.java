package io.penstock.sql.shard;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.copy.CopyError;
import io.penstock.sql.copy.CopyField;
import io.penstock.sql.copy.CopyFormat;
import io.penstock.sql.copy.CopyRows;
import io.penstock.sql.copy.CopyTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the shards of rows that are copied into a table, by their keys. For one thread. */
public final class CopyKeys {
  private static final String UNSUPPORTED = "0A000";

  /** As many digits never overflow. */
  private static final int SAFE_DIGITS = 18;

  private final CopyTarget target;
  private final boolean binary;
  private final ClientEncoding encoding;
  private final ShardMap map;
  private final CopyField field = new CopyField();

  /**
   * Keys of the rows of one COPY.
   *
   * @param encoding the session's client_encoding
   */
  public CopyKeys(CopyTarget target, CopyFormat format, ClientEncoding encoding, ShardMap map) {
    this.target = target;
    this.binary = format.kind() == CopyFormat.Kind.BINARY;
    ClientEncoding own = format.encoding();
    this.encoding = own == null || binary ? encoding : own;
    this.map = map;
  }

  /** The shard of the row that stands there; {@link ShardMap#HELD} if its key is on the move. */
  public int place(CopyRows rows) throws CopyError {
    List<CopyTarget.Column> columns = target.key();
    int shard;
    if (columns.size() == 1) {
      shard = map.place(List.of(value(rows, columns.getFirst())));
    } else {
      List<KeyValue> key = new ArrayList<>(columns.size());
      for (CopyTarget.Column column : columns) {
        key.add(value(rows, column));
      }
      shard = map.place(key);
    }
    if (shard == ShardMap.NOWHERE) {
      throw new CopyError(
          UNSUPPORTED,
          "no shard has the key of a row of " + target.table(),
          "Extend the ranges or lists under sharding.shards, or correct the key.",
          rows.line(),
          columns.getFirst().name());
    }
    return shard;
  }

  private KeyValue value(CopyRows rows, CopyTarget.Column column) throws CopyError {
    if (!rows.field(column.field(), column.name(), field)) {
      throw new CopyError(
          CopyError.BAD_FORMAT,
          "missing data for column \"" + column.name() + "\"",
          null,
          rows.line(),
          null);
    }
    return switch (field.kind()) {
      case VALUE -> {
        KeyValue value = value(column.type());
        if (value == null) {
          throw unclear(rows, column);
        }
        yield value;
      }
      case NULL ->
          throw new CopyError(
              UNSUPPORTED,
              "a key of " + target.table() + " is NULL",
              "A row without a key has no shard.",
              rows.line(),
              column.name());
      case DEFAULT, UNCLEAR -> throw unclear(rows, column);
    };
  }

  private CopyError unclear(CopyRows rows, CopyTarget.Column column) {
    return new CopyError(
        UNSUPPORTED,
        "what a key of " + target.table() + " is cannot be told with certainty",
        "Write the value plainly.",
        rows.line(),
        column.name());
  }

  private @Nullable KeyValue value(int type) {
    byte[] bytes = field.bytes();
    int from = field.start();
    int to = field.end();
    boolean text = type == TypeOids.TEXT || type == TypeOids.VARCHAR || type == TypeOids.BPCHAR;
    if (binary && !text) {
      return KeyType.decode(0, type, ByteBuffer.wrap(bytes, from, to - from));
    }
    if (!text && isDigits(bytes, from, to) && KeyType.of(type) == KeyType.INTEGER) {
      return number(bytes, from, to);
    }
    String decoded = LiteralText.decode(bytes, from, to, encoding);
    return decoded == null ? null : KeyType.parse(0, type, decoded);
  }

  private static boolean isDigits(byte[] bytes, int from, int to) {
    if (from == to || to - from > SAFE_DIGITS) {
      return false;
    }
    for (int at = from; at < to; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
    }
    return true;
  }

  private static KeyValue number(byte[] bytes, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = 10 * value + bytes[at] - '0';
    }
    return new KeyValue.Whole(value);
  }
}
