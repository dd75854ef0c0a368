package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.penstock.pool.connect.Endpoint;
import io.penstock.pool.connect.LoggedIn;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.wire.backend.BackendKeyData;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One logged-in connection to PostgreSQL. Confined to its event loop, except for what is marked;
 * while idle it may move to another loop.
 */
public final class Backend {
  private static final AtomicLong IDS = new AtomicLong();

  private final long id = nextId();
  private final Channel channel;
  private final ReadLoop reads;
  private final BackendKeyData key;
  private final ParameterStatuses parameters;
  private final long createdNanos;

  /** When it is too old; equal to the creation when it never is. */
  private final long retireNanos;

  private final Origin origin;

  private PoolPart part;
  private BackendState state = BackendState.IDLE;
  private @Nullable BackendReceiver receiver;
  private @Nullable Object attachment;
  private @Nullable Throwable failure;
  private long leaseCount;
  private long lastUsedNanos;
  private long lastSession;

  Backend(LoggedIn loggedIn, PoolPart part, Origin origin, long retireNanos, long now) {
    this.channel = loggedIn.channel();
    this.reads = ReadLoop.of(channel);
    this.key = loggedIn.key();
    this.parameters = new ParameterStatuses(loggedIn.parameters());
    this.part = part;
    this.origin = origin;
    this.retireNanos = retireNanos;
    this.createdNanos = now;
    this.lastUsedNanos = now;
  }

  /**
   * How it came to be.
   *
   * @param limits where it takes up room
   * @param generation counts the pool's reconnects
   * @param started when connecting began
   */
  record Origin(PoolSpec spec, SharedLimits limits, int generation, long started) {}

  /** The next number of a connection to PostgreSQL. */
  static long nextId() {
    return IDS.incrementAndGet();
  }

  /** Unique in this process; for logs and the console. Any thread. */
  public long id() {
    return id;
  }

  /** Any thread. */
  public Channel channel() {
    return channel;
  }

  /** Whether what it sends is read, which only its leaseholder may stop. */
  public ReadLoop reads() {
    return reads;
  }

  /** The loop it lives on now. */
  public EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** The server's process, as pg_stat_activity shows it. Any thread. */
  public int processId() {
    return key.processId();
  }

  /** What a cancel request must hold: never log it. Any thread. */
  public BackendKeyData key() {
    return key;
  }

  /** Any thread. */
  public Endpoint endpoint() {
    return origin.spec().endpoint();
  }

  /** The pool it belongs to. */
  public WirePool pool() {
    return part.pool();
  }

  public ParameterStatuses parameters() {
    return parameters;
  }

  /** Who gets the bytes from now to the end of the lease. */
  public void attach(BackendReceiver newReceiver) {
    assert confined() && state == BackendState.LEASED : this;
    receiver = newReceiver;
  }

  /** What its users keep with it from lease to lease. */
  public @Nullable Object attachment() {
    return attachment;
  }

  public void attachment(@Nullable Object newAttachment) {
    attachment = newAttachment;
  }

  public boolean leased() {
    return state == BackendState.LEASED;
  }

  /** How often it was leased, this time included. */
  public long leaseCount() {
    return leaseCount;
  }

  /** When it was opened or last released, by the pool's clock. */
  public long lastUsedNanos() {
    return lastUsedNanos;
  }

  /** When it was opened, by the pool's clock. Any thread. */
  public long createdNanos() {
    return createdNanos;
  }

  /** The session that had it last, in that session's own numbering; 0 at first. */
  public long lastSession() {
    return lastSession;
  }

  public void lastSession(long session) {
    lastSession = session;
  }

  PoolPart part() {
    return part;
  }

  BackendState state() {
    return state;
  }

  Origin origin() {
    return origin;
  }

  @Nullable BackendReceiver receiver() {
    return receiver;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  void failed(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  boolean tooOld(long now) {
    return retireNanos != createdNanos && now - retireNanos >= 0;
  }

  /** The one place where the state changes. */
  void become(BackendState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(this + " cannot become " + next);
    }
    state = next;
    if (next == BackendState.LEASED) {
      leaseCount++;
    } else {
      receiver = null;
    }
  }

  void usedAt(long now) {
    lastUsedNanos = now;
  }

  void belongsTo(PoolPart newPart) {
    part = newPart;
  }

  void received(ByteBuf bytes) {
    BackendReceiver current = receiver;
    if (current != null) {
      current.received(this, bytes);
    } else {
      part.unrequested(this, bytes);
    }
  }

  boolean confined() {
    return channel.eventLoop().inEventLoop();
  }

  @Override
  public String toString() {
    return "backend " + id + " (process " + processId() + " on " + endpoint() + ", " + state + ")";
  }
}
