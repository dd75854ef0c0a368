package io.penstock.proxy.session;

import org.jspecify.annotations.Nullable;

/**
 * An answer the proxy gives itself, at its place among the backend's answers.
 *
 * @param frames ready to be sent
 * @param named the name of a prepared statement that this answer makes or closes
 * @param before what had that name, to be given back should the server skip to Sync before
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record LocalAnswer(byte[] frames, byte @Nullable [] named, @Nullable PreparedStatement before) {
  private static final byte[] PARSE_COMPLETE = {'1', 0, 0, 0, 4};
  private static final byte[] CLOSE_COMPLETE = {'3', 0, 0, 0, 4};

  static LocalAnswer parseComplete(byte[] name) {
    return new LocalAnswer(PARSE_COMPLETE, name, null);
  }

  static LocalAnswer closeComplete(byte[] name, @Nullable PreparedStatement closed) {
    return new LocalAnswer(CLOSE_COMPLETE, closed == null ? null : name, closed);
  }

  /** DEALLOCATE by the extended protocol. */
  static LocalAnswer deallocated(byte[] name, PreparedStatement closed) {
    return new LocalAnswer(Answers.complete("DEALLOCATE"), name, closed);
  }

  static LocalAnswer of(byte[] frames) {
    return new LocalAnswer(frames, null, null);
  }

  /** The server skipped what this answers: it has not happened. */
  void undo(StatementNames names) {
    if (named == null) {
      return;
    }
    if (before == null) {
      names.remove(named);
    } else {
      names.put(named, before);
    }
  }
}
