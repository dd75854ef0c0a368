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
 * @param scan what else was found in the text
 * @param told what its client was told of its rows; changes
 * @param keyed what its keys are, where rows are sharded; changes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PreparedStatement(
    String name,
    byte[] nameBytes,
    byte[] body,
    Script script,
    Scan scan,
    String meaning,
    ResultShape told,
    KeyedText keyed) {
  /** Stands in the meaning of one that means the same to nobody else. */
  static final String NOT_SHARED = "\u0001";

  /** How names of statements on backends begin. */
  static final String PREFIX = "penstock_";

  private static final int NAME_BYTES = 16;

  /**
   * @param meaning {@link Settings#meaningForParse}, or something unique where the statement must
   *     not be shared
   */
  static PreparedStatement of(byte[] body, Script script, Scan scan, String meaning) {
    return of(body, script, scan, meaning, new ResultShape());
  }

  private static PreparedStatement of(
      byte[] body, Script script, Scan scan, String meaning, ResultShape told) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    digest.update(meaning.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(body);
    String name = PREFIX + HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES);
    return new PreparedStatement(
        name,
        name.getBytes(StandardCharsets.US_ASCII),
        body,
        script,
        scan,
        meaning,
        told,
        new KeyedText(body));
  }

  /** The same text under other settings; its client was told the same. */
  PreparedStatement under(String otherMeaning) {
    return otherMeaning.equals(meaning) ? this : of(body, script, scan, otherMeaning, told);
  }

  /** Whether others who prepare the same text mean the same. */
  boolean shared() {
    return !meaning.contains(NOT_SHARED);
  }

  /** Appends the Parse message that prepares it on a backend. */
  void writeParse(ByteBuf out) {
    writeParse(out, nameBytes);
  }

  /** The same under another name. */
  void writeParse(ByteBuf out, byte[] as) {
    out.writeByte('P');
    out.writeInt(4 + as.length + 1 + body.length);
    out.writeBytes(as).writeByte(0).writeBytes(body);
  }

  /** Appends the Describe message that asks a backend for its parameters and rows. */
  void writeDescribe(ByteBuf out) {
    write(out, 'D', nameBytes);
  }

  /** Appends the Close message that takes it off a backend. */
  void writeClose(ByteBuf out) {
    writeClose(out, nameBytes);
  }

  /** Appends the Close message of the statement with this name. */
  static void writeClose(ByteBuf out, byte[] name) {
    write(out, 'C', name);
  }

  private static void write(ByteBuf out, char type, byte[] name) {
    out.writeByte(type);
    out.writeInt(4 + 1 + name.length + 1);
    out.writeByte('S').writeBytes(name).writeByte(0);
  }
}
