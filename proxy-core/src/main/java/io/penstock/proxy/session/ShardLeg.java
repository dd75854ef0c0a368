package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.Backend;
import io.penstock.pool.BackendReceiver;
import io.penstock.pool.EvictReason;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a session's transaction that is on one shard: a backend which the session's frames do
 * not go to now. It is asked one simple query at a time. Confined to the session's event loop.
 */
final class ShardLeg implements BackendReceiver {
  /** Who is told what becomes of it. */
  interface Owner {
    /** It is done with what it was asked. */
    void answered(ShardLeg leg);

    /** Its connection is gone. */
    void lost(ShardLeg leg);
  }

  private final Session session;
  private final Shards shards;
  private final int shard;
  private final Backend backend;
  private final BackendSession known;
  private SessionSettings.OfBackend settings;
  private Owner owner;
  private boolean lost;
  private boolean busy;

  /** What it has set holds, whatever becomes of what it has prepared. */
  private boolean prepared;

  private byte status;
  private String tag = "";
  private List<String> row = List.of();
  private @Nullable ErrorFields error;

  /** The backend that the session holds, with nothing in flight, in a transaction. */
  ShardLeg(Session session, Shards shards, int shard, Owner owner) {
    this.session = session;
    this.shards = shards;
    this.shard = shard;
    this.owner = owner;
    this.status = session.status;
    this.settings = session.settings.ofHeld();
    this.backend = session.leased();
    this.known = session.leasedSession();
    session.lease.part();
    backend.attach(this);
    backend.reads().resume();
  }

  /** A backend that was leased for it, with nothing in flight, in no transaction yet. */
  ShardLeg(
      Session session,
      Shards shards,
      int shard,
      Backend backend,
      BackendSession known,
      Owner owner) {
    this.session = session;
    this.shards = shards;
    this.shard = shard;
    this.owner = owner;
    this.status = Session.IDLE;
    this.settings = new SessionSettings.OfBackend(known.settings, known.settings, false);
    this.backend = backend;
    this.known = known;
    known.servedLast = session.identity().id();
    backend.attach(this);
    backend.reads().resume();
  }

  Shards shards() {
    return shards;
  }

  int shard() {
    return shard;
  }

  String name() {
    return shards.name(shard);
  }

  Backend backend() {
    return backend;
  }

  /** What it has set. */
  SessionSettings.OfBackend settings() {
    return settings;
  }

  void settings(SessionSettings.OfBackend changed) {
    settings = changed;
  }

  void worksFor(Owner next) {
    owner = next;
  }

  /** Its connection is gone, or was closed. */
  boolean isLost() {
    return lost;
  }

  boolean busy() {
    return busy;
  }

  /** The transaction status that it told last. */
  byte status() {
    return status;
  }

  /** What it answered last: the tag of the last command, empty if there was none. */
  String tag() {
    return tag;
  }

  /** The first row of that. */
  List<String> row() {
    return row;
  }

  /** The error that it answered last, or announced its end with. */
  @Nullable ErrorFields error() {
    return error;
  }

  /** Why it could not do what it was asked; for the client. */
  ErrorFields failure() {
    ErrorFields told = error;
    if (lost) {
      // Not one of connections: that of the client is as good as ever.
      return ErrorFields.error(
              SqlState.TRANSACTION_ROLLBACK, "shard %s closed its connection".formatted(name()))
          .withDetail("Backend process " + backend.processId() + " on " + backend.endpoint() + ".");
    }
    return told == null
        ? ErrorFields.error(
            SqlState.TRANSACTION_ROLLBACK,
            "shard %s has rolled back its part of the transaction".formatted(name()))
        : failed(told);
  }

  /** The same of an error that it told somebody else. */
  ErrorFields failed(ErrorFields told) {
    return told.without(ErrorFields.POSITION)
        .with(ErrorFields.WHERE, where(told) + "on shard " + name());
  }

  private static String where(ErrorFields error) {
    String before = error.get(ErrorFields.WHERE);
    return before == null ? "" : before + "\n";
  }

