package io.penstock.sql.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Types by OID and by name.
 *
 * @param hazardous what the use of some may do
 */
record TypeIndex(
    Map<Integer, TypeRow> byOid,
    Map<String, List<TypeRow>> byName,
    Map<Integer, Hazard> hazardous) {

  /** What a cast to a type may do; null for nothing but computing. */
  @Nullable Hazard cast(@Nullable String schema, String name, SearchPath path) {
    boolean found = false;
    Hazard worst = null;
    for (TypeRow type : byName.getOrDefault(name, List.of())) {
      boolean visible =
          schema == null ? path.schemas().contains(type.schema()) : schema.equals(type.schema());
      if (visible) {
        found = true;
        worst = Hazard.worse(worst, hazardous.get(type.oid()));
      }
    }
    return found ? worst : new Hazard(Hazard.Kind.UNKNOWN_TYPE, Catalog.qualified(schema, name));
  }

  boolean knows(@Nullable String schema, String name, SearchPath path) {
    Hazard hazard = cast(schema, name, path);
    return hazard == null || hazard.kind() != Hazard.Kind.UNKNOWN_TYPE;
  }
}
