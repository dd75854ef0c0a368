package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LexerTest {
  @Test
  void everyKindOfTokenIsFoundWhereItStands() {
    assertThat(
            tokens("a \"b\" U&\"c\" 1 'd' E'e' U&'f' N'g' B'0' X'0' $t$h$t$ $1 <> ( ) [ ] , . ;"))
        .containsExactly(
            "WORD a",
            "QUOTED_IDENTIFIER \"b\"",
            "UNICODE_IDENTIFIER U&\"c\"",
            "NUMBER 1",
            "STRING 'd'",
            "ESCAPE_STRING E'e'",
            "UNICODE_STRING U&'f'",
            "NATIONAL_STRING N'g'",
            "BIT_STRING B'0'",
            "BIT_STRING X'0'",
            "DOLLAR_STRING $t$h$t$",
            "PARAMETER $1",
            "OPERATOR <>",
            "LEFT_PARENTHESIS (",
            "RIGHT_PARENTHESIS )",
            "LEFT_BRACKET [",
            "RIGHT_BRACKET ]",
            "COMMA ,",
            "DOT .",
            "SEMICOLON ;");
    assertThat(tokens(": :: := .. "))
        .containsExactly("COLON :", "TYPECAST ::", "ASSIGN :=", "DOT_DOT ..");
    assertThat(tokens("{ \\ \u0001")).containsExactly("OTHER {", "OTHER \\", "OTHER \u0001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "'it''s'x              ! STRING 'it''s' | WORD x",
        "'a\\'d'               ! STRING 'a\\' | WORD d | STRING '",
        "E'a\\'b'              ! ESCAPE_STRING E'a\\'b'",
        "e'\\\\'x              ! ESCAPE_STRING e'\\\\' | WORD x",
        "E'a''\\'b' c          ! ESCAPE_STRING E'a''\\'b' | WORD c",
        "N'a\\'b               ! NATIONAL_STRING N'a\\' | WORD b",
        "B'\\'b                ! BIT_STRING B'\\' | WORD b",
        "U&'\\'b               ! UNICODE_STRING U&'\\' | WORD b",
        "u&'a' u&\"b\" u&c     ! UNICODE_STRING u&'a' | UNICODE_IDENTIFIER u&\"b\" | WORD u | OPERATOR & | WORD c",
        "be'a'                 ! WORD be | STRING 'a'",
        "E 'a\\'               ! WORD E | STRING 'a\\'",
        "\"a\"\"b\"c           ! QUOTED_IDENTIFIER \"a\"\"b\" | WORD c",
        "\"a'b\" 'c\"d'        ! QUOTED_IDENTIFIER \"a'b\" | STRING 'c\"d'",
        "'a' 'b'               ! STRING 'a' | STRING 'b'",
        "'a                    ! STRING 'a",
        "\"a                   ! QUOTED_IDENTIFIER \"a",
      })
  void stringsAndQuotedIdentifiersEndWherePostgresEndsThem(String sql, String expected) {
    assertThat(String.join(" | ", tokens(sql))).isEqualTo(expected);
  }

  @Test
  void aStringGoesOnAfterANewlineButNotAfterABlockComment() {
    assertThat(tokens("'a' \n 'b'")).containsExactly("STRING 'a' \n 'b'");
    assertThat(tokens("'a' -- it's\n\t'b';"))
        .containsExactly("STRING 'a' -- it's\n\t'b'", "SEMICOLON ;");
    assertThat(tokens("E'a'\r'\\''")).containsExactly("ESCAPE_STRING E'a'\r'\\''");
    assertThat(tokens("'a'\n/**/'b'")).containsExactly("STRING 'a'", "STRING 'b'");
    assertThat(tokens("'a'\n-- c")).containsExactly("STRING 'a'");
    assertThat(tokens("'a'\nE'b'")).containsExactly("STRING 'a'", "ESCAPE_STRING E'b'");
    assertThat(tokens("\"a\"\n\"b\"")).hasSize(2);
  }

  @Test
  void aBackslashEscapesInPlainStringsOnlyWhileStandardConformingStringsIsOff() {
    assertThat(tokens("'a\\' ; '", ClientEncoding.UTF8, false)).containsExactly("STRING 'a\\' ; '");
    assertThat(tokens("N'a\\' ; '", ClientEncoding.UTF8, false))
        .containsExactly("NATIONAL_STRING N'a\\' ; '");
    assertThat(tokens("'a\\' ;", ClientEncoding.UTF8, true))
        .containsExactly("STRING 'a\\'", "SEMICOLON ;");
    assertThat(tokens("\"a\\\" ;", ClientEncoding.UTF8, false))
        .containsExactly("QUOTED_IDENTIFIER \"a\\\"", "SEMICOLON ;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "$$a'b$$c          ! DOLLAR_STRING $$a'b$$ | WORD c",
        "$a$ $b$ $a $a$ d  ! DOLLAR_STRING $a$ $b$ $a $a$ | WORD d",
        "$a$x$b$a$ c       ! DOLLAR_STRING $a$x$b$a$ | WORD c",
        "$$a$b$$ c         ! DOLLAR_STRING $$a$b$$ | WORD c",
        "$A$ $a$ $A$       ! DOLLAR_STRING $A$ $a$ $A$",
        "a$b$c$d           ! WORD a$b$c$d",
        "$1$$a$$           ! PARAMETER $1 | DOLLAR_STRING $$a$$",
        "$a b              ! OTHER $ | WORD a | WORD b",
        "$                 ! OTHER $",
        "$_9$;$_9$         ! DOLLAR_STRING $_9$;$_9$",
        "$$a               ! DOLLAR_STRING $$a",
        "$a$;$a            ! DOLLAR_STRING $a$;$a",
      })
  void dollarQuotesEndAtTheirOwnTag(String sql, String expected) {
    assertThat(String.join(" | ", tokens(sql))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "a--b'                ! WORD a",
        "a/*b'/*c*/;*/d       ! WORD a | WORD d",
        "/* /*/ */ */ a       ! WORD a",
        "/**/a/***/b          ! WORD a | WORD b",
        "a/*                  ! WORD a",
        "a/*/*/               ! WORD a",
        "a/*/ b               ! WORD a",
        "a*/b                 ! WORD a | OPERATOR */ | WORD b",
        "+--                  ! OPERATOR +",
        "a<--b                ! WORD a | OPERATOR <",
        "a</*b*/c             ! WORD a | OPERATOR < | WORD c",
        "'--' \"/*\"          ! STRING '--' | QUOTED_IDENTIFIER \"/*\"",
      })
  void commentsAreSkippedAndNest(String sql, String expected) {
    assertThat(String.join(" | ", tokens(sql))).isEqualTo(expected);
  }

  @Test
  void aLineCommentEndsAtACarriageReturnToo() {
    assertThat(tokens("--a\rb--c\nd")).containsExactly("WORD b", "WORD d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "1=-2        ! NUMBER 1 | OPERATOR = | OPERATOR - | NUMBER 2",
        "1=+-2       ! NUMBER 1 | OPERATOR = | OPERATOR + | OPERATOR - | NUMBER 2",
        "a@-b        ! WORD a | OPERATOR @- | WORD b",
        "a->>'b'     ! WORD a | OPERATOR ->> | STRING 'b'",
        "a?|b        ! WORD a | OPERATOR ?| | WORD b",
        "a::int=>b   ! WORD a | TYPECAST :: | WORD int | OPERATOR => | WORD b",
        "*-1         ! OPERATOR * | OPERATOR - | NUMBER 1",
        "a#>'{b}'    ! WORD a | OPERATOR #> | STRING '{b}'",
        "a:=1        ! WORD a | ASSIGN := | NUMBER 1",
        "a[1:2]      ! WORD a | LEFT_BRACKET [ | NUMBER 1 | COLON : | NUMBER 2 | RIGHT_BRACKET ]",
      })
  void operatorsEndByPostgresRules(String sql, String expected) {
    assertThat(String.join(" | ", tokens(sql))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "1.5e-3x    ! NUMBER 1.5e-3 | WORD x",
        ".5 5. 1..2 ! NUMBER .5 | NUMBER 5. | NUMBER 1 | DOT_DOT .. | NUMBER 2",
        "1e 1e+     ! NUMBER 1 | WORD e | NUMBER 1 | WORD e | OPERATOR +",
        "0x1F 0b01  ! NUMBER 0x1F | NUMBER 0b01",
        "1_000 1_a  ! NUMBER 1_000 | NUMBER 1 | WORD _a",
        "a.b.5      ! WORD a | DOT . | WORD b | NUMBER .5",
        "$12a       ! PARAMETER $12 | WORD a",
        "1from      ! NUMBER 1 | WORD from",
      })
  void numbersEndWhereTheyCannotGoOn(String sql, String expected) {
    assertThat(String.join(" | ", tokens(sql))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientEncoding.class,
      names = {"SJIS", "SHIFT_JIS_2004", "BIG5", "GBK", "UHC", "GB18030", "JOHAB"})
  void aTrailingByteThatLooksLikeABackslashIsPartOfItsCharacter(ClientEncoding encoding) {
    byte[] text = {'E', '\'', (byte) 0x95, 0x5C, '\'', ';', '\'', 'x', '\''};
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, encoding, true);
    assertThat(lexer.next()).isEqualTo(TokenKind.ESCAPE_STRING);
    assertThat(lexer.end()).isEqualTo(5);
    assertThat(lexer.next()).isEqualTo(TokenKind.SEMICOLON);

    lexer.reset(text, 0, text.length, ClientEncoding.LATIN1, true);
    assertThat(lexer.next()).isEqualTo(TokenKind.ESCAPE_STRING);
    assertThat(lexer.end()).isEqualTo(7);
  }

  @Test
  void aBackslashEscapesAWholeMultibyteCharacter() {
    byte[] text = {'E', '\'', '\\', (byte) 0x95, 0x5C, '\'', ';'};
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, ClientEncoding.SJIS, true);
    assertThat(lexer.next()).isEqualTo(TokenKind.ESCAPE_STRING);
    assertThat(lexer.next()).isEqualTo(TokenKind.SEMICOLON);
  }

  @Test
  void wordsAndQuotedIdentifiersKeepCharactersWhole() {
    byte[] text = {'a', (byte) 0x83, '|', 'b', ' ', '"', (byte) 0x83, '\\', '"', (byte) 0xB1, '|'};
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, ClientEncoding.SJIS, true);
    assertThat(lexer.next()).isEqualTo(TokenKind.WORD);
    assertThat(lexer.end()).isEqualTo(4);
    assertThat(lexer.next()).isEqualTo(TokenKind.QUOTED_IDENTIFIER);
    assertThat(lexer.next()).isEqualTo(TokenKind.WORD);
    assertThat(lexer.end()).as("a half-width katakana is one byte").isEqualTo(10);
    assertThat(lexer.next()).isEqualTo(TokenKind.OPERATOR);
  }

  @Test
  void gb18030KnowsCharactersOfFourBytes() {
    byte[] text = {'\'', (byte) 0x81, 0x30, (byte) 0x81, 0x5C, '\'', ';'};
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, ClientEncoding.GB18030, false);
    lexer.next();
    assertThat(lexer.end()).isEqualTo(6);
  }

  @Test
  void aCharacterCutOffByTheEndDoesNotReachBeyondIt() {
    byte[] text = {'\'', (byte) 0x81, 0x30, (byte) 0x81, 0x5C, '\''};
    Lexer lexer = new Lexer();
    for (ClientEncoding encoding : ClientEncoding.values()) {
      for (int length = 0; length <= text.length; length++) {
        lexer.reset(text, 0, length, encoding, true);
        while (lexer.next() != TokenKind.END) {
          assertThat(lexer.end()).isLessThanOrEqualTo(length);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Keyword.class)
  void everyKeywordIsFoundInAnyCaseAndNoLongerWord(Keyword keyword) {
    if (keyword == Keyword.NONE) {
      assertThat(keywordOf("none")).isEqualTo(Keyword.NONE);
      return;
    }
    String text = keyword.text();
    assertThat(keywordOf(text)).isEqualTo(keyword);
    assertThat(keywordOf(keyword.name())).isEqualTo(keyword);
    assertThat(keywordOf(keyword.name().charAt(0) + text.substring(1))).isEqualTo(keyword);
    assertThat(keywordOf(text + "$")).isEqualTo(Keyword.NONE);
    assertThat(keywordOf("x_" + text)).isEqualTo(Keyword.NONE);
    assertThat(keywordOf("\"" + text + "\"")).isEqualTo(Keyword.NONE);
  }

  @Test
  void anUnderscoreIsNotTheDeleteCharacterInKeywords() {
    assertThat(KeywordTable.find("pg\u007Ftemp".getBytes(ClientEncoding.LATIN1.charset()), 0, 7))
        .isEqualTo(Keyword.NONE);
    assertThat(KeywordTable.find("PG_TEMP".getBytes(ClientEncoding.LATIN1.charset()), 0, 7))
        .isEqualTo(Keyword.PG_TEMP);
  }

  @Test
  void commentsAreReportedOnRequest() {
    Lexer lexer = new Lexer(true);
    byte[] text = "/* a */ b -- c".getBytes(ClientEncoding.UTF8.charset());
    lexer.reset(text, 0, text.length, ClientEncoding.UTF8, true);
    assertThat(tokens(lexer)).containsExactly("COMMENT /* a */", "WORD b", "COMMENT -- c");
  }

  @Test
  void aRangeOutsideTheArrayIsRefused() {
    assertThatThrownBy(() -> new Lexer().reset(new byte[3], 2, 2, ClientEncoding.UTF8, true))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aLongRunOfSignsTakesLinearTime() {
    String signs = "=" + "+".repeat(2_000_000);
    byte[] text = signs.getBytes(ClientEncoding.UTF8.charset());
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, ClientEncoding.UTF8, true);
    int count = 0;
    while (lexer.next() != TokenKind.END) {
      count++;
    }
    assertThat(count).isEqualTo(text.length);
  }

  private static Keyword keywordOf(String sql) {
    byte[] text = sql.getBytes(ClientEncoding.LATIN1.charset());
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, ClientEncoding.LATIN1, true);
    lexer.next();
    return lexer.keyword();
  }

  private static List<String> tokens(String sql) {
    return tokens(sql, ClientEncoding.UTF8, true);
  }

  private static List<String> tokens(String sql, ClientEncoding encoding, boolean standard) {
    byte[] text = sql.getBytes(encoding.charset());
    Lexer lexer = new Lexer();
    lexer.reset(text, 0, text.length, encoding, standard);
    return tokens(lexer);
  }

  private static List<String> tokens(Lexer lexer) {
    List<String> tokens = new ArrayList<>();
    while (lexer.next() != TokenKind.END) {
      tokens.add(lexer.kind() + " " + lexer.text(lexer.start(), lexer.end()));
    }
    return tokens;
  }
}
