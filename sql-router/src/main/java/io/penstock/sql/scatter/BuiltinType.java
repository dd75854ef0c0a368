package io.penstock.sql.scatter;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own types whose values can be handed from one server to another.
 *
 * @param name in SQL, where it has no modifier: bit without quotes would be bit(1)
 * @param arrayOid of arrays of it; 0 if its binary form may depend on settings or versions: then
 *     its values travel as text
 * @param modifiers what its type modifier means
 */
record BuiltinType(int oid, String name, int arrayOid, Modifiers modifiers) {
  /** How a type's modifier is written. */
  enum Modifiers {
    NONE,
    LENGTH,
    BITS,
    DIGITS,
    FRACTION
  }

  static final int TEXT = 25;
  static final int TEXT_ARRAY = 1009;

  private static final Map<Integer, BuiltinType> ALL =
      Stream.of(
              binary(16, "boolean", 1000),
              binary(17, "bytea", 1001),
              binary(18, "\"char\"", 1002),
              binary(19, "name", 1003),
              binary(20, "bigint", 1016),
              binary(21, "smallint", 1005),
              binary(23, "integer", 1007),
              binary(25, "text", 1009),
              binary(26, "oid", 1028),
              binary(114, "json", 199),
              binary(650, "cidr", 651),
              binary(700, "real", 1021),
              binary(701, "double precision", 1022),
              binary(774, "macaddr8", 775),
              binary(790, "money", 791),
              binary(829, "macaddr", 1040),
              binary(869, "inet", 1041),
              new BuiltinType(1042, "bpchar", 1014, Modifiers.LENGTH),
              new BuiltinType(1043, "varchar", 1015, Modifiers.LENGTH),
              binary(1082, "date", 1182),
              new BuiltinType(1083, "time", 1183, Modifiers.FRACTION),
              new BuiltinType(1114, "timestamp", 1115, Modifiers.FRACTION),
              new BuiltinType(1184, "timestamptz", 1185, Modifiers.FRACTION),
              binary(1186, "interval", 1187),
              new BuiltinType(1266, "timetz", 1270, Modifiers.FRACTION),
              new BuiltinType(1560, "\"bit\"", 1561, Modifiers.BITS),
              new BuiltinType(1562, "varbit", 1563, Modifiers.BITS),
              new BuiltinType(1700, "numeric", 1231, Modifiers.DIGITS),
              binary(2950, "uuid", 2951),
              binary(3802, "jsonb", 3807),
              text(142, "xml"),
              text(600, "point"),
              text(601, "lseg"),
              text(602, "path"),
              text(603, "box"),
              text(604, "polygon"),
              text(628, "line"),
              text(718, "circle"),
              text(3614, "tsvector"),
              text(3615, "tsquery"),
              text(3904, "int4range"),
              text(3906, "numrange"),
              text(3908, "tsrange"),
              text(3910, "tstzrange"),
              text(3912, "daterange"),
              text(3926, "int8range"),
              text(4072, "jsonpath"),
              text(1000, "boolean[]"),
              text(1001, "bytea[]"),
              text(1005, "smallint[]"),
              text(1007, "integer[]"),
              text(1009, "text[]"),
              text(1014, "bpchar[]"),
              text(1015, "varchar[]"),
              text(1016, "bigint[]"),
              text(1021, "real[]"),
              text(1022, "double precision[]"),
              text(1115, "timestamp[]"),
              text(1182, "date[]"),
              text(1185, "timestamptz[]"),
              text(1187, "interval[]"),
              text(1231, "numeric[]"),
              text(2951, "uuid[]"),
              text(3807, "jsonb[]"))
          .collect(Collectors.toUnmodifiableMap(BuiltinType::oid, Function.identity()));

  private static BuiltinType binary(int oid, String name, int array) {
    return new BuiltinType(oid, name, array, Modifiers.NONE);
  }

  private static BuiltinType text(int oid, String name) {
    return new BuiltinType(oid, name, 0, Modifiers.NONE);
  }

  static @Nullable BuiltinType of(int oid) {
    return ALL.get(oid);
  }

  boolean isBinary() {
    return arrayOid != 0;
  }

  /** The type with its modifier, in SQL. */
  String with(int typmod) {
    if (typmod < 0) {
      return name;
    }
    return switch (modifiers) {
      case NONE -> name;
      case LENGTH -> name + "(" + (typmod - 4) + ")";
      case BITS -> name.replace("\"", "") + "(" + typmod + ")";
      case FRACTION -> name + "(" + typmod + ")";
      case DIGITS -> {
        int scale = (typmod - 4) & 0x7FF;
        int signed = (scale ^ 1024) - 1024;
        yield name + "(" + ((typmod - 4) >> 16 & 0xFFFF) + ", " + signed + ")";
      }
    };
  }
}
