package io.penstock.sql.catalog;

import java.util.List;

/**
 * A foreign key.
 *
 * @param table the bits of the OID of the table that has it
 * @param referenced likewise, of the table it points to
 * @param onDelete what happens to rows of {@code table} when a row of {@code referenced} goes
 * @param onUpdate likewise, when its key changes
 */
public record ForeignKey(
    int table,
    List<String> columns,
    int referenced,
    List<String> referencedColumns,
    Action onDelete,
    Action onUpdate) {
  public ForeignKey {
    columns = List.copyOf(columns);
    referencedColumns = List.copyOf(referencedColumns);
  }

  /** What happens to the rows that point to a row. */
  public enum Action {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT;

    /** By its letter in pg_constraint.confdeltype. */
    public static Action of(char letter) {
      return switch (letter) {
        case 'r' -> RESTRICT;
        case 'c' -> CASCADE;
        case 'n' -> SET_NULL;
        case 'd' -> SET_DEFAULT;
        default -> NO_ACTION;
      };
    }
  }
}
