package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/**
 * One place where a statement names a table, view or other relation. Names of CTEs are not among
 * them.
 *
 * @param schema as written, null if it is not; folded and cut as PostgreSQL does
 * @param name folded and cut likewise
 * @param alias what the rest of the query block calls it, null if it has no alias
 * @param block the query block whose FROM, or target, it is; counted from 0 in the order of the
 *     text; the same number as in {@link Comparison#block()}
 * @param span of its name, with the schema
 */
public record TableUse(
    @Nullable String schema,
    String name,
    Access access,
    @Nullable String alias,
    int block,
    Span span) {

  /** A table named in a text of another kind. */
  public TableUse(
      @Nullable String schema, String name, Access access, @Nullable String alias, int block) {
    this(schema, name, access, alias, block, new Span(0, 0));
  }

  /** What is done with it. */
  public enum Access {
    READ,
    WRITE
  }
}
