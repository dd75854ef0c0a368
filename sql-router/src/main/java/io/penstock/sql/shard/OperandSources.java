package io.penstock.sql.shard;

import io.penstock.sql.LiteralSlot;
import io.penstock.sql.LiteralSlots;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.Comparison;
import io.penstock.sql.facts.Operand;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.TypeUse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes sources of operands. Nothing here may depend on the values of literals. */
final class OperandSources {
  private static final int UNKNOWN_CAST = -1;

  private final LiteralSlots literals;
  private final int start;
  private final SearchPath path;
  private final boolean temporary;

  /**
   * @param start where the statement begins in the text
   * @param temporary whether the session may have types that hide others
   */
  OperandSources(LiteralSlots literals, int start, SearchPath path, boolean temporary) {
    this.literals = literals;
    this.start = start;
    this.path = path;
    this.temporary = temporary;
  }

  /** The source that these values are for a column of that type; null if they are none. */
  @Nullable KeySource source(Comparison.Kind kind, List<Operand> values, int columnOid) {
    boolean array = kind == Comparison.Kind.ANY;
    KeyType column = KeyType.of(columnOid);
    Set<Integer> slots = new LinkedHashSet<>();
    int cast = UNKNOWN_CAST;
    for (Operand value : values) {
      int type = cast(value, array);
      LiteralSlot slot = slot(value);
      boolean other = cast != UNKNOWN_CAST && cast != type;
      if (column == null || slot == null || type == UNKNOWN_CAST || other) {
        return null;
      }
      cast = type;
      slots.add(slot.number());
    }
    boolean related = cast <= 0 || ParameterValues.declared(cast, column) != null;
    return cast == UNKNOWN_CAST || !related
        ? null
        : new KeySource(List.copyOf(slots), array, columnOid, cast);
  }

  private @Nullable LiteralSlot slot(Operand value) {
    return switch (value) {
      case Operand.Literal(Span span, Operand.LiteralKind kind, var cast) -> slot(span);
      case Operand.Parameter(Span span, int number, var cast) -> slot(span);
      case Operand.Column column -> null;
      case Operand.Default none -> null;
      case Operand.Unknown unknown -> null;
    };
  }

  private @Nullable LiteralSlot slot(Span span) {
    LiteralSlot slot = literals.endingAt(start + span.end());
    if (slot == null) {
      return null;
    }
    // A minus that the fingerprint has kept is not the slot's.
    boolean signed = start + span.start() < slot.start();
    return signed && !slot.negative() ? null : slot;
  }

  /** The OID of the type that an operand, or its members, are cast to; 0 for none. */
  private int cast(Operand value, boolean array) {
    TypeUse type =
        switch (value) {
          case Operand.Literal literal -> literal.cast();
          case Operand.Parameter parameter -> parameter.cast();
          default -> null;
        };
    if (type == null) {
      return 0;
    }
    boolean own =
        type.schema() == null
            ? !temporary && path.schemas().getFirst().equals("pg_catalog")
            : type.schema().equals("pg_catalog");
    return own && type.array() == array ? oid(type.name()) : UNKNOWN_CAST;
  }

  /** Not bpchar: {@code char} is {@code char(1)}, which cuts. */
  private static int oid(String name) {
    return switch (name) {
      case "bool" -> TypeOids.BOOL;
      case "int2" -> TypeOids.INT2;
      case "int4" -> TypeOids.INT4;
      case "int8" -> TypeOids.INT8;
      case "numeric" -> TypeOids.NUMERIC;
      case "text" -> TypeOids.TEXT;
      case "varchar" -> TypeOids.VARCHAR;
      case "date" -> TypeOids.DATE;
      case "timestamp" -> TypeOids.TIMESTAMP;
      case "timestamptz" -> TypeOids.TIMESTAMPTZ;
      case "uuid" -> TypeOids.UUID;
      default -> UNKNOWN_CAST;
    };
  }
}
