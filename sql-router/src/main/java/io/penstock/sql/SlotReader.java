package io.penstock.sql;

/** Reads {@link LiteralSlots}; reusable, for one thread at a time. Takes any bytes. */
public final class SlotReader {
  private final Lexer lexer = new Lexer();
  private final SlotCollector collector = new SlotCollector();
  private final Fingerprinter fingerprinter =
      new Fingerprinter(FingerprintKey.OF_PROCESS, collector);

  /**
   * Reads a text. Allocates in proportion to the number of its literals.
   *
   * @param encoding the session's client_encoding
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public LiteralSlots read(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    lexer.reset(sql, offset, length, encoding, standardConformingStrings);
    collector.reset();
    fingerprinter.reset(encoding);
    while (lexer.next() != TokenKind.END) {
      fingerprinter.token(lexer);
    }
    fingerprinter.finish();
    lexer.release();
    return collector.slots();
  }
}
