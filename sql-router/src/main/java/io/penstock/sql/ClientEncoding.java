package io.penstock.sql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of PostgreSQL's client_encoding: how far a character reaches, and how to turn names and
 * values into Strings.
 *
 * <p>In most encodings every byte of a multibyte character has its high bit set, and the lexer need
 * not know characters. In the others the second byte may look like a backslash or a letter, and it
 * must. Safe on any thread.
 */
public enum ClientEncoding {
  UTF8("UTF-8", Width.ANY, "unicode"),
  SQL_ASCII("ISO-8859-1", Width.ANY, "sqlascii"),
  EUC_JP("EUC-JP", Width.ANY, "eucjp"),
  EUC_CN("GB2312", Width.ANY, "euccn"),
  EUC_KR("EUC-KR", Width.ANY, "euckr"),
  EUC_TW("x-EUC-TW", Width.ANY, "euctw"),
  EUC_JIS_2004("ISO-8859-1", Width.ANY, "eucjis2004"),
  MULE_INTERNAL("ISO-8859-1", Width.ANY, "muleinternal"),
  LATIN1("ISO-8859-1", Width.ANY, "iso88591"),
  LATIN2("ISO-8859-2", Width.ANY, "iso88592"),
  LATIN3("ISO-8859-3", Width.ANY, "iso88593"),
  LATIN4("ISO-8859-4", Width.ANY, "iso88594"),
  LATIN5("ISO-8859-9", Width.ANY, "iso88599"),
  LATIN6("ISO-8859-10", Width.ANY, "iso885910"),
  LATIN7("ISO-8859-13", Width.ANY, "iso885913"),
  LATIN8("ISO-8859-14", Width.ANY, "iso885914"),
  LATIN9("ISO-8859-15", Width.ANY, "iso885915"),
  LATIN10("ISO-8859-16", Width.ANY, "iso885916"),
  ISO_8859_5("ISO-8859-5", Width.ANY, "iso88595"),
  ISO_8859_6("ISO-8859-6", Width.ANY, "iso88596"),
  ISO_8859_7("ISO-8859-7", Width.ANY, "iso88597"),
  ISO_8859_8("ISO-8859-8", Width.ANY, "iso88598"),
  KOI8R("KOI8-R", Width.ANY, "koi8"),
  KOI8U("KOI8-U", Width.ANY, "koi8u"),
  WIN866("IBM866", Width.ANY, "alt windows866"),
  WIN874("x-windows-874", Width.ANY, "windows874"),
  WIN1250("windows-1250", Width.ANY, "windows1250"),
  WIN1251("windows-1251", Width.ANY, "windows1251 win"),
  WIN1252("windows-1252", Width.ANY, "windows1252"),
  WIN1253("windows-1253", Width.ANY, "windows1253"),
  WIN1254("windows-1254", Width.ANY, "windows1254"),
  WIN1255("windows-1255", Width.ANY, "windows1255"),
  WIN1256("windows-1256", Width.ANY, "windows1256"),
  WIN1257("windows-1257", Width.ANY, "windows1257"),
  WIN1258("windows-1258", Width.ANY, "windows1258 abc tcvn tcvn5712 vscii"),
  SJIS("windows-31j", Width.SHIFT_JIS, "mskanji shiftjis win932 windows932"),
  SHIFT_JIS_2004("x-SJIS_0213", Width.SHIFT_JIS, "shiftjis2004"),
  BIG5("x-windows-950", Width.TWO, "win950 windows950"),
  GBK("GBK", Width.TWO, "win936 windows936"),
  UHC("x-windows-949", Width.TWO, "win949 windows949"),
  GB18030("GB18030", Width.GB18030, "gb18030"),
  JOHAB("x-Johab", Width.JOHAB, "johab");

  private enum Width {
    ANY,
    TWO,
    SHIFT_JIS,
    GB18030,
    JOHAB
  }

  private static final Map<String, ClientEncoding> BY_NAME = new HashMap<>();

  static {
    for (ClientEncoding encoding : values()) {
      BY_NAME.put(cleaned(encoding.name()), encoding);
      for (String alias : encoding.aliases.split(" ", -1)) {
        BY_NAME.put(alias, encoding);
      }
    }
  }

  private final Charset charset;
  private final Width width;
  private final String aliases;

  ClientEncoding(String charset, Width width, String aliases) {
    this.charset =
        Charset.isSupported(charset) ? Charset.forName(charset) : StandardCharsets.ISO_8859_1;
    this.width = width;
    this.aliases = aliases;
  }

  /**
   * The encoding PostgreSQL knows under this name, which is compared as PostgreSQL does: letters
   * and digits only, case ignored. Null for a name PostgreSQL does not know.
   */
  public static @Nullable ClientEncoding of(String name) {
    return BY_NAME.get(cleaned(name));
  }

  /**
   * The charset for Strings of this encoding; ISO-8859-1, which keeps every byte, where Java has no
   * such charset or the encoding says nothing about characters.
   */
  public Charset charset() {
    return charset;
  }

  /** Whether a later byte of a multibyte character can be one of ASCII's. */
  public boolean trailingAscii() {
    return width != Width.ANY;
  }

  /**
   * The end of the character whose first byte, at {@code at}, has its high bit set. Never beyond
   * {@code limit}.
   */
  int characterEnd(byte[] text, int at, int limit) {
    int first = text[at] & 0xFF;
    int length =
        switch (width) {
          case ANY -> 1;
          case TWO -> 2;
          case SHIFT_JIS -> first >= 0xA1 && first <= 0xDF ? 1 : 2;
          case GB18030 -> at + 1 < limit && text[at + 1] >= '0' && text[at + 1] <= '9' ? 4 : 2;
          case JOHAB -> first == 0x8F ? 3 : 2;
        };
    return Math.min(at + length, limit);
  }

  private static String cleaned(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }
}
