package io.penstock.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Scans Strings, for tests. */
final class Scans {
  private static final byte[] BEFORE = "'; /* \" ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER = "' ; SET x = 1".getBytes(StandardCharsets.US_ASCII);

  /** Where the text begins among the others. */
  static final int OFFSET = BEFORE.length;

  private Scans() {}

  static Script script(String sql) {
    return script(sql, ClientEncoding.UTF8, true);
  }

  /** Scans the text in the middle of others that would change the answer, were they looked at. */
  static Script script(String sql, ClientEncoding encoding, boolean standardConformingStrings) {
    byte[] text = sql.getBytes(encoding.charset());
    byte[] surrounded = surrounded(text);
    return new StatementScanner()
        .scan(surrounded, OFFSET, text.length, encoding, standardConformingStrings);
  }

  static byte[] surrounded(byte[] text) {
    byte[] surrounded = new byte[BEFORE.length + text.length + AFTER.length];
    System.arraycopy(BEFORE, 0, surrounded, 0, BEFORE.length);
    System.arraycopy(text, 0, surrounded, BEFORE.length, text.length);
    System.arraycopy(AFTER, 0, surrounded, BEFORE.length + text.length, AFTER.length);
    return surrounded;
  }

  /** The effects of a text with one statement. */
  static List<Effect> effects(String sql) {
    Script script = script(sql);
    if (script.plain()) {
      return List.of();
    }
    if (script.count() != 1) {
      throw new AssertionError(script.count() + " statements (expected: 1) in " + sql);
    }
    return script.statements().getFirst().effects();
  }

  /** The text of each statement of an ASCII text that is not plain. */
  static Stream<String> split(String sql) {
    return script(sql).statements().stream()
        .map(statement -> sql.substring(statement.start(), statement.end()));
  }
}
