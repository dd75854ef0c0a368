package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.wire.FrameWalker;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one round of reading sends to the other side, in as few buffers as possible.
 *
 * <p>Frames that stand side by side in the received buffer leave as one slice of it, without a
 * copy. Once a frame of our own has to stand between them, small neighbours are copied next to it:
 * one socket write of a few hundred bytes costs less than a gathering write of three slices.
 */
@SuppressWarnings("ReferenceEquality") // Which buffer it is counts, not what is in it.
final class Forwarder {
  private static final int COPY_LIMIT = 1024;
  private static final int OWN_CAPACITY = 512;

  private @Nullable ByteBuf source;
  private int start;
  private int end;
  private @Nullable ByteBuf own;
  private long writes;
  private boolean unflushed;

  /** Passes on {@code from} to {@code to} of a buffer, which stays its owner's. */
  void forward(Channel target, ByteBuf buffer, int from, int to) {
    if (source == buffer && end == from) {
      end = to;
      return;
    }
    ByteBuf copy = own;
    if (copy != null && source == null && to - from <= COPY_LIMIT) {
      copy.writeBytes(buffer, from, to - from);
      return;
    }
    writePieces(target);
    source = buffer;
    start = from;
    end = to;
  }

  /** A buffer to append frames of our own to, at this place of the stream. */
  ByteBuf own(Channel target) {
    ByteBuf run = source;
    if (run != null) {
      if (own == null && end - start <= COPY_LIMIT) {
        own =
            target
                .alloc()
                .buffer(Math.max(OWN_CAPACITY, end - start))
                .writeBytes(run, start, end - start);
        source = null;
      } else {
        writePieces(target);
      }
    }
    ByteBuf copy = own;
    if (copy == null) {
      copy = target.alloc().buffer(OWN_CAPACITY);
      own = copy;
    }
    return copy;
  }

  /** Whether something waits to be written. */
  boolean pending() {
    return source != null || own != null;
  }

  /** How often something has been written, which cannot be called back. */
  long writes() {
    return writes;
  }

  /** Writes what is pending, in order, without flushing. */
  void write(Channel target) {
    writePieces(target);
  }

  /**
   * The same at the end of a round over {@code walker}'s buffer. When all of the buffer goes, it is
   * handed over as it is: no slice, no second reference.
   */
  void write(Channel target, FrameWalker walker) {
    ByteBuf passed = walker.passed();
    if (passed != null
        && source == passed
        && own == null
        && start == passed.readerIndex()
        && end == passed.writerIndex()) {
      source = null;
      written();
      write(target, walker.detach());
    } else {
      writePieces(target);
    }
  }

  private void writePieces(Channel target) {
    ByteBuf copy = own;
    if (copy != null) {
      own = null;
      written();
      write(target, copy);
    }
    ByteBuf run = source;
    if (run != null) {
      source = null;
      written();
      write(target, run.retainedSlice(start, end - start));
    }
  }

  /** Something was written, here or on the channel itself, that {@link #flush} is to send. */
  void written() {
    writes++;
    unflushed = true;
  }

  /** Sends what was written, if anything was. */
  void flush(Channel target) {
    if (unflushed) {
      unflushed = false;
      target.flush();
    }
  }

  /** Writes without a future: a failed write ends in the channel's exceptionCaught. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void write(Channel target, ByteBuf frames) {
    target.write(frames, target.voidPromise());
  }

  /** Drops what is pending. */
  void discard() {
    source = null;
    ByteBuf copy = own;
    if (copy != null) {
      own = null;
      copy.release();
    }
  }
}
