package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Walks the frames of one direction of one connection in the buffers as they were received.
 *
 * <pre>
 *  +------+----------------+-------------------+
 *  | type | length (int32) | payload           |   length counts itself, not the type
 *  +------+----------------+-------------------+
 * </pre>
 *
 * <p>Nothing is copied unless a frame that must be whole is split between two reads. The walker
 * owns the buffer it was fed and gives it up once every byte was passed. A frame longer than the
 * bytes at hand may be passed as it is: what follows of it comes as pieces. So the loop is
 *
 * <pre>{@code
 * walker.feed(received);
 * while (walker.hasFrame()) {          // a header, or a further piece of a frame already begun
 *   if (!walker.inside() && !walker.whole() && mustBeWhole(walker.type())) break;
 *   ...                                // look at buffer() from start() to end()
 *   walker.advance();
 * }
 * walker.keep();
 * }</pre>
 *
 * <p>Confined to one thread.
 */
public final class FrameWalker {
  /** Bytes before the payload: the type and the length. */
  public static final int HEADER_LENGTH = 5;

  private static final int SMALLEST_LENGTH = 4;

  private final int maxFrameLength;
  private @Nullable ByteBuf buffer;
  private int position;

  private long advanced;

  /** Bytes that are still to come of a frame whose beginning was passed. */
  private int outstanding;

  /** Length of the frame that begins here, header included, as hasFrame found it. */
  private int length;

  /**
   * @param maxFrameLength the longest frame accepted, in bytes, header included
   */
  public FrameWalker(int maxFrameLength) {
    this.maxFrameLength = maxFrameLength;
  }

  /** Takes ownership of {@code received}. */
  public void feed(ByteBuf received) {
    ByteBuf kept = buffer;
    if (kept == null) {
      buffer = received;
      position = received.readerIndex();
      return;
    }
    if (kept.maxWritableBytes() < received.readableBytes()
        || kept.writableBytes() < received.readableBytes()) {
      kept = grow(kept, received.readableBytes());
    }
    kept.writeBytes(received);
    received.release();
  }

  /** Room for the frame that waits, at most doubling, so that a length alone allocates little. */
  private ByteBuf grow(ByteBuf kept, int more) {
    int held = kept.writerIndex() - position;
    int needed = Math.addExact(held, more);
    boolean header = outstanding == 0 && held >= HEADER_LENGTH;
    int frame = header ? frameLengthAt(kept, position) : needed;
    int capacity = Math.max(needed, Math.min(frame, 2 * needed));
    ByteBuf grown = allocate(kept.alloc(), capacity);
    grown.writeBytes(kept, position, held);
    kept.release();
    buffer = grown;
    position = 0;
    return grown;
  }

  private static ByteBuf allocate(ByteBufAllocator allocator, int capacity) {
    return allocator.buffer(capacity);
  }

  /**
   * Whether there is a header, or a piece of a frame that was begun.
   *
   * @throws ProtocolException when the length of the next frame is out of bounds
   */
  public boolean hasFrame() {
    ByteBuf current = buffer;
    if (current == null) {
      return false;
    }
    int available = current.writerIndex() - position;
    if (outstanding > 0) {
      return available > 0;
    }
    if (available < HEADER_LENGTH) {
      return false;
    }
    length = frameLengthAt(current, position);
    return true;
  }

  private int frameLengthAt(ByteBuf in, int index) {
    int stated = in.getInt(index + 1);
    if (stated < SMALLEST_LENGTH || stated >= maxFrameLength) {
      throw ProtocolException.violation(
          "length of a message of type 0x%02x: %d (expected: 4 to %d)"
              .formatted(in.getByte(index), stated, maxFrameLength - 1));
    }
    return stated + 1;
  }

  /** Whether what stands here continues a frame whose beginning was passed before. */
  public boolean inside() {
    return outstanding > 0;
  }

  /** The type byte; only at the beginning of a frame. */
  public byte type() {
    return buffer().getByte(position);
  }

  /** Length of the whole frame with its header; only at its beginning. */
  public int frameLength() {
    return length;
  }

  /** Whether the frame that begins here is at hand to its last byte. */
  public boolean whole() {
    return buffer().writerIndex() - position >= length;
  }

  /** The buffer in which {@link #start}, {@link #payload} and {@link #end} count. */
  public ByteBuf buffer() {
    ByteBuf current = buffer;
    if (current == null) {
      throw new IllegalStateException("no bytes");
    }
    return current;
  }

  /** Index of the type byte, or of the first byte of a piece. */
  public int start() {
    return position;
  }

  /** Index of the first byte after the header; only at the beginning of a frame. */
  public int payload() {
    return position + HEADER_LENGTH;
  }

  /** Index after the last byte at hand of this frame. */
  public int end() {
    long piece = outstanding > 0 ? outstanding : length;
    return (int) Math.min(position + piece, buffer().writerIndex());
  }

  /** Passes the frame or piece, as far as it is at hand. */
  public void advance() {
    int piece = outstanding > 0 ? outstanding : length;
    int end = end();
    outstanding = piece - (end - position);
    advanced += end - position;
    position = end;
  }

  /** How many bytes were passed since the walker was made. */
  public long advanced() {
    return advanced;
  }

  /** The buffer when all of it was passed, else null. It stays the walker's. */
  public @Nullable ByteBuf passed() {
    ByteBuf current = buffer;
    return current == null || position < current.writerIndex() ? null : current;
  }

  /** Gives away the buffer, all of which was passed: the caller owns it then. */
  public ByteBuf detach() {
    ByteBuf current = buffer();
    buffer = null;
    return current;
  }

  /**
   * Ends a round: frees a buffer that was passed whole; what is left of one moves to a buffer of
   * its own, because slices of the old one may be on their way to a socket.
   */
  public void keep() {
    ByteBuf current = buffer;
    if (current == null) {
      return;
    }
    int left = current.writerIndex() - position;
    if (left == 0) {
      buffer = null;
      current.release();
    } else if (position > current.readerIndex() || current.refCnt() > 1) {
      ByteBuf rest = allocate(current.alloc(), Math.max(left, HEADER_LENGTH));
      rest.writeBytes(current, position, left);
      current.release();
      buffer = rest;
      position = 0;
    }
  }

  /**
   * Puts frames that were passed before in front of what is held, to be walked once more; ownership
   * passes. Not in the middle of a frame.
   */
  public void pushBack(ByteBuf frames) {
    ByteBuf rest = buffer;
    int left = held();
    if (rest == null || left == 0) {
      close();
      buffer = frames;
      position = frames.readerIndex();
      return;
    }
    ByteBuf joined = allocate(rest.alloc(), frames.readableBytes() + left);
    joined.writeBytes(frames).writeBytes(rest, position, left);
    frames.release();
    rest.release();
    buffer = joined;
    position = 0;
  }

  /** Bytes held that were not passed yet. */
  public int held() {
    ByteBuf current = buffer;
    return current == null ? 0 : current.writerIndex() - position;
  }

  /** Frees what is held; the walker must not be fed again. */
  public void close() {
    ByteBuf current = buffer;
    if (current != null) {
      buffer = null;
      current.release();
    }
  }
}
