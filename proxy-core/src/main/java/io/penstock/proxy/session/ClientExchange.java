package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.sql.Script;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement and all that a client asks of it: a Query, or the frames of the extended protocol
 * with one Bind and one Execute.
 *
 * @param simple whether it is a Query
 * @param synced whether it ends with a Sync, as a Query does by itself
 * @param sql the statement's text
 * @param declared the types of its parameters, as far as the client tells
 * @param portal the portal's name
 * @param values what is bound
 * @param results the formats that the client wants its rows in
 * @param rowLimit of Execute; 0 for none
 * @param steps what the frames ask for, in order
 * @param parsed the name that the statement gets, if that is not empty
 * @param body of the Parse after the name; null if there is none
 * @param script what the text does
 * @param scan what else was found in it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ClientExchange(
    boolean simple,
    boolean synced,
    byte[] sql,
    int[] declared,
    byte[] portal,
    AskedStatement.BoundValues values,
    Formats results,
    int rowLimit,
    List<Step> steps,
    byte[] parsed,
    byte @Nullable [] body,
    Script script,
    Scan scan) {
  private static final int[] NOTHING_DECLARED = {};
  private static final byte[] NOTHING = {};
  private static final int HEADER = FrameWalker.HEADER_LENGTH;

  /** What a frame asks for. */
  enum Step {
    PARSE,
    DESCRIBE_STATEMENT,
    BIND,
    DESCRIBE_PORTAL,
    EXECUTE
  }

  /** A Query. */
  static ClientExchange query(byte[] sql) {
    return new ClientExchange(
        true,
        true,
        sql,
        NOTHING_DECLARED,
        NOTHING,
        AskedStatement.BoundValues.NONE,
        Formats.ALL_TEXT,
        0,
        List.of(),
        NOTHING,
        null,
        Script.PLAIN,
        Scan.NONE);
  }

  /** Where a statement's text and types are, as in the payload of a Parse after the name. */
  record Text(ByteBuf in, int start, int textEnd, int end) {
    byte[] sql() {
      return CString.bytes(in, start, textEnd);
    }

    int[] declared() {
      int at = textEnd + 1;
      int count = end - at < 2 ? 0 : Math.min(in.getUnsignedShort(at), (end - at - 2) / 4);
      int[] types = new int[count];
      for (int i = 0; i < count; i++) {
        types[i] = in.getInt(at + 2 + 4 * i);
      }
      return types;
    }
  }

  /**
   * How many bytes from this index are the frames up to a Sync, with it.
   *
   * @return 0 while the Sync is not at hand
   */
  static int lengthToSync(ByteBuf in, int start) {
    int at = start;
    while (in.writerIndex() - at >= HEADER) {
      int next = at + 1 + in.getInt(at + 1);
      if (next > in.writerIndex() || next <= at) {
        return 0;
      }
      if (in.getByte(at) == FrontendBytes.SYNC) {
        return next - start;
      }
      at = next;
    }
    return 0;
  }

  /** How many bytes from this index are the frames up to an Execute, likewise. */
  private static int lengthToExecute(ByteBuf in, int start) {
    int at = start;
    while (in.writerIndex() - at >= HEADER) {
      int next = at + 1 + in.getInt(at + 1);
      if (next > in.writerIndex() || next <= at || in.getByte(at) == FrontendBytes.SYNC) {
        return 0;
      }
      if (in.getByte(at) == FrontendBytes.EXECUTE) {
        boolean sync = in.writerIndex() - next >= HEADER && in.getByte(next) == FrontendBytes.SYNC;
        return next - start + (sync ? HEADER : 0);
      }
      at = next;
    }
    return 0;
  }

  /**
   * Reads frames with one statement, all of which are at hand.
   *
   * @param text of the statement that is bound
   * @return null if they are more than one statement, or not well formed
   */
  private static @Nullable ClientExchange read(ByteBuf in, int start, int end, Text text) {
    List<Step> steps = new ArrayList<>();
    int parse = -1;
    int described = -1;
    Bound bound = null;
    int rowLimit = -1;
    boolean synced = false;
    for (int at = start; at < end; at += 1 + in.getInt(at + 1)) {
      int frameEnd = at + 1 + in.getInt(at + 1);
      switch (in.getByte(at)) {
        case FrontendBytes.PARSE -> {
          if (parse >= 0 || described >= 0 || bound != null) {
            return null;
          }
          parse = at;
          steps.add(Step.PARSE);
        }
        case FrontendBytes.BIND -> {
          bound = bound == null ? Bound.read(in, at + HEADER, frameEnd) : null;
          if (bound == null) {
            return null;
          }
          steps.add(Step.BIND);
        }
        case FrontendBytes.DESCRIBE -> {
          boolean portal = in.getByte(at + HEADER) == 'P';
          if (bound == null) {
            if (portal) {
              return null;
            }
            described = at;
          } else if (!portal
              || rowLimit >= 0
              || !names(in, at + HEADER + 1, frameEnd, bound.portal())) {
            return null;
          }
          steps.add(portal ? Step.DESCRIBE_PORTAL : Step.DESCRIBE_STATEMENT);
        }
        case FrontendBytes.EXECUTE -> {
          if (bound == null || rowLimit >= 0 || !names(in, at + HEADER, frameEnd, bound.portal())) {
            return null;
          }
          rowLimit = Math.max(in.getInt(frameEnd - 4), 0);
          steps.add(Step.EXECUTE);
        }
        case FrontendBytes.SYNC -> synced = true;
        case FrontendBytes.FLUSH -> {}
        default -> {
          return null;
        }
      }
    }
    if (bound == null
        || rowLimit < 0
        || (parse >= 0 && !names(in, parse + HEADER, end, bound.statement()))
        || (described >= 0 && !names(in, described + HEADER + 1, end, bound.statement()))) {
      return null;
    }
    byte[] body = parse >= 0 ? body(in, parse, bound.statement()) : null;
    if (body != null && !isOf(body, text.sql())) {
      return null;
    }
    return new ClientExchange(
        false,
        synced,
        text.sql(),
        text.declared(),
        bound.portal(),
        bound.values(),
        bound.results(),
        rowLimit,
        steps,
        parse >= 0 ? bound.statement() : NOTHING,
        body,
        Script.PLAIN,
        Scan.NONE);
  }

  /** Whether the statement that is parsed is the one that was looked at, not one before it. */
  private static boolean isOf(byte[] body, byte[] sql) {
    return body.length > sql.length
        && body[sql.length] == 0
        && Arrays.equals(body, 0, sql.length, sql, 0, sql.length);
  }

  /** What follows the name in the Parse that stands here. */
  private static byte[] body(ByteBuf in, int parse, byte[] name) {
    return CString.bytes(in, parse + HEADER + name.length + 1, parse + 1 + in.getInt(parse + 1));
  }

  /** Whether the frames up to an Execute, if all are at hand, ask for some rows at first. */
  static boolean isInParts(Session session) {
    FrameWalker walker = session.requests.walker();
    ByteBuf in = walker.buffer();
    int length = walker.type() == FrontendBytes.QUERY ? 0 : lengthToExecute(in, walker.start());
    for (int at = walker.start(); at < walker.start() + length; at += 1 + in.getInt(at + 1)) {
      if (in.getByte(at) == FrontendBytes.EXECUTE && in.getInt(at + in.getInt(at + 1) - 3) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a Query stands here, or all frames up to a Sync are at hand, or never will be. */
  static boolean atHand(Session session) {
    FrameWalker walker = session.requests.walker();
    return walker.type() == FrontendBytes.QUERY
        || lengthToSync(walker.buffer(), walker.start()) > 0
        || walker.held() > session.identity().clientBuffer();
  }

  /**
   * Takes the frames of the one statement that stands here.
   *
   * @param text of the statement
   * @param pieces whether others may follow before the Sync
   * @return null if they are not at hand, or about more than one statement: nothing is taken then
   */
  static @Nullable ClientExchange take(Session session, Text text, boolean pieces) {
    RequestRelay requests = session.requests;
    FrameWalker walker = requests.walker();
    int start = walker.start();
    if (walker.type() == FrontendBytes.QUERY) {
      ClientExchange query = query(text.sql());
      requests.takeUpTo(walker.end());
      return query;
    }
    int length =
        pieces ? lengthToExecute(walker.buffer(), start) : lengthToSync(walker.buffer(), start);
    if (length == 0) {
      return null;
    }
    ClientExchange found = read(walker.buffer(), start, start + length, text);
    if (found == null || !requests.mayBeParsedElsewhere(found)) {
      return null;
    }
    // Not before: whoever takes the frames one by one counts on what was scanned last.
    Script script = session.loop.scan(text.in(), text.start(), text.textEnd(), session.reported);
    requests.takeUpTo(start + length);
    return found.scanned(script, session.loop.lastScan());
  }

  private ClientExchange scanned(Script effects, Scan found) {
    return new ClientExchange(
        simple, synced, sql, declared, portal, values, results, rowLimit, steps, parsed, body,
        effects, found);
  }

  /** Whether this name stands here. */
  private static boolean names(ByteBuf in, int at, int end, byte[] name) {
    if (end - at <= name.length || in.getByte(at + name.length) != 0) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (in.getByte(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Of a Bind. */
  private record Bound(
      byte[] portal, byte[] statement, AskedStatement.BoundValues values, Formats results) {
    static @Nullable Bound read(ByteBuf in, int start, int end) {
      int portalEnd = in.indexOf(start, end, (byte) 0);
      int nameEnd = portalEnd < 0 ? -1 : in.indexOf(portalEnd + 1, end, (byte) 0);
      BoundKeys keys =
          nameEnd < 0 ? null : BoundKeys.of(in, nameEnd + 1, end, in, nameEnd, nameEnd);
      if (keys == null) {
        return null;
      }
      int at = keys.end();
      int codes = end - at < 2 ? -1 : in.getUnsignedShort(at);
      if (codes < 0 || end - at != 2 + 2 * codes) {
        return null;
      }
      int[] results = new int[codes];
      for (int i = 0; i < codes; i++) {
        results[i] = in.getUnsignedShort(at + 2 + 2 * i);
      }
      int[] formats = new int[keys.count()];
      for (int i = 0; i < formats.length; i++) {
        formats[i] = keys.binary(i + 1) ? 1 : 0;
      }
      return new Bound(
          CString.bytes(in, start, portalEnd),
          CString.bytes(in, portalEnd + 1, nameEnd),
          new AskedStatement.BoundValues(
              Formats.of(formats), keys.count(), CString.bytes(in, keys.start(), at)),
          Formats.of(results));
    }
  }
}
