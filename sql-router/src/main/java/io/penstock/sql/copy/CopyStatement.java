package io.penstock.sql.copy;

import io.penstock.sql.facts.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A COPY between the server and its client.
 *
 * @param incoming whether the client sends the rows
 * @param table what is copied, as its name is written; null for a query
 * @param query what is copied, without its parentheses; null for a table
 * @param columns that are named, in order; null for all
 * @param where the condition on rows that come in, behind its keyword; null if there is none
 */
public record CopyStatement(
    boolean incoming,
    @Nullable Span table,
    @Nullable Span query,
    @Nullable List<String> columns,
    CopyFormat format,
    @Nullable Span where) {}
