package io.penstock.proxy.console;

/**
 * How often statements of a database went somewhere for one reason.
 *
 * @param route primary, replica; fallback for reads that the primary served because no replica
 *     could, retry for reads sent to another node
 */
public record RouteView(String database, String route, String reason, long count) {}
