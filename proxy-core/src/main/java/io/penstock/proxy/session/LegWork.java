package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.Backend;
import io.penstock.pool.BackendReceiver;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.backend.ErrorFields;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one part of a transaction does for a statement: requests are sent to it, and its answers are
 * taken frame by frame. Confined to the session's event loop.
 */
final class LegWork implements BackendReceiver {
  /** Whom it is done for. None of the calls comes after {@link #settled} or {@link #lost}. */
  interface Owner {
    /**
     * A frame of its answer, other than ReadyForQuery.
     *
     * @return false to be told of the same frame again by {@link LegWork#goOn}
     */
    boolean takes(LegWork from, byte type);

    /** There are no more frames for now. */
    void paused(LegWork from);

    /** All was answered, and no cancel is on its way. */
    void settled(LegWork from);

    /** The connection is gone. */
    void lost(LegWork from);

    /** More can be sent. */
    default void writable(LegWork from) {}
  }

  /** A cancel may arrive before what it is to cancel. */
  private static final long CANCEL_AGAIN_MILLIS = 200;

  private final Session session;
  private final ShardLeg leg;
  private final Owner owner;
  private final BackendSession known;
  private final ShardTraffic traffic;
  private final long begunAt = System.nanoTime();
  private boolean busy = true;
  private boolean over;
  private byte status;

  /**
   * Begins.
   *
   * @param frames requests that end with one Sync; ownership passes
   */
  LegWork(Session session, ShardLeg leg, Owner owner, ByteBuf frames) {
    this.session = session;
    this.leg = leg;
    this.owner = owner;
    this.known = leg.lend(this);
    this.traffic = leg.shards().traffic(leg.shard());
    traffic.queries(session.loop.index(), 1);
    Forwarder.write(leg.backend().channel(), frames);
    leg.backend().channel().flush();
  }

  /** Sends more of what it was begun with, unless that was answered; ownership passes. */
  void send(ByteBuf frames) {
    if (over || !busy) {
      frames.release();
    } else {
      Forwarder.write(leg.backend().channel(), frames);
      leg.backend().channel().flush();
    }
  }

  /** Whether more may be sent without its waiting here. */
  boolean writable() {
    return over || !busy || leg.backend().channel().isWritable();
  }

  ShardLeg leg() {
    return leg;
  }

  /** Whether it is neither settled nor lost. */
  boolean running() {
    return !over;
  }

  /** Where the frame stands that its owner is told of. */
  FrameWalker walker() {
    return known.walker;
  }

  /** Reads on, or waits until what is at hand is taken. */
  void read(boolean on) {
    if (!over) {
      leg.backend().reads().read(on);
    }
  }

  /** What stands there, and could not be taken before, may be by now. */
  void goOn() {
    if (!over) {
      take();
    }
  }

  /** Cancels what it does; its answer is an error then, most likely. */
  void cancel() {
    if (over || !busy) {
      return;
    }
    read(true);
    known.cancels++;
    var unused =
        session
            .loop
            .eventLoop()
            .schedule(this::cancelAgain, CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    session
        .identity()
        .services()
        .cancel(
            leg.backend(),
            arrived -> {
              known.cancels--;
              known.doubtful |= !arrived;
              settle();
            });
  }

  private void cancelAgain() {
    if (known.cancels == 0) {
      cancel();
    }
  }

  /** Has taken too long: closes the connection. */
  void giveUp() {
    if (!over) {
      over = true;
      leg.close();
      owner.lost(this);
    }
  }

  /** Has failed for this reason. */
  ErrorFields failure(ErrorFields error) {
    return leg.failed(error);
  }

  @Override
  public void received(Backend from, ByteBuf bytes) {
    session.counts.received(traffic, bytes.readableBytes());
    known.walker.feed(bytes);
    take();
  }

  private void take() {
    FrameWalker walker = known.walker;
    boolean taken = true;
    try {
      while (taken && busy) {
        byte type = AnswerFrames.next(known);
        if (type == 0) {
          break;
        }
        if (type == BackendBytes.READY_FOR_QUERY) {
          busy = false;
          status = AnswerFrames.status(walker);
          traffic.answered(session.loop.index(), System.nanoTime() - begunAt);
        } else {
          taken = owner.takes(this, type);
        }
        if (taken && !leg.isLost()) {
          walker.advance();
        }
      }
    } catch (ProtocolException | IndexOutOfBoundsException e) {
      giveUp();
      return;
    }
    owner.paused(this);
    if (!leg.isLost() && taken) {
      walker.keep();
    }
    settle();
  }

  private void settle() {
    if (!over && !busy && known.cancels == 0) {
      over = true;
      leg.takeBack(status);
      owner.settled(this);
    }
  }

  @Override
  public void readComplete(Backend from) {
    session.toClient.flush(session.client);
  }

  @Override
  public void writabilityChanged(Backend from, boolean writable) {
    if (writable && !over) {
      owner.writable(this);
    }
  }

  @Override
  public void closed(Backend from, @Nullable Throwable cause) {
    over = true;
    leg.isGone();
    owner.lost(this);
  }
}
