package io.penstock.proxy.session;

import io.penstock.sql.Script;
import io.penstock.wire.FrameWalker;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the portals that a client has bound. */
final class Portals {
  /** A named portal of which there is something to know. */
  private record Portal(
      Script script, @Nullable PreparedStatement statement, @Nullable ResultShape shape) {}

  private Script script = Script.PLAIN;
  private @Nullable PreparedStatement statement;
  private @Nullable ResultShape shape;
  private @Nullable Map<String, Portal> named;

  /**
   * @param boundStatement null for one that goes by the client's name
   * @param here what its rows look like on the leased backend
   */
  void bound(
      FrameWalker walker,
      int name,
      int nameEnd,
      Script bound,
      @Nullable PreparedStatement boundStatement,
      @Nullable ResultShape here) {
    if (nameEnd == name) {
      script = bound;
      statement = boundStatement;
      shape = here;
    } else if (!bound.plain()
        || (boundStatement != null && !boundStatement.told().known() && here != null)) {
      if (named == null) {
        named = new HashMap<>();
      }
      named.put(text(walker, name, nameEnd), new Portal(bound, boundStatement, here));
    } else if (named != null) {
      named.remove(text(walker, name, nameEnd));
    }
  }

  /** A query was bound to it that several shards answer. */
  void boundElsewhere(byte[] name) {
    if (name.length == 0) {
      script = Script.PLAIN;
      statement = null;
      shape = null;
    } else if (named != null) {
      named.remove(new String(name, StandardCharsets.UTF_8));
    }
  }

  /** What an Execute of it will do. */
  Script script(FrameWalker walker, int name, int nameEnd) {
    if (nameEnd == name) {
      return script;
    }
    Portal known = named == null ? null : named.get(text(walker, name, nameEnd));
    return known == null ? Script.PLAIN : known.script();
  }

  /** Where the answer to a Describe of it is kept; null where it tells nothing new. */
  @Nullable Described describe(FrameWalker walker, int name, int nameEnd) {
    PreparedStatement of = statement;
    ResultShape here = shape;
    if (nameEnd > name) {
      Portal known = named == null ? null : named.get(text(walker, name, nameEnd));
      of = known == null ? null : known.statement();
      here = known == null ? null : known.shape();
    }
    return of == null || here == null ? null : Described.of(of, here);
  }

  private static String text(FrameWalker walker, int name, int nameEnd) {
    return CString.text(walker.buffer(), name, nameEnd);
  }
}
