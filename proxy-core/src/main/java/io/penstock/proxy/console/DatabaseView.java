package io.penstock.proxy.console;

import io.penstock.config.DatabaseConfig;

/**
 * One database that clients may ask for.
 *
 * @param connections to its nodes
 * @param clients connected to it
 */
public record DatabaseView(
    String name,
    DatabaseConfig config,
    int connections,
    int clients,
    boolean paused,
    boolean disabled) {}
