package io.penstock.pool.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the next bytes of a channel that does not read by itself ({@code AUTO_READ} is off),
 * until it is paused. The first handler of the pipeline for the life of the channel. Confined to
 * the channel's event loop.
 *
 * <p>A pause takes back nothing: what was asked for before may still come, one buffer of it, and
 * whoever pauses has to keep that. Netty's own switch cancels a read that is under way, and with
 * io_uring it forgets one that is asked for again before the kernel has confirmed that.
 */
public final class ReadLoop extends ChannelInboundHandlerAdapter {
  private @Nullable ChannelHandlerContext context;
  private boolean paused;

  private ReadLoop(boolean paused) {
    this.paused = paused;
  }

  /** One that reads from the moment its channel is connected. */
  static ReadLoop reading() {
    return new ReadLoop(false);
  }

  /** One that leaves it to others to ask for bytes, until it is resumed. */
  public static ReadLoop pausedAtFirst() {
    return new ReadLoop(true);
  }

  /**
   * The one of this channel. Not for every message: it searches the pipeline.
   *
   * @throws IllegalStateException when it has none
   */
  public static ReadLoop of(Channel channel) {
    ReadLoop found = channel.pipeline().get(ReadLoop.class);
    if (found == null) {
      throw new IllegalStateException(channel + " has no read loop");
    }
    return found;
  }

  public boolean paused() {
    return paused;
  }

  /** Asks for no more bytes. */
  public void pause() {
    paused = true;
  }

  /** Goes on at once, if it was paused. */
  public void resume() {
    if (paused) {
      paused = false;
      context().read();
    }
  }

  /** Reads or pauses. */
  public void read(boolean on) {
    if (on) {
      resume();
    } else {
      pause();
    }
  }

  /**
   * Pauses, and takes back the read that is under way: needed before the channel leaves its event
   * loop, because a channel remembers that it is reading, and not for which loop. It must not be
   * resumed before it has left.
   */
  public void takeBack() {
    paused = true;
    // Only this way round Netty forgets what was asked for.
    ChannelConfig config = context().channel().config();
    config.setAutoRead(true);
    config.setAutoRead(false);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    active.fireChannelActive();
    if (!paused) {
      active.read();
    }
  }

  /** Within this call, so that the transport knows that it need not stop and begin again. */
  @Override
  public void channelReadComplete(ChannelHandlerContext read) {
    read.fireChannelReadComplete();
    if (!paused) {
      read.read();
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext added = context;
    if (added == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return added;
  }
}
