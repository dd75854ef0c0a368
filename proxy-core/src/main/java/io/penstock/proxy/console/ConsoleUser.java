package io.penstock.proxy.console;

import io.penstock.wire.backend.BackendKeyData;
import java.time.Instant;

/**
 * Who is on the console.
 *
 * @param id among the ids of all clients of the proxy
 * @param database the name the client asked for
 * @param administrator false: may only look
 * @param tls protocol and cipher, or empty
 * @param key what BackendKeyData tells the client
 */
public record ConsoleUser(
    long id,
    String name,
    String database,
    boolean administrator,
    String tls,
    Instant connected,
    BackendKeyData key) {}