  /** Sends a query; the owner is told when it is done. Not while it is busy or lost. */
  void ask(String sql) {
    byte[] text = sql.getBytes(session.reported.encoding().charset());
    busy = true;
    tag = "";
    row = List.of();
    error = null;
    known.unnamedIsGone();
    ByteBuf frame = backend.channel().alloc().buffer(text.length + 6);
    frame.writeByte(FrontendBytes.QUERY).writeInt(4 + text.length + 1);
    frame.writeBytes(text).writeByte(0);
    Forwarder.write(backend.channel(), frame);
    backend.channel().flush();
  }

  /** Somebody else asks it, and takes its answers, until it is taken back. */
  BackendSession lend(BackendReceiver to) {
    known.unnamedIsGone();
    busy = true;
    error = null;
    backend.attach(to);
    return known;
  }

  /** Nothing is in flight any more. */
  void takeBack(byte told) {
    status = told;
    busy = false;
    backend.reads().resume();
    backend.attach(this);
  }

  /** The session's frames go to it from now on. */
  void takeUp() {
    session.lease.takeUp(backend, known);
    session.settings.takeUp(settings);
    session.reportParameters();
  }

  /** Gives it back; it must be idle. */
  void release(boolean committed) {
    if (lost) {
      return;
    }
    boolean kept = committed || prepared;
    known.settings = kept ? settings.current() : settings.committed();
    if (kept && settings.unsure()) {
      known.unseenSettingsOf = BackendSession.NOBODY;
    }
    if (status != Session.IDLE || known.walker.held() > 0 || known.doubtful || known.cancels > 0) {
      close();
    } else {
      lost = true;
      backend.pool().release(backend);
    }
  }

  /** Closes the connection, which ends its transaction too unless that is prepared. */
  void close() {
    if (!lost) {
      lost = true;
      busy = false;
      known.walker.close();
      backend.pool().evict(backend, EvictReason.UNCLEAN_RELEASE);
    }
  }

  // ---- the backend's side

  @Override
  public void received(Backend from, ByteBuf bytes) {
    session.counts.received(shards.traffic(shard), bytes.readableBytes());
    FrameWalker walker = known.walker;
    walker.feed(bytes);
    boolean ready = false;
    try {
      while (walker.hasFrame() && walker.whole()) {
        ready |= take(walker);
        walker.advance();
      }
      walker.keep();
    } catch (ProtocolException | IndexOutOfBoundsException e) {
      close();
      owner.lost(this);
      return;
    }
    if (ready) {
      busy = false;
      owner.answered(this);
    }
  }

  private boolean take(FrameWalker walker) {
    ByteBuf in = AnswerFrames.payload(walker);
    switch (walker.type()) {
      case BackendBytes.DATA_ROW -> {
        if (row.isEmpty()) {
          row = values(in);
        }
      }
      case BackendBytes.COMMAND_COMPLETE -> {
        tag = CommandComplete.decode(in).tag();
        prepared |= tag.equals("PREPARE TRANSACTION");
      }
      case BackendBytes.ERROR_RESPONSE -> error = ErrorResponse.decode(in).fields();
      case BackendBytes.PARAMETER_STATUS -> AnswerFrames.reported(known);
      case BackendBytes.READY_FOR_QUERY -> {
        status = in.readByte();
        return true;
      }
      default -> {}
    }
    return false;
  }

  private static List<String> values(ByteBuf in) {
    List<String> values = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      int length = in.readInt();
      values.add(length < 0 ? "" : in.readCharSequence(length, StandardCharsets.UTF_8).toString());
    }
    return values;
  }

  @Override
  public void readComplete(Backend from) {
    session.toClient.flush(session.client);
  }

  @Override
  public void writabilityChanged(Backend from, boolean writable) {
    // What is sent is short, and answered before more follows.
  }

  @Override
  public void closed(Backend from, @Nullable Throwable cause) {
    isGone();
    owner.lost(this);
  }

  /** Its connection was closed. */
  void isGone() {
    lost = true;
    busy = false;
    known.walker.close();
  }
}
