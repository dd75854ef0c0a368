package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.SqlState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens a session.
 *
 * <p>Layout: int32 version, n × (string name, string value), zero. As in PostgreSQL, the last of
 * several values for one name counts, and takes its place in the order.
 *
 * @param parameters user, database, options, replication, protocol extensions ("_pq_.…") and
 *     settings, in the order sent
 */
public record StartupMessage(ProtocolVersion version, Map<String, String> parameters)
    implements StartupPacket {

  public StartupMessage {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    if (parameters.containsKey("")) {
      throw new IllegalArgumentException("parameter name: empty (expected: it ends the list)");
    }
  }

  static StartupMessage read(ProtocolVersion version, PayloadReader reader) {
    if (version.major() != ProtocolVersion.V3_0.major()) {
      throw new ProtocolException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "unsupported frontend protocol " + version + " (expected: 3.0 to 3.2)",
          "Use a driver for PostgreSQL 7.4 or later, and check that it is PostgreSQL it speaks.");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    while (true) {
      String name = reader.cstring("parameter name or terminator");
      if (name.isEmpty()) {
        reader.end();
        return new StartupMessage(version, parameters);
      }
      parameters.remove(name);
      parameters.put(name, reader.cstring("parameter value"));
    }
  }

  /** The user, or null when the client named none or an empty one, which PostgreSQL refuses. */
  public @Nullable String user() {
    String user = parameters.get("user");
    return user == null || user.isEmpty() ? null : user;
  }

  /** The database: the user's name when the client named none. */
  public @Nullable String database() {
    String database = parameters.get("database");
    return database == null || database.isEmpty() ? user() : database;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeUntyped(out, this, StartupMessage::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(version.code());
    parameters.forEach((name, value) -> {
      CStrings.write(out, name);
      CStrings.write(out, value);
    });
    out.writeByte(0);
  }
}
