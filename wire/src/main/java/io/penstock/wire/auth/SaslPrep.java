package io.penstock.wire.auth;

import io.penstock.wire.CStrings;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * RFC 4013 as PostgreSQL does it: ASCII stays as it is, checks look at the text before it is
 * normalized, and a password that SASLprep would refuse is used byte for byte.
 */
final class SaslPrep {
  private SaslPrep() {}

  /** The bytes both sides derive their keys from. */
  static byte[] prepare(String password) {
    if (password.chars().allMatch(c -> c < 0x80)) {
      return CStrings.bytes(password);
    }
    int[] mapped = password.codePoints().map(SaslPrep::map).filter(c -> c >= 0).toArray();
    if (mapped.length == 0 || isForbidden(mapped)) {
      return CStrings.bytes(password);
    }
    String text = new String(mapped, 0, mapped.length);
    return Normalizer.normalize(text, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
  }

  /** A space for the spaces of table C.1.2, -1 for what table B.1 maps to nothing. */
  private static int map(int c) {
    boolean space =
        c == 0xA0
            || c == 0x1680
            || (c >= 0x2000 && c <= 0x200B)
            || c == 0x202F
            || c == 0x205F
            || c == 0x3000;
    boolean nothing =
        c == 0xAD
            || c == 0x34F
            || c == 0x1806
            || (c >= 0x180B && c <= 0x180D)
            || (c >= 0x200C && c <= 0x200D)
            || c == 0x2060
            || (c >= 0xFE00 && c <= 0xFE0F)
            || c == 0xFEFF;
    return space ? ' ' : nothing ? -1 : c;
  }

  private static boolean isForbidden(int[] text) {
    boolean rightToLeft = false;
    boolean leftToRight = false;
    for (int c : text) {
      if (ForbiddenCodePoints.contains(c)) {
        return true;
      }
      rightToLeft |= isRightToLeft(c);
      leftToRight |= Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }
    return rightToLeft
        && (leftToRight || !isRightToLeft(text[0]) || !isRightToLeft(text[text.length - 1]));
  }

  private static boolean isRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
