package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;

/**
 * What the console tells a client at its login. Drivers read server_version as a number and take
 * from it what the server can do, so it is PostgreSQL's, not PgBouncer's: with {@code 1.25} pgjdbc
 * and psql would think this older than anything they speak to.
 */
final class Greeting {
  private Greeting() {}

  static void write(ConsoleUser user, String version, ByteBuf out) {
    AuthenticationOk.INSTANCE.encode(out);
    parameter("server_version", "18.0 (Penstock " + version + ")", out);
    parameter("client_encoding", "UTF8", out);
    parameter("server_encoding", "UTF8", out);
    parameter("DateStyle", "ISO", out);
    parameter("TimeZone", "GMT", out);
    parameter("IntervalStyle", "postgres", out);
    parameter("integer_datetimes", "on", out);
    parameter("standard_conforming_strings", "on", out);
    parameter("is_superuser", user.administrator() ? "on" : "off", out);
    parameter("session_authorization", user.name(), out);
    user.key().encode(out);
    new ReadyForQuery(TransactionStatus.IDLE).encode(out);
  }

  private static void parameter(String name, String value, ByteBuf out) {
    new ParameterStatus(name, value).encode(out);
  }
}
