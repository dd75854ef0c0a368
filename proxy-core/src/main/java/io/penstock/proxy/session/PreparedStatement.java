package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.Script;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A named prepared statement of a client. Its name on backends is made from what decides its
 * meaning (text, parameter types, the settings it was parsed under), so that clients which prepare
 * the same share it, and those which mean something else by the same text do not.
 *
 * @param name its name on backends
 * @param nameBytes the same, as it is sent
 * @param body a Parse message's payload after the name: text and parameter types
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PreparedStatement(
    String name, byte[] nameBytes, byte[] body, Script script, String meaning) {
  private static final int NAME_BYTES = 16;

  /**
   * @param meaning {@link Settings#meaningForParse}, or something unique where the statement must
   *     not be shared
   */
  static PreparedStatement of(byte[] body, Script script, String meaning) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    digest.update(meaning.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(body);
    String name = "penstock_" + HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES);
    return new PreparedStatement(
        name, name.getBytes(StandardCharsets.US_ASCII), body, script, meaning);
  }

  /** The same text under other settings. */
  PreparedStatement under(String otherMeaning) {
    return otherMeaning.equals(meaning) ? this : of(body, script, otherMeaning);
  }

  /** Appends the Parse message that prepares it on a backend. */
  void writeParse(ByteBuf out) {
    out.writeByte('P');
    out.writeInt(4 + nameBytes.length + 1 + body.length);
    out.writeBytes(nameBytes).writeByte(0).writeBytes(body);
  }

  /** Appends the Close message that takes it off a backend. */
  void writeClose(ByteBuf out) {
    out.writeByte('C');
    out.writeInt(4 + 1 + nameBytes.length + 1);
    out.writeByte('S').writeBytes(nameBytes).writeByte(0);
  }
}
