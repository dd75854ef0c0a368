package io.penstock.proxy.console;

import io.penstock.config.PoolConfig;
import io.penstock.config.UserConfig;

/**
 * One user.
 *
 * @param pool the top-level pool with what the user overrides
 * @param connections to backends as this user
 * @param clients connected as this user
 */
public record UserView(
    String name, UserConfig config, PoolConfig pool, int connections, int clients) {}
