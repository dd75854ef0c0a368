package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Hints;
import io.penstock.sql.Script;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.route.TransactionMark;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks ahead over the client's frames that are at hand: one Query, or all up to a Sync, and asks
 * for each statement whether it reads. Nothing is taken and nothing changed.
 */
final class ReadExchange {
  /** What the frames come to. */
  enum Outlook {
    /** All of it reads. */
    READS,

    /** It does something else, or is not at hand to its end. */
    OTHER,

    /** A statement of it is new: {@link #unknown}. */
    UNKNOWN
  }

  private static final int HEADER = FrameWalker.HEADER_LENGTH;

  private final Session session;
  private int length;
  private int statements;
  private boolean parsedByName;
  private boolean boundEarlier;
  private boolean scannedAnother;

  /** Whether it sets one of the proxy's own settings. */
  private boolean sets;

  private long high;
  private long low;
  private Hints hints = Hints.NONE;
  private Script script = Script.PLAIN;

  /** The text of the statement last looked at, if it is new or was parsed earlier. */
  private byte @Nullable [] text;

  ReadExchange(Session session) {
    this.session = session;
  }

  Outlook read(Routing routing, TransactionMark mark) {
    FrameWalker walker = session.requests.walker();
    ByteBuf in = walker.buffer();
    int start = walker.start();
    scannedAnother = false;
    Outlook outlook = look(routing, mark, in, start);
    if (scannedAnother && in.getByte(start) == FrontendBytes.PARSE) {
      // Whoever takes the first frame finds it scanned last, as it was.
      int nameEnd = in.indexOf(start + HEADER, in.writerIndex(), (byte) 0);
      session.requests.scan(nameEnd + 1, in.indexOf(nameEnd + 1, in.writerIndex(), (byte) 0));
    }
    return outlook;
  }

  private Outlook look(Routing routing, TransactionMark mark, ByteBuf in, int start) {
    int end = in.writerIndex();
    statements = 0;
    sets = false;
    boolean executes = false;
    boolean parsed = false;
    parsedByName = false;
    boundEarlier = false;
    int at = start;
    while (end - at >= HEADER) {
      byte type = in.getByte(at);
      int stated = in.getInt(at + 1);
      if (stated < HEADER - 1 || stated >= end - at) {
        return Outlook.OTHER;
      }
      int next = at + 1 + stated;
      length = next - start;
      int payload = at + HEADER;
      switch (type) {
        case FrontendBytes.QUERY -> {
          // The frame that stands here: it has just been scanned.
          scanned();
          return at == start ? outlook(routing, mark) : Outlook.OTHER;
        }
        case FrontendBytes.PARSE -> {
          int nameEnd = in.indexOf(payload, next, (byte) 0);
          int textEnd = nameEnd < 0 ? -1 : in.indexOf(nameEnd + 1, next, (byte) 0);
          if (textEnd < 0 || (boundEarlier && nameEnd == payload)) {
            // What was bound before this could not be sent twice: its text is gone then.
            return Outlook.OTHER;
          }
          if (at != start) {
            session.requests.scan(nameEnd + 1, textEnd);
            scannedAnother = true;
          }
          scanned();
          parsed |= nameEnd == payload;
          parsedByName |= nameEnd > payload;
          Outlook outlook = outlook(routing, mark);
          if (outlook != Outlook.READS) {
            return outlook;
          }
        }
        case FrontendBytes.BIND -> {
          int nameStart = in.indexOf(payload, next, (byte) 0) + 1;
          int nameEnd = nameStart == 0 ? -1 : in.indexOf(nameStart, next, (byte) 0);
          if (nameEnd < 0) {
            return Outlook.OTHER;
          }
          Outlook outlook = bound(routing, mark, in, nameStart, nameEnd, parsed);
          if (outlook != Outlook.READS) {
            return outlook;
          }
        }
        case FrontendBytes.EXECUTE -> executes = true;
        case FrontendBytes.DESCRIBE, FrontendBytes.CLOSE -> {}
        case FrontendBytes.SYNC -> {
          return executes ? Outlook.READS : Outlook.OTHER;
        }
        default -> {
          return Outlook.OTHER;
        }
      }
      at = next;
    }
    return Outlook.OTHER;
  }

  private Outlook bound(
      Routing routing, TransactionMark mark, ByteBuf in, int name, int nameEnd, boolean parsed) {
    if (nameEnd == name) {
      if (parsed) {
        return Outlook.READS;
      }
      if (!session.unnamed.valid()) {
        return Outlook.OTHER;
      }
      boundEarlier = true;
      take(session.unnamed.scan());
      script = session.unnamed.script();
      text = session.unnamed.text();
      return outlook(routing, mark);
    }
    PreparedStatement named = session.names.get(in, name, nameEnd - name);
    if (named == null) {
      // Parsed in this very exchange, and found to read there; else nobody knows what it is.
      return parsedByName && session.requests.mapsNames() ? Outlook.READS : Outlook.OTHER;
    }
    take(named.scan());
    script = named.script();
    text = named.body();
    return outlook(routing, mark);
  }

  private void scanned() {
    high = session.loop.fingerprintHigh();
    low = session.loop.fingerprintLow();
    hints = session.loop.hints();
    script = session.loop.lastScript();
    text = null;
  }

  private void take(Scan scan) {
    high = scan.high();
    low = scan.low();
    hints = scan.hints();
  }

  private Outlook outlook(Routing routing, TransactionMark mark) {
    if (!script.plain() && OwnStatements.answers(script)) {
      // It will be another text, of another length, by the time it is sent.
      return Outlook.OTHER;
    }
    if (!script.plain() && mark == TransactionMark.NONE && OwnSettings.sets(script)) {
      // Any node can carry it, and it moves no position; what follows may be placed by it.
      sets = true;
      return statements == 0 ? Outlook.READS : Outlook.OTHER;
    }
    if (sets) {
      return Outlook.OTHER;
    }
    statements++;
    Boolean reads = routing.reads(high, low, hints, mark);
    if (reads == null) {
      if (text == null) {
        text = session.loop.lastText();
      }
      return Outlook.UNKNOWN;
    }
    return reads ? Outlook.READS : Outlook.OTHER;
  }

  /** Whether all it does is to set the proxy's own settings. */
  boolean onlySets() {
    return sets && statements == 0;
  }

  /** Does this with the halves of the fingerprint, if there was one statement only. */
  void only(LongBinaryConsumer done) {
    if (statements == 1) {
      done.accept(high, low);
    }
  }

  /** Takes two numbers. */
  interface LongBinaryConsumer {
    void accept(long one, long other);
  }

  /** How many bytes the exchange has, when it reads. */
  int length() {
    return length;
  }

  /** The statement that is new. */
  Readers.Unknown unknown(SessionMarks marks) {
    byte[] body = text;
    byte[] sql = body == null ? new byte[0] : upToTerminator(body);
    ReportedParameters client = session.reported;
    return new Readers.Unknown(sql, client.encoding(), client.standardStrings(), high, low, marks);
  }

  private static byte[] upToTerminator(byte[] body) {
    int end = 0;
    while (end < body.length && body[end] != 0) {
      end++;
    }
    return Arrays.copyOf(body, end);
  }
}
