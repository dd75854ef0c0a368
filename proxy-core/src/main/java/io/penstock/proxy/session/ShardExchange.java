package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Hints;
import io.penstock.sql.SlotCollector;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.StatementRoute;
import io.penstock.sql.shard.BoundParameters;
import io.penstock.sql.shard.KeyReader;
import io.penstock.sql.shard.ShardChoice;
import io.penstock.sql.shard.ShardRoute;
import io.penstock.sql.shard.TextKeys;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells where the client's frames belong, as far as they are at hand: a Query, a Parse, a Bind, or
 * the first Bind up to the next Sync that belongs to a certain shard. Nothing is taken and nothing
 * changed.
 */
final class ShardExchange {
  /** What frames come to. */
  enum Outlook {
    /** They belong to {@link #shard}. */
    SHARD,

    /** Every shard would answer alike. */
    ANY,

    /** The shard that serves the session, else the first. */
    HERE,

    /** What the text is, {@link #unknown}, has to be found out. */
    UNKNOWN,

    /** The catalog, by which it is found out, is not loaded yet. */
    NOT_YET,

    /** Several shards together: {@link #several}. */
    SEVERAL,

    /** Because of {@link #refusal}. */
    REFUSED,

    /** More of the client's bytes have to come first. */
    MORE,

    /** A key is on the move, from {@link #shard}. */
    HELD
  }

  static final int FIRST = 0;

  private static final int HEADER = FrameWalker.HEADER_LENGTH;
  private static final byte STATEMENT = 'S';

  private final Session session;
  private int shard;
  private @Nullable ErrorFields refusal;
  private Readers.@Nullable Unknown unknown;
  private @Nullable Several several;

  /**
   * A statement that several shards answer.
   *
   * @param under what tells how
   * @param shards those that may have rows of the answer
   * @param alone why no single one will do, if that is for its keys or it is a change
   * @param rows where each row of VALUES belongs, if it is about such rows
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Several(
      Readers.Unknown statement,
      RoutePlan under,
      int[] shards,
      ShardChoice.@Nullable Refused alone,
      int @Nullable [] rows,
      ClientExchange.Text text,
      Scan scan) {}

  /** A statement that a Bind is of: what is known of its text, and where its Parse stands. */
  private record Bound(
      Scan scan, ByteBuf parse, int text, int textEnd, int end, @Nullable KeyedText known) {}

  ShardExchange(Session session) {
    this.session = session;
  }

  int shard() {
    return shard;
  }

  ErrorFields refusal() {
    return told(refusal);
  }

  Readers.Unknown unknown() {
    return told(unknown);
  }

  Several several() {
    return told(several);
  }

  private static <T> T told(@Nullable T found) {
    if (found == null) {
      throw new IllegalStateException("the outlook is another one");
    }
    return found;
  }

  /** The Query whose text stands between these indexes and was scanned last. */
  Outlook query(Shards shards, ByteBuf in, int text, int textEnd) {
    SlotCollector literals =
        session.loop.scannedText().length == 0 ? null : session.loop.literals();
    return of(shards, session.loop.lastScan(), in, text, textEnd, textEnd, null, null, literals);
  }

  /** The Parse whose text stands so: whether it can be served with any values. */
  Outlook parse(Shards shards, ByteBuf in, int text, int textEnd) {
    Scan scan = session.loop.lastScan();
    StatementRoute route = route(shards, scan);
    if (route != null
        && ((route.shard() instanceof ShardRoute.Keyed keyed && !keyed.ofSchemas())
            || route.shard() instanceof ShardRoute.Several)) {
      return Outlook.ANY;
    }
    return of(shards, scan, in, text, textEnd, textEnd, null, null, null);
  }

  /** The Bind that stands here up to {@code end}, of the statement with this name. */
  Outlook bind(Shards shards, ByteBuf in, int name, int nameEnd, int end) {
    Bound bound = prepared(in, name, nameEnd);
    if (bound != null) {
      return of(shards, bound, in, nameEnd + 1, end);
    }
    // A backend may know it all the same; nobody knows its keys.
    byte[] unknownName = CString.bytes(in, name, nameEnd);
    return refused(
        ShardAnswers.notPrepared(
            new String(unknownName, StandardCharsets.UTF_8), session.requests.mapsNames()));
  }

