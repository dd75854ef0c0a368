package io.penstock.sql.shard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads parameters, and makes of them what a column of a related type holds. */
final class ParameterValues {
  private static final long DAY = 86_400_000_000L;

  private ParameterValues() {}

  static boolean isUndeclared(int parameterOid) {
    return parameterOid == 0 || parameterOid == TypeOids.UNKNOWN;
  }

  /**
   * The type to read a parameter as that meets a column; null if PostgreSQL refuses the pair, or
   * what it makes of it depends on more than the value.
   */
  static @Nullable KeyType declared(int parameterOid, @Nullable KeyType column) {
    if (isUndeclared(parameterOid) || column == null) {
      return column;
    }
    KeyType declared = KeyType.of(parameterOid);
    if (declared == null) {
      return null;
    }
    boolean related =
        switch (column) {
          case INTEGER, NUMERIC -> declared == KeyType.INTEGER || declared == KeyType.NUMERIC;
          case TEXT, VARCHAR, BPCHAR -> isText(declared);
          case TIMESTAMP -> declared == KeyType.TIMESTAMP || declared == KeyType.DATE;
          case UUID, DATE, TIMESTAMPTZ, BOOLEAN -> declared == column;
        };
    // What a varchar cuts off is for the column to say: a parameter has no length.
    return related ? (declared == KeyType.VARCHAR ? KeyType.TEXT : declared) : null;
  }

  private static boolean isText(KeyType type) {
    return type == KeyType.TEXT || type == KeyType.VARCHAR || type == KeyType.BPCHAR;
  }

  /** What the column holds when the value is stored in it; null if that cannot be told. */
  static @Nullable KeyValue stored(KeyValue value, KeyType column) {
    return switch (value) {
      case KeyValue.Text text when column == KeyType.BPCHAR ->
          new KeyValue.Text(withoutBlanks(text.value()));
      case KeyValue.Text text when column == KeyType.VARCHAR && text.value().endsWith(" ") -> null;
      case KeyValue.Day day when column == KeyType.TIMESTAMP -> midnight(day);
      default -> value;
    };
  }

  private static @Nullable KeyValue midnight(KeyValue.Day day) {
    boolean infinite = day.days() == Integer.MAX_VALUE || day.days() == Integer.MIN_VALUE;
    return infinite ? null : new KeyValue.Moment(day.days() * DAY, false);
  }

  static String withoutBlanks(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  static @Nullable KeyValue decode(KeyType declared, int oid, ByteBuffer bytes) {
    return switch (declared) {
      case INTEGER -> {
        int width = oid == TypeOids.INT2 ? 2 : oid == TypeOids.INT4 ? 4 : 8;
        if (bytes.remaining() != width) {
          yield null;
        }
        yield new KeyValue.Whole(
            width == 2 ? bytes.getShort(0) : width == 4 ? bytes.getInt(0) : bytes.getLong(0));
      }
      case NUMERIC -> BinaryNumeric.whole(bytes);
      case TEXT, VARCHAR, BPCHAR -> text(declared, bytes);
      case UUID ->
          bytes.remaining() == 16 ? new KeyValue.Uuid(bytes.getLong(0), bytes.getLong(8)) : null;
      case DATE -> bytes.remaining() == 4 ? new KeyValue.Day(bytes.getInt(0)) : null;
      case TIMESTAMP, TIMESTAMPTZ ->
          bytes.remaining() == 8
              ? new KeyValue.Moment(bytes.getLong(0), declared == KeyType.TIMESTAMPTZ)
              : null;
      case BOOLEAN -> bytes.remaining() == 1 ? new KeyValue.Truth(bytes.get(0) != 0) : null;
    };
  }

  private static @Nullable KeyValue text(KeyType declared, ByteBuffer bytes) {
    try {
      return declared.parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
