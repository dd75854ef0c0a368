package io.penstock.sql.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sql.ClientEncoding;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are found wherever the data is cut; CopyInIT compares them with what PostgreSQL reads. */
class CopyRowsTest {
  private static final String TEXT = "COPY t FROM STDIN ";
  private static final String CSV = "COPY t FROM STDIN CSV ";

  private static CopyFormat format(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    try {
      return CopyReader.read(bytes, 0, bytes.length, ClientEncoding.UTF8, true).format();
    } catch (NotCopied e) {
      throw new AssertionError(e);
    }
  }

  /** What all cuts of the data come to: rows, each with its line and second field. */
  private static String rows(String sql, String data) {
    return rows(sql, data, false);
  }

  private static String rows(String sql, String data, boolean endMarker) {
    byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
    String whole = rows(sql, bytes, bytes.length, endMarker, null);
    for (int cut = 1; cut < Math.min(bytes.length, 12); cut++) {
      assertThat(rows(sql, bytes, cut, endMarker, null)).as("pieces of %d", cut).isEqualTo(whole);
    }
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      assertThat(rows(sql, bytes, 5, endMarker, random)).isEqualTo(whole);
    }
    return whole;
  }

  private static String rows(
      String sql, byte[] bytes, int piece, boolean endMarker, Random random) {
    CopyFormat format = format(sql);
    CopyRows rows = CopyRows.of(format, 2, endMarker, 1 << 20);
    List<String> found = new ArrayList<>();
    try {
      int at = 0;
      while (at < bytes.length) {
        int length = random == null ? piece : 1 + random.nextInt(piece);
        length = Math.min(length, bytes.length - at);
        rows.feed(ByteBuffer.wrap(bytes, at, length));
        at += length;
        take(rows, found);
      }
      rows.finish();
      take(rows, found);
    } catch (CopyError e) {
      found.add("! " + e.sentence() + " at " + e.where("t"));
    }
    return String.join(" ", found);
  }

  private static void take(CopyRows rows, List<String> found) throws CopyError {
    CopyField field = new CopyField();
    while (rows.next()) {
      String row =
          new String(
              rows.bytes(), rows.start(), rows.end() - rows.start(), StandardCharsets.ISO_8859_1);
      String second =
          rows.isForAll()
              ? "all"
              : !rows.field(1, "b", field)
                  ? "none"
                  : field.kind() == CopyField.Kind.VALUE
                      ? new String(
                          field.bytes(),
                          field.start(),
                          field.end() - field.start(),
                          StandardCharsets.ISO_8859_1)
                      : field.kind().toString();
      found.add("%d[%s]%s".formatted(rows.line(), shown(row), shown(second)));
    }
  }

  private static String shown(String text) {
    return text.replace("\n", "~").replace("\r", "^").replace("\t", "|");
  }

  private static String unshown(String text) {
    return text.replace("~", "\n").replace("^", "\r").replace("|", "\t").replace("_", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      quoteCharacter = '`',
      textBlock =
          """
          1|a~2|b~                 = 1[1|a~]a 2[2|b~]b
          1|a~2|b                  = 1[1|a~]a 2[2|b]b
          1|a^~2|b^~               = 1[1|a^~]a 2[2|b^~]b
          1|a^2|b^                 = 1[1|a^]a 2[2|b^]b
          1|a^                     = 1[1|a^]a
          ~~                       = 1[~]none 2[~]none
          _                        = _
          1|\\N~1|\\\\N~           = 1[1|\\N~]NULL 2[1|\\\\N~]\\N
          1\\|2|3~                 = 1[1\\|2|3~]3
          1|a\\~b~2|c~             = 1[1|a\\~b~]a~b 2[2|c~]c
          1|a\\^~2|c~              = 1[1|a\\^~]a^ 2[2|c~]c
          1|a\\tb\\n\\x41\\101\\q~ = 1[1|a\\tb\\n\\x41\\101\\q~]a|b~AAq
          1|\\xg\\x4g\\8~          = 1[1|\\xg\\x4g\\8~]xg\u0004g8
          1|\\x80~                 = 1[1|\\x80~]UNCLEAR
          1|\\0~                   = 1[1|\\0~]UNCLEAR
          1|a~\\.~2|b~             = 1[1|a~]a
          1|a^~\\.^~2|b            = 1[1|a^~]a
          \\.~                     = _
          1|a~\\.                  = 1[1|a~]a ! end-of-copy marker is not alone on its line at COPY t, line 2
          1|a\\.~                  = ! end-of-copy marker is not alone on its line at COPY t, line 1
          1|a~\\.x~                = 1[1|a~]a ! end-of-copy marker is not alone on its line at COPY t, line 2
          1|a^~\\.~                = 1[1|a^~]a ! end-of-copy marker is not alone on its line at COPY t, line 2
          1|a~2^~                  = 1[1|a~]a ! literal carriage return found in data at COPY t, line 2
          1|a^~2|b~                = 1[1|a^~]a ! literal newline found in data at COPY t, line 2
          1|a^~2|b^3               = 1[1|a^~]a ! literal carriage return found in data at COPY t, line 2
          1|a^2|b~                 = 1[1|a^]a ! literal newline found in data at COPY t, line 2
          1|a\\                    = 1[1|a\\]UNCLEAR
          1\\                      = 1[1\\]none
          """)
  void rowsOfText(String data, String expected) {
    assertThat(rows(TEXT, unshown(data)))
        .isEqualTo(expected.replace("_", "").replace("\\u0004", "\u0004"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      quoteCharacter = '`',
      textBlock =
          """
          1,a~2,b                  = 1[1,a~]a 2[2,b]b
          1,"a~b""c"~2,b~          = 1[1,"a~b""c"~]a~b"c 2[2,b~]b
          1,a~2,"b~c"~3,d~         = 1[1,a~]a 3[2,"b~c"~]b~c 4[3,d~]d
          1,"a^~b"^~2,b^~          = 2[1,"a^~b"^~]a^~b 3[2,b^~]b
          1,~2,""~3,"NULL"~        = 1[1,~]NULL 2[2,""~] 3[3,"NULL"~]NULL
          "1,x""\",x"y,z"w~         = 1["1,x""\",x"y,z"w~]xy,zw
          1,\\N~                   = 1[1,\\N~]\\N
          1~                       = 1[1~]none
          1,a~\\.~2,b~             = 1[1,a~]a 2[\\.~]none 3[2,b~]b
          1,"a                     = ! unterminated CSV quoted field at COPY t, line 1
          1,"a~                    = ! unterminated CSV quoted field at COPY t, line 1
          1,a~2^                   = 1[1,a~]a ! unquoted carriage return found in data at COPY t, line 2
          """)
  void rowsOfCsv(String data, String expected) {
    assertThat(rows(CSV, unshown(data))).isEqualTo(expected);
  }

  @Test
  void otherQuotesAndEscapesOfCsv() {
    String sql = "COPY t FROM STDIN CSV QUOTE '''' ESCAPE '\\' DELIMITER ';' NULL 'nil'";
    assertThat(rows(sql, "1;'a\\'\n\\\\b;'\n2;nil\n3;'nil'\n4;\\'x'\n"))
        .isEqualTo("1[1;'a\\'~\\\\b;'~]a'~\\b; 2[2;nil~]NULL 3[3;'nil'~]nil 4[4;\\'x'~]\\x");
    assertThat(rows(CSV + "FORCE NULL b", "1,\"\"\n2,\n")).isEqualTo("1[1,\"\"~]NULL 2[2,~]NULL");
    assertThat(rows(CSV + "FORCE NOT NULL b", "1,\"\"\n2,\n")).isEqualTo("1[1,\"\"~] 2[2,~]");
  }

  @Test
  void theMarkerThatOlderServersTakeForTheEndOfCsv() {
    assertThat(rows(CSV, "1,a\n\\.\n2,b\n", true)).isEqualTo("1[1,a~]a");
    assertThat(rows(CSV, "1,a\n\\.x\n\"\n\\.\n\",b\n", true))
        .isEqualTo("1[1,a~]a 2[\\.x~]none 5[\"~\\.~\",b~]b");
    assertThat(rows(CSV, "1,a\n\\.", true)).isEqualTo("1[1,a~]a 2[\\.]none");
  }

  @Test
  void headersAreForAll() {
    assertThat(rows(CSV + "HEADER", "\"a\nb\",b\n1,x\n")).isEqualTo("1[\"a~b\",b~]all 2[1,x~]x");
    assertThat(rows(TEXT + "(HEADER match)", "a\tb\n1\tx\n")).isEqualTo("1[a|b~]all 2[1|x~]x");
    assertThat(rows(TEXT + "(HEADER)", "")).isEmpty();
    // Which is not read, but skipped.
    assertThat(rows(CSV + "HEADER", "\"a\nb\"c\"\n")).isEqualTo("1[\"a~b\"c\"~]all");
  }

  @Test
  void defaultsAreSeen() {
    assertThat(rows(TEXT + "(DEFAULT '\\D')", "1\t\\D\n2\tx\n")).startsWith("1[1|\\D~]DEFAULT ");
    assertThat(rows("COPY t FROM STDIN (FORMAT csv, DEFAULT 'D')", "1,D\n2,\"D\"\n"))
        .isEqualTo("1[1,D~]DEFAULT 2[2,\"D\"~]D");
  }

  private interface Writes {
    void to(DataOutputStream out) throws IOException;
  }

  private static String binary(Writes data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.write("PGCOPY\n\u00FF\r\n\0".getBytes(StandardCharsets.ISO_8859_1));
      data.to(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static void row(DataOutputStream out, String one, String other) throws IOException {
    out.writeShort(2);
    for (String value : new String[] {one, other}) {
      out.writeInt(value == null ? -1 : value.length());
      if (value != null) {
        out.writeBytes(value);
      }
    }
  }

  private static String binaryRows(Writes data) {
    return rows(TEXT + "BINARY", binary(data)).replaceAll("\\[[^\\]]*\\]", " ");
  }

  @Test
  void rowsOfBinaryData() {
    assertThat(
            binaryRows(out -> {
              out.writeInt(0);
              out.writeInt(3);
              out.writeBytes("ext");
              row(out, "one", "two");
              row(out, "", null);
              out.writeShort(-1);
            }))
        .isEqualTo("0 all 1 two 2 NULL 3 all");
    assertThat(
            binaryRows(out -> {
              out.writeLong(0);
              row(out, "one", "two");
            }))
        .isEqualTo("0 all 1 two");
  }

  @Test
  void binaryDataThatIsNone() {
    assertThat(rows(TEXT + "BINARY", "1\ta\n")).startsWith("! COPY file signature not recognized");
    assertThat(rows(TEXT + "BINARY", "PGCOPY")).startsWith("! COPY file signature not recognized");
    assertThat(binaryRows(out -> out.writeInt(1 << 16)))
        .startsWith("! invalid COPY file header (missing length)");
    assertThat(binaryRows(out -> out.writeLong(1L << 48))).contains("(WITH OIDS)");
    assertThat(binaryRows(out -> out.writeLong(1L << 49))).contains("unrecognized critical flags");
    assertThat(binaryRows(out -> out.writeLong(7))).contains("(wrong length)");
    assertThat(
            binaryRows(out -> {
              out.writeLong(0);
              out.writeShort(3);
            }))
        .endsWith("! row field count is 3, expected 2 at COPY t, line 1");
    assertThat(
            binaryRows(out -> {
              out.writeLong(0);
              out.writeShort(2);
              out.writeInt(-2);
            }))
        .endsWith("! invalid field size at COPY t, line 1");
    assertThat(
            binaryRows(out -> {
              out.writeLong(0);
              out.writeShort(2);
              out.writeInt(Integer.MAX_VALUE);
            }))
        .endsWith("! unexpected EOF in COPY data at COPY t, line 1");
    assertThat(
            binaryRows(out -> {
              out.writeLong(0);
              out.writeShort(-1);
              out.writeByte(0);
            }))
        .endsWith("! received copy data after EOF marker at COPY t, line 1");
  }

  @Test
  void aRowThatNeverEndsIsGivenUp() {
    CopyRows rows = CopyRows.of(format(TEXT), 2, false, 100_000);
    ByteBuffer piece = ByteBuffer.wrap(new byte[10_000]);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                rows.feed(piece.clear());
                assertThat(rows.next()).isFalse();
              }
            })
        .isInstanceOf(CopyError.class)
        .hasMessage("a row is longer than 100000 bytes");
    assertThat(rows.bytes().length).isLessThan(300_000);
  }

  @Test
  void rowsThatWerePassedTakeNoMemory() throws CopyError {
    CopyRows rows = CopyRows.of(format(TEXT), 2, false, 100_000);
    ByteBuffer piece =
        ByteBuffer.wrap("1\tsome text\n".repeat(700).getBytes(StandardCharsets.UTF_8));
    int found = 0;
    for (int i = 0; i < 1000; i++) {
      rows.feed(piece.clear());
      while (rows.next()) {
        found++;
      }
    }
    assertThat(found).isEqualTo(700_000);
    assertThat(rows.line()).isEqualTo(700_000);
    assertThat(rows.bytes().length).isLessThan(40_000);
  }
}
