package io.penstock.pool.connect;

import io.netty.channel.Channel;
import io.penstock.wire.backend.BackendKeyData;
import java.util.Map;

/**
 * An open connection after its first ReadyForQuery. Its pipeline holds its {@link ReadLoop} and at
 * most TLS: whoever is told of it adds a handler at once, before more bytes can be read.
 *
 * @param key what a cancel request must hold; all zeros when the backend sent none
 * @param parameters what the backend reported, in its order
 */
public record LoggedIn(Channel channel, BackendKeyData key, Map<String, String> parameters) {}
