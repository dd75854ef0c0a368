package io.penstock.sql.scatter;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.Names;
import io.penstock.sql.TokenKind;
import io.penstock.sql.grammar.Grammar;
import io.penstock.sql.grammar.Grammar.NotUnderstood;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.sql.SqlNode;

/** One statement's text, of which parts are taken by the places of nodes. */
public final class SqlText {
  private final byte[] sql;
  private final int start;
  private final int end;
  private final ClientEncoding encoding;
  private final boolean standardStrings;

  /**
   * A statement within a longer text.
   *
   * @param start of its first byte
   * @param end after its last byte
   */
  public SqlText(byte[] sql, int start, int end, ClientEncoding encoding, boolean standardStrings) {
    this.sql = sql;
    this.start = start;
    this.end = end;
    this.encoding = encoding;
    this.standardStrings = standardStrings;
  }

  SqlNode parse() throws NotUnderstood {
    return Grammar.parse(sql, start, end - start, encoding, standardStrings);
  }

  /** Whether all of it can be taken apart and put together again. */
  public boolean isWhole() {
    byte[] bytes = Arrays.copyOfRange(sql, start, end);
    return Arrays.equals(bytes, new String(bytes, encoding.charset()).getBytes(encoding.charset()));
  }

  public int length() {
    return end - start;
  }

  Charset charset() {
    return encoding.charset();
  }

  /** Whether names from the catalog can be written into it. */
  public boolean canHave(String name) {
    return encoding == ClientEncoding.UTF8 || name.chars().allMatch(letter -> letter < 128);
  }

  public String of(int from, int to) {
    return new String(sql, start + from, to - from, encoding.charset());
  }

  String of(SqlNode node) {
    return of(begin(node), end(node));
  }

  /** With changes, in any order, of places within it that do not overlap. */
  String edited(SqlNode node, List<Edit> edits, Gathered gathered) {
    return edited(begin(node), end(node), edits, gathered);
  }

  String edited(int from, int to, List<Edit> edits, Gathered gathered) {
    StringBuilder all = new StringBuilder();
    int at = from;
    List<Edit> inside =
        edits.stream()
            .filter(edit -> edit.start() >= from && edit.end() <= to)
            .sorted((one, other) -> Integer.compare(one.start(), other.start()))
            .toList();
    for (Edit edit : inside) {
      all.append(of(at, edit.start())).append(edit.text().in(gathered));
      at = edit.end();
    }
    return all.append(of(at, to)).toString();
  }

  static int begin(SqlNode node) {
    return node.getParserPosition().getColumnNum() - 1;
  }

  static int end(SqlNode node) {
    return node.getParserPosition().getEndColumnNum();
  }

  /**
   * Its tokens: names in the case that PostgreSQL gives them, others as they are written. A name in
   * quotes keeps one in front, so that it is no keyword.
   */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    Lexer lexer = new Lexer();
    lexer.reset(sql, start, end - start, encoding, standardStrings);
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      String token = of(lexer.start(), lexer.end());
      String name = kind == TokenKind.WORD ? Names.folded(token) : null;
      boolean quoted = kind == TokenKind.QUOTED_IDENTIFIER;
      words.add(
          quoted
              ? token.substring(0, token.length() - 1).replace("\"\"", "\"")
              : name == null ? token : name);
    }
    return words;
  }

  /** Its tokens, spelled so that texts are equal if PostgreSQL reads them alike. */
  String tokens(SqlNode node) {
    Lexer lexer = new Lexer();
    lexer.reset(sql, start + begin(node), end(node) - begin(node), encoding, standardStrings);
    StringBuilder all = new StringBuilder();
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      String token =
          new String(
              sql,
              start + begin(node) + lexer.start(),
              lexer.end() - lexer.start(),
              encoding.charset());
      String name = kind == TokenKind.WORD ? Names.folded(token) : null;
      all.append(name == null ? kind.name() + ' ' + token : name).append('\n');
    }
    return all.toString();
  }
}
