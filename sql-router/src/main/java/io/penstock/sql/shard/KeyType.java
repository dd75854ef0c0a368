package io.penstock.sql.shard;

import io.penstock.config.KeyForm;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type of a key column, as far as placing values needs it. Any thread.
 *
 * <p>A column that may hold another value than was stored in it, or holds different bytes equal,
 * must not be a key, whatever its type: {@link io.penstock.sql.catalog.Relation#isVague}.
 */
public enum KeyType {
  /** int2, int4 and int8: equal numbers are equal keys. */
  INTEGER(KeyForm.INTEGER),

  /** numeric, for whole values of 64 bits: equal to the same {@link #INTEGER}. */
  NUMERIC(KeyForm.INTEGER),

  /** text. Texts are equal when their bytes are, as under every deterministic collation. */
  TEXT(KeyForm.TEXT),

  /** varchar: as text, but none that ends in a blank, since a varchar(n) may cut those off. */
  VARCHAR(KeyForm.TEXT),

  /** bpchar, which is char(n): blanks at the end do not count. */
  BPCHAR(KeyForm.TEXT),

  /** uuid. */
  UUID(KeyForm.UUID),

  /** date. */
  DATE(KeyForm.DATE),

  /** timestamp. */
  TIMESTAMP(KeyForm.TIMESTAMP),

  /** timestamptz. */
  TIMESTAMPTZ(KeyForm.TIMESTAMPTZ),

  /** bool. */
  BOOLEAN(KeyForm.BOOLEAN);

  private final KeyForm form;

  KeyType(KeyForm form) {
    this.form = form;
  }

  /** By the OID of PostgreSQL's type; null when values of it cannot place rows. */
  public static @Nullable KeyType of(int typeOid) {
    return switch (typeOid) {
      case TypeOids.INT2, TypeOids.INT4, TypeOids.INT8 -> INTEGER;
      case TypeOids.NUMERIC -> NUMERIC;
      case TypeOids.TEXT -> TEXT;
      case TypeOids.VARCHAR -> VARCHAR;
      case TypeOids.BPCHAR -> BPCHAR;
      case TypeOids.UUID -> UUID;
      case TypeOids.DATE -> DATE;
      case TypeOids.TIMESTAMP -> TIMESTAMP;
      case TypeOids.TIMESTAMPTZ -> TIMESTAMPTZ;
      case TypeOids.BOOL -> BOOLEAN;
      default -> null;
    };
  }

  /** How values of it are written in the configuration. */
  KeyForm form() {
    return form;
  }

  /**
   * The value that a text means to PostgreSQL where this type is expected: a literal in quotes, or
   * a parameter in text format. Null if it cannot be told with certainty; then the statement is
   * refused.
   */
  public @Nullable KeyValue parse(String text) {
    Object value = form.read(text);
    return value == null ? null : canonical(value);
  }

  /**
   * The value of a text parameter declared with parameterOid (0: the column's own type, columnOid);
   * null if it cannot be told.
   */
  public static @Nullable KeyValue parse(int parameterOid, int columnOid, String text) {
    KeyType column = of(columnOid);
    KeyType declared = ParameterValues.declared(parameterOid, column);
    if (column == null || declared == null) {
      return null;
    }
    KeyValue value = declared.parse(text);
    return value == null ? null : ParameterValues.stored(value, column);
  }

  /**
   * The value of a binary parameter declared with parameterOid (0: the column's own type,
   * columnOid); null if it cannot be told. Reads from the buffer's position to its limit and moves
   * neither.
   */
  public static @Nullable KeyValue decode(int parameterOid, int columnOid, ByteBuffer bytes) {
    KeyType column = of(columnOid);
    KeyType declared = ParameterValues.declared(parameterOid, column);
    if (column == null || declared == null) {
      return null;
    }
    int oid = ParameterValues.isUndeclared(parameterOid) ? columnOid : parameterOid;
    KeyValue value = ParameterValues.decode(declared, oid, bytes.slice());
    return value == null ? null : ParameterValues.stored(value, column);
  }

  private @Nullable KeyValue canonical(Object value) {
    return switch (this) {
      case INTEGER, NUMERIC -> new KeyValue.Whole((Long) value);
      case TEXT -> new KeyValue.Text((String) value);
      case VARCHAR -> ((String) value).endsWith(" ") ? null : new KeyValue.Text((String) value);
      case BPCHAR -> new KeyValue.Text(ParameterValues.withoutBlanks((String) value));
      case UUID -> uuid((String) value);
      case DATE -> new KeyValue.Day(Math.toIntExact((Long) value));
      case TIMESTAMP -> new KeyValue.Moment((Long) value, false);
      case TIMESTAMPTZ -> new KeyValue.Moment((Long) value, true);
      case BOOLEAN -> new KeyValue.Truth((Boolean) value);
    };
  }

  private static KeyValue uuid(String digits) {
    return new KeyValue.Uuid(
        Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
  }

  /** The value of a text of the configuration, which has been checked. */
  static KeyValue configured(KeyForm form, String text) {
    return Objects.requireNonNull(ofForm(form).parse(text), text);
  }

  /** Every value that a text of the configuration can mean, whatever the type of the column. */
  static Set<KeyValue> meanings(String text) {
    Set<KeyValue> values = new LinkedHashSet<>();
    for (KeyForm form : KeyForm.values()) {
      KeyValue value = ofForm(form).parse(text);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static KeyType ofForm(KeyForm form) {
    return switch (form) {
      case INTEGER -> INTEGER;
      case UUID -> UUID;
      case DATE -> DATE;
      case TIMESTAMP -> TIMESTAMP;
      case TIMESTAMPTZ -> TIMESTAMPTZ;
      case BOOLEAN -> BOOLEAN;
      case TEXT -> TEXT;
    };
  }
}
