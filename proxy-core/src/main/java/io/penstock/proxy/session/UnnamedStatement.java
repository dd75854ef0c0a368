package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Script;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The session's unnamed prepared statement: the last Parse without a name, kept so that it can be
 * prepared again where a later Bind finds another backend. The bytes' array is used over and over.
 */
final class UnnamedStatement {
  private static final byte[] NOTHING = {};
  private static final int KEPT_CAPACITY = 4096;
  private static final int LOOKED_AT = 64;

  private byte[] body = NOTHING;
  private int length;
  private long version;
  private boolean valid;
  private Script script = Script.PLAIN;
  private Scan scan = Scan.NONE;
  private @Nullable Described described;

  /** Takes the payload of a Parse message after its (empty) name. */
  void set(ByteBuf in, int start, int end, Script parsed, Scan scanned) {
    length = end - start;
    if (body.length < length || (body.length > KEPT_CAPACITY && length <= KEPT_CAPACITY)) {
      body = new byte[Math.max(length, Math.min(2 * length, KEPT_CAPACITY))];
    }
    in.getBytes(start, body, 0, length);
    script = parsed;
    scan = scanned;
    valid = true;
    described = null;
    version++;
  }

  /** The client asks what its rows look like: where the answer is to be kept, if it lasts. */
  @Nullable Described describe() {
    if (!valid || Described.varies(Arrays.copyOf(body, Math.min(length, LOOKED_AT)))) {
      return null;
    }
    if (described == null) {
      described = new Described(new ResultShape(), new ResultShape());
    }
    return described;
  }

  /** It is prepared on another backend, where its rows have to be looked at again. */
  void moved() {
    if (described != null) {
      described = new Described(described.told(), new ResultShape());
    }
  }

  /** What the client was told of its rows, and what they are; null if it did not ask. */
  @Nullable Described described() {
    return described;
  }

  /** A failed Parse, a Close or a simple Query destroyed it. */
  void invalidate() {
    valid = false;
  }

  /** What destroyed it is not to have happened; its text is still there. */
  void restore() {
    valid = true;
  }

  boolean valid() {
    return valid;
  }

  /** Tells one Parse from the next. */
  long version() {
    return version;
  }

  Script script() {
    return script;
  }

  Scan scan() {
    return scan;
  }

  /** A copy of the text, and what follows it. */
  byte[] text() {
    return Arrays.copyOf(body, length);
  }

  void writeParse(ByteBuf out) {
    out.writeByte('P');
    out.writeInt(4 + 1 + length);
    out.writeByte(0).writeBytes(body, 0, length);
  }
}
