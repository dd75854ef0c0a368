package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.wire.FrontendBytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statements that SQL names (EXECUTE, DEALLOCATE) though they were prepared by the protocol. On
 * backends they go by other names: for the time of one Query, or up to the next Sync, they get the
 * client's names too.
 */
final class LentNames {
  private static final int SYNC_LENGTH = 4;

  private final Session session;

  /** Names that the backend has until the client's Sync. */
  private final Map<String, PreparedStatement> lent = new LinkedHashMap<>(0);

  LentNames(Session session) {
    this.session = session;
  }

  /** What a Query names and the session has prepared by the protocol; mostly nothing. */
  Map<String, PreparedStatement> of(Script script) {
    Map<String, PreparedStatement> found = Map.of();
    if (session.names.size() == 0 || session.status == Session.FAILED) {
      return found;
    }
    for (Statement statement : script.statements()) {
      for (Effect effect : statement.effects()) {
        if (effect instanceof Effect.PrepareStatement || effect instanceof Effect.CopyFromClient) {
          // Behind the one a name may stand for another, behind the other nothing can be sent.
          return Map.of();
        }
        String name = name(effect);
        PreparedStatement prepared = name == null ? null : session.names.get(bytes(name));
        if (name != null && prepared != null && tellsAll(prepared.script())) {
          found = found.isEmpty() ? new LinkedHashMap<>() : found;
          found.put(name, prepared);
        }
      }
    }
    return found;
  }

  private static @Nullable String name(Effect effect) {
    String name =
        switch (effect) {
          case Effect.ExecuteStatement execute -> execute.name();
          case Effect.DeallocateStatement deallocate -> deallocate.name();
          default -> null;
        };
    // To take back a name that the backend has for others would take their statement.
    return name == null || name.startsWith(PreparedStatement.PREFIX) ? null : name;
  }

  /** An EXECUTE of what changes the session would pass unnoticed. */
  private static boolean tellsAll(Script prepared) {
    return prepared.plain() || prepared.onlyCalls();
  }

  /** Ahead of a Query, in an exchange of its own. */
  void lend(Map<String, PreparedStatement> named) {
    ByteBuf out = session.requests.own();
    named.forEach((name, statement) -> statement.writeParse(out, bytes(name)));
    sync(out);
  }

  /** Behind the Query. */
  void takeBack(Map<String, PreparedStatement> named) {
    ByteBuf out = session.requests.own();
    for (String name : named.keySet()) {
      PreparedStatement.writeClose(out, bytes(name));
    }
    sync(out);
  }

  private void sync(ByteBuf out) {
    out.writeByte(FrontendBytes.SYNC).writeInt(SYNC_LENGTH);
    session.leasedSession().inFlight.add(InFlight.OWN_QUERY, OwnQuery.NAMES);
  }

  /** Ahead of a message of the extended protocol that will run this, or asks about it. */
  void lend(Script script) {
    String name =
        script.onlyEffect() instanceof Effect.ExecuteStatement execute ? name(execute) : null;
    if (name == null || !session.requests.mapsNames()) {
      return;
    }
    PreparedStatement prepared = session.names.get(bytes(name));
    if (prepared != null && tellsAll(prepared.script()) && lent.put(name, prepared) == null) {
      prepared.writeParse(session.requests.own(), bytes(name));
      session.leasedSession().inFlight.add(InFlight.OWN_PARSE, null);
    }
  }

  /** Behind the client's Sync. */
  void takeBack() {
    if (!lent.isEmpty()) {
      takeBack(lent);
      lent.clear();
    }
  }

  /** Whether the backend has names that it must not be handed on with. */
  boolean any() {
    return !lent.isEmpty();
  }

  void forget() {
    lent.clear();
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