  /** The frames from the one on that stands here: the first Bind of a certain shard decides. */
  Outlook ahead(Shards shards) {
    FrameWalker walker = session.requests.walker();
    ByteBuf in = walker.buffer();
    int start = walker.start();
    boolean any = false;
    boolean here = false;
    boolean schemas = shards.map().placesSchemas();
    int at = start;
    while (in.writerIndex() - at >= HEADER) {
      int stated = in.getInt(at + 1);
      if (stated < HEADER - 1 || stated >= in.writerIndex() - at) {
        break;
      }
      int next = at + 1 + stated;
      switch (in.getByte(at)) {
        case FrontendBytes.BIND -> {
          int name = in.indexOf(at + HEADER, next, (byte) 0) + 1;
          int nameEnd = name == 0 ? -1 : in.indexOf(name, next, (byte) 0);
          if (nameEnd < 0) {
            return Outlook.HERE;
          }
          Bound bound = parsedAhead(in, start, at, name, nameEnd);
          bound = bound == null ? prepared(in, name, nameEnd) : bound;
          Outlook outlook = bound == null ? Outlook.HERE : of(shards, bound, in, nameEnd + 1, next);
          switch (outlook) {
            case ANY -> any = true;
            case HERE -> here = true;
            case SHARD, SEVERAL, UNKNOWN, NOT_YET, REFUSED, MORE, HELD -> {
              return outlook;
            }
          }
        }
        case FrontendBytes.PARSE, FrontendBytes.DESCRIBE -> {
          Outlook outlook = schemas ? described(shards, in, start, at, next) : Outlook.HERE;
          if (outlook != Outlook.ANY && outlook != Outlook.HERE) {
            return outlook;
          }
        }
        case FrontendBytes.EXECUTE, FrontendBytes.CLOSE -> {}
        default -> {
          return any && !here ? Outlook.ANY : Outlook.HERE;
        }
      }
      at = next;
    }
    return walker.held() > session.identity().clientBuffer() ? Outlook.HERE : Outlook.MORE;
  }

  /**
   * Where the statement belongs that the Parse or Describe at this place is about, if it is for a
   * schema that only one shard has: elsewhere it is not even understood.
   */
  private Outlook described(Shards shards, ByteBuf in, int start, int at, int next) {
    int name = at + HEADER;
    Bound bound;
    if (in.getByte(at) == FrontendBytes.PARSE) {
      int nameEnd = in.indexOf(name, next, (byte) 0);
      bound = nameEnd < 0 ? null : parsedAhead(in, at, next, name, nameEnd);
    } else {
      int nameEnd = in.getByte(name) == STATEMENT ? in.indexOf(name + 1, next, (byte) 0) : -1;
      Bound parsed = nameEnd < 0 ? null : parsedAhead(in, start, at, name + 1, nameEnd);
      bound = nameEnd < 0 || parsed != null ? parsed : prepared(in, name + 1, nameEnd);
    }
    StatementRoute route = bound == null ? null : route(shards, bound.scan());
    boolean decides =
        bound != null
            && (route == null
                || route.shard() instanceof ShardRoute.NotYet
                || (route.shard() instanceof ShardRoute.Keyed keyed && keyed.ofSchemas()));
    return bound == null || !decides
        ? Outlook.HERE
        : of(
            shards,
            bound.scan(),
            bound.parse(),
            bound.text(),
            bound.textEnd(),
            bound.end(),
            null,
            bound.known(),
            null);
  }

  /** The statement of this name that is parsed by a frame between these, the last one. */
  private @Nullable Bound parsedAhead(ByteBuf in, int start, int before, int name, int nameEnd) {
    int parse = -1;
    for (int at = start; at < before; at += 1 + in.getInt(at + 1)) {
      if (in.getByte(at) == FrontendBytes.PARSE && names(in, at + HEADER, name, nameEnd)) {
        parse = at;
      }
    }
    if (parse < 0) {
      return null;
    }
    int end = parse + 1 + in.getInt(parse + 1);
    int text = parse + HEADER + (nameEnd - name) + 1;
    int textEnd = in.indexOf(text, end, (byte) 0);
    if (textEnd < 0) {
      return null;
    }
    session.requests.scan(text, textEnd);
    return new Bound(session.loop.lastScan(), in, text, textEnd, end, null);
  }

  private static boolean names(ByteBuf in, int at, int name, int nameEnd) {
    for (int i = name; i <= nameEnd; i++) {
      if (in.getByte(at + i - name) != in.getByte(i)) {
        return false;
      }
    }
    return true;
  }

  /** The statement of this name that was parsed before. */
  private @Nullable Bound prepared(ByteBuf in, int name, int nameEnd) {
    if (nameEnd > name) {
      PreparedStatement named = session.names.get(in, name, nameEnd - name);
      return named == null ? null : bound(named.scan(), named.keyed());
    }
    return session.unnamed.valid()
        ? bound(session.unnamed.scan(), new KeyedText(session.unnamed.text()))
        : null;
  }

  private static @Nullable Bound bound(Scan scan, KeyedText text) {
    ByteBuf parse = text.body();
    return text.textEnd() < 0
        ? null
        : new Bound(scan, parse, 0, text.textEnd(), parse.writerIndex(), text);
  }

  private Outlook of(Shards shards, Bound bound, ByteBuf bind, int values, int end) {
    BoundKeys keys =
        BoundKeys.of(bind, values, end, bound.parse(), bound.textEnd() + 1, bound.end());
    return keys == null
        ? Outlook.HERE
        : of(
            shards,
            bound.scan(),
            bound.parse(),
            bound.text(),
            bound.textEnd(),
            bound.end(),
            keys,
            bound.known(),
            null);
  }

