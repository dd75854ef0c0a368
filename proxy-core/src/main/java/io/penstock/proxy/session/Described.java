package io.penstock.proxy.session;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whom the answer to a Describe tells something new.
 *
 * @param told what the client was told of this statement's rows
 * @param here what they look like on the backend that is asked
 */
record Described(ResultShape told, ResultShape here) {
  private static final byte[] FETCH = "fetch".getBytes(StandardCharsets.US_ASCII);

  /** Null where the answer tells nothing new, or what is told does not last. */
  static @Nullable Described of(PreparedStatement statement, ResultShape here) {
    ResultShape told = statement.told();
    return (told.known() && here.known()) || varies(statement.body())
        ? null
        : new Described(told, here);
  }

  /** Whether the client was told of rows, and these have not been looked at. */
  boolean unsure() {
    return told.known() && !here.known();
  }

  boolean changed() {
    return told.known() && here.known() && told.differs(here);
  }

  /**
   * Whether this text's rows differ from one execution to the next, which the server allows: they
   * are those of a cursor.
   */
  static boolean varies(byte[] text) {
    int at = 0;
    while (at < text.length && text[at] <= ' ' && text[at] > 0) {
      at++;
    }
    if (at + FETCH.length > text.length) {
      return false;
    }
    for (int i = 0; i < FETCH.length; i++) {
      if ((text[at + i] | 0x20) != FETCH[i]) {
        return false;
      }
    }
    return true;
  }
}
