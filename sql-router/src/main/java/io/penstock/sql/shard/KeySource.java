package io.penstock.sql.shard;

import java.util.List;

/**
 * The literals and parameters that are a key column's values.
 *
 * @param slots their numbers in {@link io.penstock.sql.LiteralSlots}; never empty
 * @param array whether each is an array, of whose members any may be the value
 * @param columnOid the type of the column that they are compared with or stored in
 * @param castOid the type that they, or the arrays' members, are cast to; 0 for none
 */
public record KeySource(List<Integer> slots, boolean array, int columnOid, int castOid) {
  public KeySource {
    slots = List.copyOf(slots);
  }
}
