package io.penstock.sql;

import java.nio.charset.StandardCharsets;

/**
 * Tells whether two texts are the same but for their literals: equal for texts that differ only in
 * white space, comments, the case of unquoted words, the values of literals, the numbers of
 * parameters, and the length of lists whose members look alike. Good within one process only; see
 * {@link FingerprintKey}.
 *
 * <p>As parts of what a text means stay in: positions in {@code ORDER BY 1} and {@code GROUP BY 1},
 * the options of EXPLAIN, and the character of {@code UESCAPE}.
 */
public record Fingerprint(long high, long low) {
  /** That of a text in UTF-8, read with standard_conforming_strings on. */
  public static Fingerprint of(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    StatementScanner scanner = new StatementScanner();
    var unused = scanner.scan(bytes, 0, bytes.length);
    return new Fingerprint(scanner.fingerprintHigh(), scanner.fingerprintLow());
  }
}
