package io.penstock.proxy.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one backend was sent and has not answered yet, in order: a ring of kinds with a payload
 * each. It tells whose every answer is, and where an answer of our own has to stand among them.
 */
final class InFlight {
  /** Kinds of requests. Byte constants because a switch on them is taken for every message. */
  static final byte NONE = 0;

  /** Query of the client: anything until ReadyForQuery. Payload: {@link ScriptProgress} or null. */
  static final byte QUERY = 1;

  /** Query of the proxy: all answers are swallowed. Payload: {@link OwnQuery}. */
  static final byte OWN_QUERY = 2;

  /** Parse of the client. Payload: the {@link PreparedStatement} that fails with it, or null. */
  static final byte PARSE = 3;

  /** Parse that the client did not send here; the answer is swallowed. Payload as for PARSE. */
  static final byte OWN_PARSE = 4;

  static final byte BIND = 5;

  /** Describe of the client. Payload: {@link Described} or null. */
  static final byte DESCRIBE_STATEMENT = 6;

  static final byte DESCRIBE_PORTAL = 7;

  /** Execute. Payload: {@link ScriptProgress} or null. */
  static final byte EXECUTE = 8;

  static final byte CLOSE = 9;

  /** Close that the client did not send; the answer is swallowed. */
  static final byte OWN_CLOSE = 10;

  static final byte SYNC = 11;
  static final byte FUNCTION_CALL = 12;

  /** Not sent: the payload, a {@link LocalAnswer}, goes to the client when its turn comes. */
  static final byte LOCAL = 13;

  /** CopyDone or CopyFail: has no answer of its own, and ends what a COPY swallows. */
  static final byte COPY_END = 14;

  /** Describe that the client did not send; the answer is swallowed. Payload: {@link Described}. */
  static final byte OWN_DESCRIBE = 15;

  /** Sync that the client did not send; the answer is swallowed. */
  static final byte OWN_SYNC = 16;

  private static final int INITIAL_CAPACITY = 16;

  private byte[] kinds = new byte[INITIAL_CAPACITY];
  private @Nullable Object[] payloads = new @Nullable Object[INITIAL_CAPACITY];
  private int head;
  private int size;

  void add(byte kind, @Nullable Object payload) {
    if (size == kinds.length) {
      grow();
    }
    int index = (head + size) & (kinds.length - 1);
    kinds[index] = kind;
    payloads[index] = payload;
    size++;
  }

  private void grow() {
    int length = kinds.length;
    byte[] grownKinds = new byte[2 * length];
    @Nullable Object[] grownPayloads = new @Nullable Object[2 * length];
    for (int i = 0; i < size; i++) {
      int index = (head + i) & (length - 1);
      grownKinds[i] = kinds[index];
      grownPayloads[i] = payloads[index];
    }
    kinds = grownKinds;
    payloads = grownPayloads;
    head = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Kind of the oldest request, or {@link #NONE}. */
  byte headKind() {
    return size == 0 ? NONE : kinds[head];
  }

  @Nullable Object headPayload() {
    return size == 0 ? null : payloads[head];
  }

  /** Kind of the request at {@code position}, 0 being the oldest. */
  byte kindAt(int position) {
    return kinds[(head + position) & (kinds.length - 1)];
  }

  @Nullable Object payloadAt(int position) {
    return payloads[(head + position) & (kinds.length - 1)];
  }

  void remove() {
    if (size == 0) {
      throw new IllegalStateException("nothing in flight");
    }
    payloads[head] = null;
    head = (head + 1) & (kinds.length - 1);
    size--;
  }

  boolean has(byte kind) {
    for (int i = 0; i < size; i++) {
      if (kindAt(i) == kind) {
        return true;
      }
    }
    return false;
  }

  /** Removes the {@code count} requests that follow the oldest one. */
  void removeAfterHead(int count) {
    int mask = kinds.length - 1;
    for (int i = 1; i + count < size; i++) {
      kinds[(head + i) & mask] = kinds[(head + i + count) & mask];
      payloads[(head + i) & mask] = payloads[(head + i + count) & mask];
    }
    for (int i = size - count; i < size; i++) {
      payloads[(head + i) & mask] = null;
    }
    size -= count;
  }

  void clear() {
    Arrays.fill(payloads, null);
    head = 0;
    size = 0;
  }
}
