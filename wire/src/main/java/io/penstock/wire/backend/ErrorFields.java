package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an ErrorResponse or NoticeResponse in the order sent, unknown ones included.
 *
 * <p>The text may quote the application's data, so {@link #toString} shows severity and SQLSTATE
 * only.
 */
public record ErrorFields(List<Field> fields) {
  public static final byte SEVERITY = 'S';
  public static final byte SEVERITY_NOT_LOCALIZED = 'V';
  public static final byte SQL_STATE = 'C';
  public static final byte MESSAGE = 'M';
  public static final byte DETAIL = 'D';
  public static final byte HINT = 'H';
  public static final byte POSITION = 'P';
  public static final byte INTERNAL_POSITION = 'p';
  public static final byte INTERNAL_QUERY = 'q';
  public static final byte WHERE = 'W';
  public static final byte SCHEMA = 's';
  public static final byte TABLE = 't';
  public static final byte COLUMN = 'c';
  public static final byte DATA_TYPE = 'd';
  public static final byte CONSTRAINT = 'n';
  public static final byte FILE = 'F';
  public static final byte LINE = 'L';
  public static final byte ROUTINE = 'R';

  private static final int SQL_STATE_LENGTH = 5;

  public ErrorFields {
    fields = List.copyOf(fields);
  }

  /** An error of a command; the session goes on. */
  public static ErrorFields error(String sqlState, String message) {
    return of("ERROR", sqlState, message);
  }

  /** An error that ends the session. */
  public static ErrorFields fatal(String sqlState, String message) {
    return of("FATAL", sqlState, message);
  }

  /** The error that ends the session of a peer that broke the protocol. */
  public static ErrorFields fatal(ProtocolException cause) {
    return of("FATAL", cause);
  }

  /** The same for what only the current command has to fail for. */
  public static ErrorFields error(ProtocolException cause) {
    return of("ERROR", cause);
  }

  /** For a NoticeResponse. */
  public static ErrorFields warning(String sqlState, String message) {
    return of("WARNING", sqlState, message);
  }

  /** For a NoticeResponse. */
  public static ErrorFields notice(String sqlState, String message) {
    return of("NOTICE", sqlState, message);
  }

  public ErrorFields withDetail(String detail) {
    return with(DETAIL, detail);
  }

  public ErrorFields withHint(String hint) {
    return with(HINT, hint);
  }

  /** The same with one field set, in its old place or else at the end. */
  public ErrorFields with(byte code, String value) {
    List<Field> changed = new ArrayList<>(fields);
    Field field = new Field(code, value);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).code == code) {
        changed.set(i, field);
        return new ErrorFields(changed);
      }
    }
    changed.add(field);
    return new ErrorFields(changed);
  }

  /** The same without the fields with this code. */
  public ErrorFields without(byte code) {
    return new ErrorFields(fields.stream().filter(field -> field.code != code).toList());
  }

  /** The first field with this code. */
  public @Nullable String get(byte code) {
    for (Field field : fields) {
      if (field.code == code) {
        return field.value;
      }
    }
    return null;
  }

  /** ERROR, FATAL, PANIC, WARNING, NOTICE, DEBUG, INFO or LOG, never translated if it was sent. */
  public @Nullable String severity() {
    String severity = get(SEVERITY_NOT_LOCALIZED);
    return severity == null ? get(SEVERITY) : severity;
  }

  public @Nullable String sqlState() {
    return get(SQL_STATE);
  }

  public @Nullable String message() {
    return get(MESSAGE);
  }

  public @Nullable String detail() {
    return get(DETAIL);
  }

  public @Nullable String hint() {
    return get(HINT);
  }

  /**
   * The SQLSTATE of an undecoded ErrorResponse or NoticeResponse, or null when it has none of five
   * characters. Allocates that string only; never reads outside the payload.
   *
   * @param index where the payload starts in the buffer, all of it readable
   * @param length bytes of the payload
   */
  public static @Nullable String sqlState(ByteBuf buffer, int index, int length) {
    int start = find(buffer, index, length, SQL_STATE);
    if (start < 0 || CStrings.length(buffer, start, index + length) != SQL_STATE_LENGTH) {
      return null;
    }
    return buffer.toString(start, SQL_STATE_LENGTH, StandardCharsets.US_ASCII);
  }

  /** One field of an undecoded ErrorResponse or NoticeResponse, or null; as {@link #sqlState}. */
  public static @Nullable String field(ByteBuf buffer, int index, int length, byte code) {
    int start = find(buffer, index, length, code);
    return start < 0
        ? null
        : CStrings.text(buffer, start, CStrings.length(buffer, start, index + length));
  }

  /** Where the value with this code starts, or -1; a zero is known to follow. */
  private static int find(ByteBuf buffer, int index, int length, byte code) {
    int limit = index + length;
    int at = index;
    while (at < limit) {
      byte found = buffer.getByte(at);
      int valueLength = CStrings.length(buffer, at + 1, limit);
      if (found == 0 || valueLength < 0) {
        return -1;
      }
      if (found == code) {
        return at + 1;
      }
      at += valueLength + 2;
    }
    return -1;
  }

  static ErrorFields read(PayloadReader reader) {
    List<Field> fields = new ArrayList<>();
    while (true) {
      byte code = reader.int8("field code or terminator");
      if (code == 0) {
        return new ErrorFields(fields);
      }
      fields.add(new Field(code, reader.cstring("field value")));
    }
  }

  void writeTo(ByteBuf out) {
    for (Field field : fields) {
      out.writeByte(field.code);
      CStrings.write(out, field.value);
    }
    out.writeByte(0);
  }

  @Override
  public String toString() {
    return "ErrorFields[" + severity() + " " + sqlState() + "]";
  }

  private static ErrorFields of(String severity, ProtocolException cause) {
    ErrorFields fields = of(severity, cause.sqlState(), String.valueOf(cause.getMessage()));
    String hint = cause.hint();
    return hint == null ? fields : fields.withHint(hint);
  }

  private static ErrorFields of(String severity, String sqlState, String message) {
    return new ErrorFields(
        List.of(
            new Field(SEVERITY, severity),
            new Field(SEVERITY_NOT_LOCALIZED, severity),
            new Field(SQL_STATE, sqlState),
            new Field(MESSAGE, message)));
  }

  /**
   * One field.
   *
   * @param code the manual's letter, never zero
   */
  public record Field(byte code, String value) {
    public Field {
      if (code == 0) {
        throw new IllegalArgumentException("field code: 0 (expected: a letter, 0 ends the list)");
      }
    }

    @Override
    public String toString() {
      return "Field[" + (char) code + "]";
    }
  }
}
