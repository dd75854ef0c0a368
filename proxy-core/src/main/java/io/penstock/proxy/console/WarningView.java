package io.penstock.proxy.console;

/**
 * Something in a database that does not do what it looks like.
 *
 * @param name of a column or an index
 */
public record WarningView(String database, String table, String name, String warning) {}
