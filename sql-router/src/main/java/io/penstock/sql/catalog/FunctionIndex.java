package io.penstock.sql.catalog;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions by name. Databases have thousands, so an overload is one long: the schema's number in
 * the upper half, then the fewest and the most arguments, and in the low bits what it does.
 */
@SuppressWarnings("EnumOrdinal") // Only within this class, for the life of a catalog.
final class FunctionIndex {
  private static final long[] NONE = {};
  private static final Hazard.Kind[] KINDS = Hazard.Kind.values();
  private static final int TAKES_ROW = 1 << 10;

  private final Map<String, long[]> overloads = new HashMap<>();
  private final Map<String, Integer> schemas = new HashMap<>();

  void add(FunctionRow function, Hazard.@Nullable Kind hazard, Interner interner) {
    Integer known = schemas.get(function.schema());
    int schema = known == null ? schemas.size() : known;
    schemas.put(interner.one(function.schema()), schema);
    long packed = (long) schema << 32;
    packed |= (long) function.fewest() << 24;
    packed |= (long) function.most() << 16;
    packed |= function.takesRow() ? TAKES_ROW : 0;
    packed |= (long) function.volatility().ordinal() << 8;
    packed |= (long) function.kind().ordinal() << 6;
    packed |= hazard == null ? 0 : hazard.ordinal() + 1;
    long[] before = overloads.getOrDefault(function.name(), NONE);
    long[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = packed;
    overloads.put(interner.one(function.name()), after);
  }

  private static Hazard.@Nullable Kind hazard(long overload) {
    int bits = (int) overload & 0xF;
    return bits == 0 ? null : KINDS[bits - 1];
  }

  private static boolean takes(long overload, int arguments) {
    int fewest = (int) (overload >> 24) & 0xFF;
    int most = (int) (overload >> 16) & 0xFF;
    return arguments >= fewest && (arguments <= most || most == FunctionRow.ANY);
  }

  /** How many names there are. */
  int size() {
    return overloads.size();
  }

  private boolean visible(long overload, @Nullable String schema, SearchPath path) {
    int number = (int) (overload >>> 32);
    if (schema != null) {
      Integer named = schemas.get(schema);
      return named != null && named == number;
    }
    List<String> names = path.schemas();
    for (int at = 0; at < names.size(); at++) {
      Integer named = schemas.get(names.get(at));
      if (named != null && named == number) {
        return true;
      }
    }
    return false;
  }

  /**
   * The worst that a call may do: of every overload that could be meant.
   *
   * @param arguments how many; negative for any number
   * @return UNKNOWN_FUNCTION if there is none, null if none does anything but read
   */
  Hazard.@Nullable Kind call(@Nullable String schema, String name, int arguments, SearchPath path) {
    boolean found = false;
    Hazard.Kind worst = null;
    for (long overload : overloads.getOrDefault(name, NONE)) {
      boolean fits = arguments < 0 || takes(overload, arguments);
      if (fits && visible(overload, schema, path)) {
        found = true;
        worst = worse(worst, hazard(overload));
      }
    }
    return found ? worst : Hazard.Kind.UNKNOWN_FUNCTION;
  }

  /**
   * Whether nothing that a call could mean may read a table: each is of pg_catalog, or immutable,
   * or a harmless one of an extension, or makes unique ids. True if there is none.
   *
   * @param arguments how many; negative for any number
   * @param ofRow only those that {@code t.name} could call
   */
  boolean computes(
      @Nullable String schema, String name, int arguments, boolean ofRow, SearchPath path) {
    int own = schemas.getOrDefault("pg_catalog", -1);
    for (long overload : overloads.getOrDefault(name, NONE)) {
      boolean fits = arguments < 0 || takes(overload, arguments);
      fits &= !ofRow || (overload & TAKES_ROW) != 0;
      if (fits && visible(overload, schema, path) && (int) (overload >>> 32) != own) {
        Volatility volatility = Volatility.values()[(int) (overload >> 8) & 3];
        Hazard.Kind hazard = hazard(overload);
        boolean harmless =
            volatility == Volatility.VOLATILE && (hazard == null || hazard == Hazard.Kind.SEQUENCE);
        if (volatility != Volatility.IMMUTABLE && !harmless) {
          return false;
        }
      }
    }
    return true;
  }

  /** The worst that {@code t.name} may do as a call; null if it calls nothing, or only reads. */
  Hazard.@Nullable Kind ofRow(String name, SearchPath path) {
    Hazard.Kind worst = null;
    for (long overload : overloads.getOrDefault(name, NONE)) {
      boolean row = (overload & TAKES_ROW) != 0 && takes(overload, 1);
      if (row && visible(overload, null, path)) {
        worst = worse(worst, hazard(overload));
      }
    }
    return worst;
  }

  /** The least stable of the overloads that could be meant; null if there is none. */
  @Nullable Volatility volatility(
      @Nullable String schema, String name, int arguments, SearchPath path) {
    Volatility worst = null;
    for (long overload : overloads.getOrDefault(name, NONE)) {
      if (takes(overload, arguments) && visible(overload, schema, path)) {
        Volatility volatility = Volatility.values()[(int) (overload >> 8) & 3];
        worst = worst == null || volatility.compareTo(worst) > 0 ? volatility : worst;
      }
    }
    return worst;
  }

  /** Whether an overload that could be meant is of this kind. */
  boolean isKind(
      FunctionKind kind, @Nullable String schema, String name, int arguments, SearchPath path) {
    for (long overload : overloads.getOrDefault(name, NONE)) {
      boolean same = FunctionKind.values()[(int) (overload >> 6) & 3] == kind;
      if (same && takes(overload, arguments) && visible(overload, schema, path)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is one of the name in pg_catalog and none elsewhere, with any arguments. */
  boolean isOwn(@Nullable String schema, String name, SearchPath path) {
    int own = schemas.getOrDefault("pg_catalog", -1);
    boolean found = false;
    for (long overload : overloads.getOrDefault(name, NONE)) {
      if (visible(overload, schema, path)) {
        found = true;
        if ((int) (overload >>> 32) != own) {
          return false;
        }
      }
    }
    return found;
  }

  static Hazard.@Nullable Kind worse(Hazard.@Nullable Kind one, Hazard.@Nullable Kind other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) >= 0 ? one : other;
  }
}