  private @Nullable StatementRoute route(Shards shards, Scan scan) {
    return shards.plan().known(scan.high(), scan.low(), session.routing.present().session);
  }

  private Outlook of(
      Shards shards,
      Scan scan,
      ByteBuf in,
      int text,
      int textEnd,
      int parseEnd,
      @Nullable BoundParameters parameters,
      @Nullable KeyedText known,
      @Nullable SlotCollector literals) {
    Hints hints = scan.hints();
    if (hints.shard() != null) {
      shard = shards.named(hints.shard());
      return shard >= 0 ? Outlook.SHARD : refused(ShardAnswers.noSuchShard(hints.shard(), shards));
    }
    StatementRoute route = route(shards, scan);
    if (route == null) {
      unknown = unknown(scan, in, text, textEnd);
      return Outlook.UNKNOWN;
    }
    return switch (route.shard()) {
      case ShardRoute.Anywhere(ShardRoute.Where where) ->
          switch (where) {
            case ANY -> Outlook.ANY;
            case HERE -> Outlook.HERE;
            case FIRST -> {
              shard = FIRST;
              yield Outlook.SHARD;
            }
          };
      case ShardRoute.Refused(String sentence, String hint) ->
          shards.planIsBehind() ? Outlook.NOT_YET : refused(ShardAnswers.noShard(sentence, hint));
      case ShardRoute.Several(ShardRoute.Refused alone, boolean changes) ->
          several(
              all(shards),
              changes ? new ShardChoice.Refused(alone.sentence(), alone.hint()) : null,
              null,
              shards,
              scan,
              in,
              text,
              textEnd,
              parseEnd);
      case ShardRoute.NotYet notYet -> Outlook.NOT_YET;
      case ShardRoute.Keyed keyed ->
          switch (choice(shards, keyed, in, text, textEnd, parameters, known, literals)) {
            case ShardChoice.Shard(int index) -> {
              shard = index;
              yield Outlook.SHARD;
            }
            case ShardChoice.Several(int[] on, ShardChoice.Refused alone, int[] rows) ->
                several(on, alone, rows, shards, scan, in, text, textEnd, parseEnd);
            case ShardChoice.Held(int before) -> {
              shard = before;
              yield Outlook.HELD;
            }
            case ShardChoice.Refused(String sentence, String hint) ->
                refused(ShardAnswers.noShard(sentence, hint));
          };
      case null -> throw new IllegalStateException("a plan of a database without shards");
    };
  }

  private ShardChoice choice(
      Shards shards,
      ShardRoute.Keyed keyed,
      ByteBuf in,
      int text,
      int textEnd,
      @Nullable BoundParameters parameters,
      @Nullable KeyedText known,
      @Nullable SlotCollector literals) {
    ShardChoice plain =
        literals == null
            ? null
            : KeyReader.ofNumber(keyed, literals, session.loop.scannedText(), shards.map());
    return plain == null
        ? keys(keyed, in, text, textEnd, known)
            .place(shards.map(), parameters, session.reported.encoding())
        : plain;
  }

  private Readers.Unknown unknown(Scan scan, ByteBuf in, int text, int textEnd) {
    return new Readers.Unknown(
        bytes(in, text, textEnd),
        session.reported.encoding(),
        session.reported.standardStrings(),
        scan.high(),
        scan.low(),
        session.routing.present().session);
  }

  private Outlook several(
      int[] on,
      ShardChoice.@Nullable Refused alone,
      int @Nullable [] rows,
      Shards shards,
      Scan scan,
      ByteBuf in,
      int text,
      int textEnd,
      int parseEnd) {
    several =
        new Several(
            unknown(scan, in, text, textEnd),
            shards.plan(),
            on,
            alone,
            rows,
            new ClientExchange.Text(in, text, textEnd, parseEnd),
            scan);
    return Outlook.SEVERAL;
  }

  private static int[] all(Shards shards) {
    return shards.map().withRows();
  }

  private TextKeys keys(
      ShardRoute.Keyed route, ByteBuf in, int text, int textEnd, @Nullable KeyedText known) {
    TextKeys before = known == null ? null : known.keys(route);
    if (before != null) {
      return before;
    }
    byte[] sql = bytes(in, text, textEnd);
    ReportedParameters client = session.reported;
    TextKeys found =
        session
            .loop
            .keyReader()
            .read(route, sql, 0, sql.length, client.encoding(), client.standardStrings());
    if (known != null) {
      known.keep(route, found);
    }
    return found;
  }

  private Outlook refused(ErrorFields because) {
    refusal = because;
    return Outlook.REFUSED;
  }

  private static byte[] bytes(ByteBuf in, int start, int end) {
    byte[] bytes = new byte[end - start];
    in.getBytes(start, bytes);
    return bytes;
  }
}
