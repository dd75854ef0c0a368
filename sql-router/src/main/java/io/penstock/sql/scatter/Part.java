package io.penstock.sql.scatter;

/**
 * A query that each shard runs on its own rows.
 *
 * @param sql has parameters of the original text by their numbers, not necessarily all of them
 */
public record Part(String sql) {}
