package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.penstock.sql.Hints;
import io.penstock.sql.Script;
import io.penstock.sql.SlotCollector;
import io.penstock.sql.StatementScanner;
import io.penstock.sql.shard.KeyReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the sessions of one event loop share: scanner, scratch space, and the list of them all. */
public final class SessionLoop {
  /** Scratch above this is not kept: one long statement must not hold memory for ever. */
  private static final int KEPT_SCRATCH = 256 * 1024;

  private static final int INITIAL_SCRATCH = 8 * 1024;
  private static final byte[] NOTHING = {};

  private final EventLoop eventLoop;
  private final int index;
  private final StatementScanner scanner = new StatementScanner();
  private final KeyReader keyReader = new KeyReader();
  private final List<Session> sessions = new ArrayList<>();
  private final Set<Session> leaving = new LinkedHashSet<>();
  private byte[] scratch = new byte[INITIAL_SCRATCH];
  private byte[] scanned = scratch;
  private int scannedLength;
  private Script lastScript = Script.PLAIN;

  /**
   * @param index its number among the loops, from 0
   */
  public SessionLoop(EventLoop eventLoop, int index) {
    this.eventLoop = eventLoop;
    this.index = index;
  }

  public int index() {
    return index;
  }

  public EventLoop eventLoop() {
    return eventLoop;
  }

  /** What the text between these indexes does to a session. */
  Script scan(ByteBuf in, int start, int end, ReportedParameters client) {
    int length = end - start;
    byte[] text = scratch;
    if (text.length < length) {
      text = new byte[Math.max(length, Math.min(2 * length, KEPT_SCRATCH))];
      if (text.length <= KEPT_SCRATCH) {
        scratch = text;
      }
    }
    in.getBytes(start, text, 0, length);
    boolean kept = text.length <= KEPT_SCRATCH;
    scanned = kept ? text : NOTHING;
    scannedLength = kept ? length : 0;
    lastScript = scanner.scan(text, 0, length, client.encoding(), client.standardStrings());
    return lastScript;
  }

  /** What the text scanned last does to a session. */
  Script lastScript() {
    return lastScript;
  }

  /** The first half of the fingerprint of the text scanned last. */
  long fingerprintHigh() {
    return scanner.fingerprintHigh();
  }

  long fingerprintLow() {
    return scanner.fingerprintLow();
  }

  /** The hints of the text scanned last. */
  Hints hints() {
    return scanner.hints();
  }

  /** What is known of the text scanned last. */
  Scan lastScan() {
    return new Scan(fingerprintHigh(), fingerprintLow(), hints());
  }

  /** A copy of the text scanned last; empty if it was too long to be kept. */
  byte[] lastText() {
    return Arrays.copyOf(scanned, scannedLength);
  }

  /** The bytes of the text scanned last, from the first one; not to be kept nor changed. */
  byte[] scannedText() {
    return scanned;
  }

  /** The literals of the text scanned last. */
  SlotCollector literals() {
    return scanner.literals();
  }

  /** Reads the keys of sharded rows in texts. */
  KeyReader keyReader() {
    return keyReader;
  }

  void add(Session session) {
    assert eventLoop.inEventLoop();
    session.index = sessions.size();
    sessions.add(session);
  }

  void remove(Session session) {
    assert eventLoop.inEventLoop();
    Session last = sessions.remove(sessions.size() - 1);
    if (last != session) {
      sessions.set(session.index, last);
      last.index = session.index;
    }
  }

  /** Its client is gone; its backend is being cleaned. */
  void leaving(Session session) {
    leaving.add(session);
  }

  /** Nothing is left of it. */
  void left(Session session) {
    leaving.remove(session);
  }

  /** Only on the loop. */
  public List<Session> sessions() {
    assert eventLoop.inEventLoop();
    return sessions;
  }

  /**
   * How many sessions of a database run what was sent to a shard before the map of keys with this
   * number was in force, those included whose clients are gone; only on the loop.
   */
  public int beganBefore(String database, long version) {
    assert eventLoop.inEventLoop();
    return beganBefore(sessions, database, version) + beganBefore(leaving, database, version);
  }

  private static int beganBefore(Collection<Session> among, String database, long version) {
    int count = 0;
    for (Session session : among) {
      if (session.target.database().equals(database) && session.sharding.beganBefore(version)) {
        count++;
      }
    }
    return count;
  }

  /** Ends what has taken too long; called a few times a second on the loop. */
  public void checkTimeouts(long now) {
    for (int i = sessions.size() - 1; i >= 0; i--) {
      if (i < sessions.size()) {
        sessions.get(i).timeouts.check(now);
      }
    }
    if (!leaving.isEmpty()) {
      List.copyOf(leaving).forEach(session -> session.timeouts.check(now));
    }
  }
}
