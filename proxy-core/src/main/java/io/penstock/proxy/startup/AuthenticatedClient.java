package io.penstock.proxy.startup;

import io.penstock.proxy.auth.BackendProof;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.frontend.StartupMessage;
import java.net.SocketAddress;

/**
 * A client that has proved who it is.
 *
 * @param database the name it asked for: one the configuration has, or the console's
 * @param startup as sent, {@code user}, {@code database}, {@code replication} and {@code _pq_.}
 *     parameters included
 * @param version what is spoken from here on: 3.0 or 3.2
 * @param proof for logging in to backends in the client's name
 * @param console whether this is a session of the admin console, and what it may do there
 * @param admission the client's place under the limits: close it when the session ends
 */
public record AuthenticatedClient(
    String user,
    String database,
    StartupMessage startup,
    ProtocolVersion version,
    boolean tls,
    SocketAddress address,
    BackendProof proof,
    ConsoleAccess console,
    Admission admission) {}
