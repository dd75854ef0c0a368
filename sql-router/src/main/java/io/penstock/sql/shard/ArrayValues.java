package io.penstock.sql.shard;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads arrays of one dimension. What is not plainly one is null. */
final class ArrayValues {
  private static final int HEADER = 12;
  private static final int DIMENSION = 8;

  private ArrayValues() {}

  /**
   * An array in binary format.
   *
   * @param members each from its position to its limit in the bytes; null for NULL
   */
  record Binary(int memberOid, List<@Nullable ByteBuffer> members) {}

  /** The type of the members of an array type; 0 if they cannot be keys. */
  static int memberType(int arrayOid) {
    return switch (arrayOid) {
      case 1000 -> TypeOids.BOOL;
      case 1005 -> TypeOids.INT2;
      case 1007 -> TypeOids.INT4;
      case 1016 -> TypeOids.INT8;
      case 1231 -> TypeOids.NUMERIC;
      case 1009 -> TypeOids.TEXT;
      case 1014 -> TypeOids.BPCHAR;
      case 1015 -> TypeOids.VARCHAR;
      case 1182 -> TypeOids.DATE;
      case 1115 -> TypeOids.TIMESTAMP;
      case 1185 -> TypeOids.TIMESTAMPTZ;
      case 2951 -> TypeOids.UUID;
      default -> 0;
    };
  }

  static @Nullable Binary binary(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() < HEADER) {
      return null;
    }
    int dimensions = in.getInt();
    in.getInt();
    int oid = in.getInt();
    if (dimensions == 0) {
      return in.hasRemaining() ? null : new Binary(oid, List.of());
    }
    if (dimensions != 1 || in.remaining() < DIMENSION) {
      return null;
    }
    int count = in.getInt();
    in.getInt();
    if (count < 0 || count > in.remaining() / Integer.BYTES) {
      return null;
    }
    List<@Nullable ByteBuffer> members = new ArrayList<>(count);
    for (int at = 0; at < count; at++) {
      if (in.remaining() < Integer.BYTES) {
        return null;
      }
      int size = in.getInt();
      if (size == -1) {
        members.add(null);
      } else if (size < 0 || size > in.remaining()) {
        return null;
      } else {
        members.add(ByteBuffer.wrap(bytes, in.position(), size));
        in.position(in.position() + size);
      }
    }
    return in.hasRemaining() ? null : new Binary(oid, members);
  }

  /** The members of {@code {a,"b",NULL}}, null for NULL; null if it is not plainly such a text. */
  static @Nullable List<@Nullable String> members(String text) {
    String array = text.strip();
    if (array.length() < 2 || array.charAt(0) != '{' || !array.endsWith("}")) {
      return null;
    }
    List<@Nullable String> members = new ArrayList<>();
    int last = array.length() - 1;
    int at = blanks(array, 1, last);
    if (at == last) {
      return members;
    }
    StringBuilder member = new StringBuilder();
    while (true) {
      at = blanks(array, at, last);
      boolean quoted = at < last && array.charAt(at) == '"';
      member.setLength(0);
      at = quoted ? quoted(array, at + 1, last, member) : bare(array, at, last, member);
      if (at < 0) {
        return null;
      }
      boolean isNull = !quoted && "null".equalsIgnoreCase(member.toString());
      members.add(isNull ? null : member.toString());
      at = blanks(array, at, last);
      if (at == last) {
        return members;
      }
      if (array.charAt(at) != ',') {
        return null;
      }
      at++;
    }
  }

  private static int blanks(String array, int from, int last) {
    int at = from;
    while (at < last && (array.charAt(at) == ' ' || isControl(array.charAt(at)))) {
      at++;
    }
    return at;
  }

  private static boolean isControl(char letter) {
    return letter >= '\t' && letter <= '\r';
  }

  private static int quoted(String array, int from, int last, StringBuilder member) {
    int at = from;
    while (at < last) {
      char next = array.charAt(at);
      if (next == '"') {
        return at + 1;
      }
      if (next == '\\') {
        at++;
        if (at >= last) {
          return -1;
        }
        next = array.charAt(at);
      }
      member.append(next);
      at++;
    }
    return -1;
  }

  /** A member without quotes; blanks within and escapes are for PostgreSQL alone to read. */
  private static int bare(String array, int from, int last, StringBuilder member) {
    int at = from;
    while (at < last && array.charAt(at) != ',') {
      char next = array.charAt(at);
      boolean plain = next > ' ' && next != '"' && next != '\\' && next != '{' && next != '}';
      if (!plain) {
        break;
      }
      member.append(next);
      at++;
    }
    return member.isEmpty() ? -1 : at;
  }
}
